package dev.orchestra.stubs.marketing;

import java.math.BigDecimal;
import java.util.List;

/**
 * How a discount is to be computed. {@code value} is percent for {@code PERCENT_OFF}, else rupees; {@code maxDiscount} is
 * null for no limit. Empty {@code productIds} mean every product, a null {@code storeId} every store.
 */
public record Rule(
        String id,
        String title,
        Type type,
        BigDecimal value,
        BigDecimal maxDiscount,
        BigDecimal minSubtotal,
        List<String> productIds,
        String storeId,
        boolean stackable) {

    /** What the value means. */
    public enum Type {
        PERCENT_OFF,
        AMOUNT_OFF,
        COMBO,
        FREE_DELIVERY
    }

    boolean bearsOn(String productId, String soldBy) {
        return (productIds.isEmpty() || productIds.contains(productId)) && (storeId == null || storeId.equals(soldBy));
    }

    boolean bearsOnAny(List<Line> lines) {
        return lines.stream().anyMatch(this::bearsOn);
    }

    /** The worth, in rupees, of the lines that count towards {@code minSubtotal}. */
    BigDecimal subtotalOf(List<Line> lines) {
        return lines.stream().filter(this::bearsOn).map(Line::subtotal).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private boolean bearsOn(Line line) {
        return bearsOn(line.productId(), line.storeId());
    }
}
