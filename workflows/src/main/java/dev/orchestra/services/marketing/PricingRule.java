package dev.orchestra.services.marketing;

import java.math.BigDecimal;
import java.util.List;

/** How a promotion or a coupon changes a price; the Cart service applies it (docs/core-services.md, Compute). */
public record PricingRule(
        String id,
        String title,
        String type,
        BigDecimal value,
        BigDecimal maxDiscount,
        BigDecimal minSubtotal,
        List<String> productIds,
        String storeId,
        boolean stackable) {}
