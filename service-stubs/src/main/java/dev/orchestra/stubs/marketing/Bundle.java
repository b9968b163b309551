package dev.orchestra.stubs.marketing;

import java.math.BigDecimal;
import java.util.List;

/**
 * Products that cost less together: {@code bundlePrice} rupees, which is {@code savings} less than one by one. {@code
 * relevance} and {@code conversionProbability} are from 0 to 1.
 */
record Bundle(
        String bundleId,
        String name,
        BigDecimal bundlePrice,
        BigDecimal savings,
        List<String> productIds,
        BigDecimal relevance,
        BigDecimal conversionProbability) {

    /** Whether the lines have a part of it, and not all. */
    boolean isBegunBy(List<Line> lines) {
        long there = productIds.stream()
                .distinct()
                .filter(product ->
                        lines.stream().anyMatch(line -> line.productId().equals(product)))
                .count();
        return there > 0 && there < productIds.stream().distinct().count();
    }
}
