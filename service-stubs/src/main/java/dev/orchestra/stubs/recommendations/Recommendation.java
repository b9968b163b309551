package dev.orchestra.stubs.recommendations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;

/**
 * A product that may interest an owner.
 *
 * @param reason for a person, or null
 * @param relevance 0 to 1
 * @param conversionProbability that it is bought when it is shown, 0 to 1
 * @param source of a reminder; else null, and not shown
 */
public record Recommendation(
        String productId,
        String reason,
        BigDecimal relevance,
        BigDecimal conversionProbability,
        @JsonInclude(JsonInclude.Include.NON_NULL) Source source) {

    /** What a pair of products says of the second. */
    public enum Kind {
        COMPLEMENTARY,
        UPSELL
    }

    /** Where the owner came across it. */
    public enum Source {
        WISHLIST,
        RECENTLY_VIEWED,
        SAVED_FOR_LATER
    }
}
