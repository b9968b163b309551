package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Carts for tests. */
final class CartSamples {

    private final String ownerId;
    private String kind = "BASKET";

    private CartSamples(String ownerId) {
        this.ownerId = ownerId;
    }

    static CartSamples cart(String ownerId) {
        return new CartSamples(ownerId);
    }

    Cart express() {
        kind = "EXPRESS";
        return build();
    }

    Cart build() {
        return with(null, null, null);
    }

    Cart with(Cart.Tips tips, Cart.GiftWrap wrap, Cart.SpecialInstructions words) {
        BigDecimal zero = new BigDecimal("0.00");
        return new Cart(
                "cart_1",
                ownerId,
                kind,
                "INR",
                7,
                3,
                7L,
                true,
                1,
                null,
                List.of(),
                List.of(new Cart.CouponApplied("SAVE20", "VALID", zero, null)),
                List.of(),
                new Cart.Address(new Cart.Shipping("addr_456"), null),
                new Cart.DeliveryOption("deliv_opt_123", "Standard", zero),
                null,
                null,
                new Cart.PaymentMethod("pay_method_789", "Cash on delivery"),
                tips,
                wrap,
                words,
                new Cart.Loyalty(100, 0, zero),
                List.of(),
                new Cart.Totals(zero, zero, zero, zero, zero, zero, zero, zero),
                Instant.parse("2026-01-01T12:00:00Z"),
                Instant.parse("2026-01-01T12:00:01Z"));
    }
}
