package dev.orchestra.stubs.cart;

import dev.orchestra.stubs.support.Money;
import java.math.BigDecimal;
import java.util.List;

/** What a cart costs beyond its lines, in rupees: the outcome of the last compute. */
record CartMoney(
        Totals totals,
        List<StoreTotals> stores,
        List<CouponApplied> couponsApplied,
        List<PromotionApplied> promotionsApplied,
        PointsApplied loyalty) {

    CartMoney {
        // Money from before there were points took none.
        loyalty = loyalty == null ? PointsApplied.NONE : loyalty;
    }

    /** An empty cart costs nothing. */
    static final CartMoney NOTHING = new CartMoney(
            new Totals(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO),
            List.of(),
            List.of(),
            List.of(),
            PointsApplied.NONE);

    /** {@code netPayable = subtotal + discount + tax + deliveryCharge + tips + giftWrap}; a discount is never positive. */
    record Totals(
            BigDecimal subtotal,
            BigDecimal discount,
            BigDecimal tax,
            BigDecimal taxIncluded,
            BigDecimal deliveryCharge,
            BigDecimal tips,
            BigDecimal giftWrap,
            BigDecimal netPayable) {}

    /** The share of one store; {@code total} is what it is owed. */
    record StoreTotals(
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

    /** A coupon of the cart; {@code status} is null as long as no compute has judged it. */
    record CouponApplied(String code, CouponStatus status, BigDecimal discount, String reason) {}

    record PromotionApplied(String promotionId, String title, BigDecimal discount) {}

    /** Points that the goods could take, and what they take off: zero or negative. */
    record PointsApplied(int points, BigDecimal discount) {

        static final PointsApplied NONE = new PointsApplied(0, Money.ZERO);
    }

    enum CouponStatus {
        VALID,
        INVALID
    }
}
