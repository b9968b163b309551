package dev.orchestra.services.recommendations;

import java.math.BigDecimal;

/**
 * A product that may interest an owner.
 *
 * @param reason for a person, or null
 * @param relevance to what is in the cart, 0 to 1
 * @param conversionProbability that it is bought when shown, 0 to 1
 * @param source of a reminder: {@code WISHLIST}, {@code RECENTLY_VIEWED} or {@code SAVED_FOR_LATER}; else null
 */
public record Recommendation(
        String productId, String reason, BigDecimal relevance, BigDecimal conversionProbability, String source) {}
