package dev.orchestra.services.recommendations;

import io.temporal.activity.ActivityInterface;
import java.util.List;

/** The Recommendations service (docs/core-services.md, Recommendations service). */
@ActivityInterface(namePrefix = "Recommendations.")
public interface RecommendationsService {

    /** {@code POST /api/recommendations/complementary}. */
    Recommended complementary(Question question);

    /** {@code POST /api/recommendations/upsells}. */
    Recommended upsells(Question question);

    /** {@code POST /api/recommendations/reminders}. */
    Recommended reminders(Question question);

    /** @param limit how many at most */
    record Question(String ownerId, List<String> productIds, int limit) {}

    record Recommended(List<Recommendation> recommendations) {}
}
