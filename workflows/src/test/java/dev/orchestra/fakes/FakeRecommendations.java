package dev.orchestra.fakes;

import dev.orchestra.services.recommendations.Recommendation;
import dev.orchestra.services.recommendations.RecommendationsService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The Recommendations service: what a test taught it, the most promising first, and never what was asked about. */
final class FakeRecommendations implements RecommendationsService {

    final List<Recommendation> complementary = new ArrayList<>();
    final List<Recommendation> upsells = new ArrayList<>();
    final List<Recommendation> reminders = new ArrayList<>();

    @Override
    public Recommended complementary(Question question) {
        return best(complementary, question);
    }

    @Override
    public Recommended upsells(Question question) {
        return best(upsells, question);
    }

    @Override
    public Recommended reminders(Question question) {
        return best(reminders, question);
    }

    private static Recommended best(List<Recommendation> known, Question question) {
        return new Recommended(known.stream()
                .filter(one -> !question.productIds().contains(one.productId()))
                .sorted(Comparator.comparing(FakeRecommendations::promise).reversed())
                .limit(question.limit())
                .toList());
    }

    private static Double promise(Recommendation one) {
        return one.relevance().multiply(one.conversionProbability()).doubleValue();
    }
}
