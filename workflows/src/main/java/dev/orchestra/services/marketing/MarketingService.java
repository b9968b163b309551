package dev.orchestra.services.marketing;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.recommendations.Recommendation;
import dev.orchestra.support.AboutCart;
import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;
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

    /** {@code POST /api/coupons/hold}: each counts as a use until it is used or released. Refusals: UNKNOWN_COUPON, USED_UP, ATTEMPT_OVER. */
    CouponsHeld holdCoupons(Write<CouponsHold> write);

    /** {@code POST /api/coupons/release}. */
    CouponsReleased releaseCoupons(Undo<CouponsRelease> undo);

    /** {@code POST /api/bundles/applicable}. */
    Bundles applicableBundles(OffersQuestion question);

    /** {@code POST /api/promotions/threshold-offers}. */
    ThresholdOffers thresholdOffers(OffersQuestion question);

    record ApplicablePromotions(String ownerId, List<PricedLine> lines) {}

    /** @param amount what the line costs before discounts, with its addons */
    record PricedLine(
            String productId, String variantId, String storeId, int quantity, BigDecimal unitPrice, BigDecimal amount) {

        /** A line of a cart that has been computed. */
        public static PricedLine of(Cart.Line line) {
            return new PricedLine(
                    line.productId(),
                    line.variantId(),
                    line.storeId(),
                    line.quantity(),
                    line.unitPrice(),
                    line.subtotal());
        }
    }

    record Promotions(List<PricingRule> promotions) {}

    /** @param cartId whose own hold of a coupon is not in its way */
    record ValidateCoupons(String ownerId, String cartId, List<String> codes, List<PricedLine> lines) {}

    record Coupons(List<CouponCheck> coupons) {}

    record CouponsUse(String orderId, String ownerId, List<String> codes) implements AboutOrder {}

    record CouponsUsed(List<String> used) {}

    /**
     * @param attempt of the cart: a hold of an earlier attempt than the one that the cart's hold is of is refused, however late it arrives
     * @param ttlSeconds how long the uses are held
     */
    record CouponsHold(String orderId, String cartId, int attempt, String ownerId, List<String> codes, long ttlSeconds)
            implements AboutCart, AboutOrder {}

    record CouponsHeld(List<String> held, Instant expiresAt) {}

    record CouponsRelease(String orderId) implements AboutOrder {}

    record CouponsReleased(int released) {}

    record OffersQuestion(String ownerId, List<PricedLine> lines) {}

    record Bundles(List<Bundle> bundles) {}

    /** @param savings what the bundle costs less than its products one by one */
    record Bundle(
            String bundleId,
            String name,
            BigDecimal bundlePrice,
            BigDecimal savings,
            List<String> productIds,
            BigDecimal relevance,
            BigDecimal conversionProbability) {}

    record ThresholdOffers(List<ThresholdOffer> offers) {}

    /**
     * A benefit that the cart is a little short of.
     *
     * @param benefit {@code FREE_DELIVERY} or {@code DISCOUNT}
     * @param products what would fill the gap
     */
    record ThresholdOffer(
            String offerId,
            String storeId,
            BigDecimal targetAmount,
            BigDecimal currentAmount,
            BigDecimal remainingAmount,
            String benefit,
            List<Recommendation> products) {}
}
