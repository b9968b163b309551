package dev.orchestra.stubs.marketing;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/** What a cart gets for {@code remainingAmount} rupees more, and products that would fill the gap. */
record ThresholdOffer(
        String offerId,
        String storeId,
        BigDecimal targetAmount,
        BigDecimal currentAmount,
        BigDecimal remainingAmount,
        Benefit benefit,
        List<Recommendation> products) {

    private static final int MOST_OFFERS = 3;
    private static final int MOST_PRODUCTS = 5;

    enum Benefit {
        FREE_DELIVERY,
        DISCOUNT
    }

    record Recommendation(String productId, String reason, BigDecimal relevance, BigDecimal conversionProbability) {}

    /** The offers for these lines, the nearest first; {@code fillers} are the cheapest first. */
    static List<ThresholdOffer> of(List<Rule> rules, List<Line> lines, List<Filler> fillers) {
        return rules.stream()
                .filter(rule -> rule.bearsOnAny(lines))
                .filter(rule -> rule.subtotalOf(lines).compareTo(rule.minSubtotal()) < 0)
                .map(rule -> of(rule, lines, fillers))
                .sorted(Comparator.comparing(ThresholdOffer::remainingAmount).thenComparing(ThresholdOffer::offerId))
                .limit(MOST_OFFERS)
                .toList();
    }

    private static ThresholdOffer of(Rule rule, List<Line> lines, List<Filler> fillers) {
        BigDecimal current = rule.subtotalOf(lines);
        BigDecimal remaining = rule.minSubtotal().subtract(current);
        return new ThresholdOffer(
                rule.id(),
                rule.storeId(),
                rule.minSubtotal(),
                current,
                remaining,
                rule.type() == Rule.Type.FREE_DELIVERY ? Benefit.FREE_DELIVERY : Benefit.DISCOUNT,
                fillers.stream()
                        .filter(filler -> rule.bearsOn(filler.productId(), filler.storeId()))
                        .filter(filler -> filler.price().compareTo(remaining) >= 0)
                        .filter(filler -> lines.stream()
                                .noneMatch(line -> line.productId().equals(filler.productId())))
                        .limit(MOST_PRODUCTS)
                        .map(filler -> new Recommendation(
                                filler.productId(),
                                filler.reason(),
                                filler.relevance(),
                                filler.conversionProbability()))
                        .toList());
    }
}
