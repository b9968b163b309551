package dev.orchestra.stubs.marketing;

import java.math.BigDecimal;

/**
 * A product that people add to reach a minimum. {@code price}, in rupees, tells which gaps it fills; what it is sold at is
 * the Product service's. {@code relevance} and {@code conversionProbability} are from 0 to 1.
 */
public record Filler(
        String productId,
        String storeId,
        BigDecimal price,
        String reason,
        BigDecimal relevance,
        BigDecimal conversionProbability) {}
