package dev.orchestra.services.marketing;

import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.util.List;

/** The Marketing service (docs/core-services.md, Marketing service). */
@ActivityInterface(namePrefix = "Marketing.")
public interface MarketingService {

    /** {@code POST /api/promotions/applicable}. */
    Promotions applicablePromotions(ApplicablePromotions question);

    /** {@code POST /api/coupons/validate}. */
    Coupons validateCoupons(ValidateCoupons question);

    /** {@code POST /api/coupons/used}. Refusals: USED_UP. */
    CouponsUsed couponsUsed(Write<CouponsUse> write);

    record ApplicablePromotions(String ownerId, List<PricedLine> lines) {}

    record PricedLine(String productId, String variantId, String storeId, int quantity, BigDecimal unitPrice) {}

    record Promotions(List<PricingRule> promotions) {}

    record ValidateCoupons(String ownerId, List<String> codes, List<PricedLine> lines) {}

    record Coupons(List<CouponCheck> coupons) {}

    record CouponsUse(String orderId, String ownerId, List<String> codes) implements AboutOrder {}

    record CouponsUsed(List<String> used) {}
}
