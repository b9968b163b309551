package dev.orchestra.stubs.cart;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** A cart as a caller sees it. */
record CartView(
        String cartId,
        String ownerId,
        CartKind kind,
        String currency,
        long version,
        long optionsVersion,
        long computedVersion,
        boolean computed,
        int attempt,
        String lockedBy,
        List<CartLine.View> items,
        List<CartMoney.CouponApplied> couponsApplied,
        List<CartMoney.PromotionApplied> promotionsApplied,
        CartOptions.Address address,
        CartOptions.DeliveryOption deliveryOption,
        CartOptions.DeliveryPreference deliveryPreference,
        CartOptions.PickupPoint pickupPoint,
        CartOptions.PaymentMethod paymentMethod,
        CartOptions.Tips tips,
        CartOptions.GiftWrap giftWrap,
        CartOptions.SpecialInstructions specialInstructions,
        Loyalty loyalty,
        List<CartMoney.StoreTotals> stores,
        CartMoney.Totals totals,
        Instant createdAt,
        Instant updatedAt) {

    /** {@code points} are what was asked for, {@code pointsApplied} what the money of the cart took at the last compute. */
    record Loyalty(int points, int pointsApplied, BigDecimal discount) {}
}
