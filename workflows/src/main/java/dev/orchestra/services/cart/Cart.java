package dev.orchestra.services.cart;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * A cart as the Cart service keeps it (docs/core-services.md). Money is in the cart's currency with two decimals; {@code discount} is
 * zero or negative, and net_payable = subtotal + discount + tax + delivery_charge + tips + gift_wrap.
 *
 * <p>What the customer wrote in their own words (gift message, instructions, what a tip is for) is here by reference alone, {@code txt_…}: a cart
 * travels through histories and logs.
 *
 * @param version grows by one with each change
 * @param optionsVersion grows by one with each change of what is chosen besides the goods
 * @param computedVersion the version that the money belongs to, null before the first computation
 * @param attempt the number of the checkout that this cart is in or would start, from 1
 * @param lockedBy the order id of the checkout that froze the cart, else null
 */
public record Cart(
        String cartId,
        String ownerId,
        String kind,
        String currency,
        long version,
        long optionsVersion,
        Long computedVersion,
        boolean computed,
        int attempt,
        String lockedBy,
        List<Line> items,
        List<CouponApplied> couponsApplied,
        List<PromotionApplied> promotionsApplied,
        Address address,
        DeliveryOption deliveryOption,
        DeliveryPreference deliveryPreference,
        PickupPoint pickupPoint,
        PaymentMethod paymentMethod,
        Tips tips,
        GiftWrap giftWrap,
        SpecialInstructions specialInstructions,
        Loyalty loyalty,
        List<Store> stores,
        Totals totals,
        Instant createdAt,
        Instant updatedAt) {

    /** A line; its money is null until the first computation. */
    public record Line(
            String itemId,
            String productId,
            String variantId,
            String name,
            String storeId,
            int quantity,
            List<LineAddon> addons,
            BigDecimal unitPrice,
            BigDecimal subtotal,
            BigDecimal discount,
            BigDecimal tax,
            BigDecimal taxIncluded,
            BigDecimal total,
            List<LineDiscount> discounts) {}

    public record LineAddon(String addonId, String name, int quantity, BigDecimal unitPrice) {}

    public record LineDiscount(String source, String id, BigDecimal amount) {}

    public record CouponApplied(String code, String status, BigDecimal discount, String reason) {}

    public record PromotionApplied(String promotionId, String title, BigDecimal discount) {}

    public record Address(Shipping shipping, Billing billing) {}

    public record Shipping(String addressId) {}

    public record Billing(Boolean sameAsShipping, String addressId) {}

    public record DeliveryOption(String deliveryOptionId, String name, BigDecimal charge) {}

    public record DeliveryPreference(Scheduled scheduled, Immediate immediate) {}

    public record Scheduled(String date, Slot slot) {}

    public record Slot(String id, String label) {}

    public record Immediate(Boolean requested) {}

    public record PickupPoint(String pickupPointId, String name) {}

    public record PaymentMethod(String paymentMethodId, String name) {}

    public record Tips(BigDecimal amount, String currency, String description) {}

    public record GiftWrap(String id, String name, BigDecimal charge, String message) {}

    public record SpecialInstructions(String instructions) {}

    /**
     * Points that the customer redeems.
     *
     * @param points as asked for
     * @param pointsApplied what the money of this cart could take
     * @param discount zero or negative
     */
    public record Loyalty(int points, int pointsApplied, BigDecimal discount) {}

    /** One store's part of the cart; the parts sum to {@link Totals}. */
    public record Store(
            String storeId,
            String name,
            BigDecimal subtotal,
            BigDecimal discount,
            BigDecimal tax,
            BigDecimal taxIncluded,
            BigDecimal deliveryCharge,
            BigDecimal tips,
            BigDecimal giftWrap,
            BigDecimal total) {}

    public record Totals(
            BigDecimal subtotal,
            BigDecimal discount,
            BigDecimal tax,
            BigDecimal taxIncluded,
            BigDecimal deliveryCharge,
            BigDecimal tips,
            BigDecimal giftWrap,
            BigDecimal netPayable) {}

    /** Grows by one with each change of the goods. */
    public long goodsVersion() {
        return version - optionsVersion;
    }

    public List<String> couponCodes() {
        return couponsApplied.stream().map(CouponApplied::code).toList();
    }

    /** The coupons that lowered what is owed: one that is valid and saves nothing is not used up. */
    public List<String> savingCouponCodes() {
        return couponsApplied.stream()
                .filter(coupon -> "VALID".equals(coupon.status())
                        && coupon.discount() != null
                        && coupon.discount().signum() < 0)
                .map(CouponApplied::code)
                .toList();
    }

    /** The coupons that the totals were computed with. */
    public List<String> validCouponCodes() {
        return couponsApplied.stream()
                .filter(coupon -> "VALID".equals(coupon.status()))
                .map(CouponApplied::code)
                .toList();
    }
}
