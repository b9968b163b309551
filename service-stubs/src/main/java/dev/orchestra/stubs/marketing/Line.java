package dev.orchestra.stubs.marketing;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

/**
 * A line of the cart that is asked about.
 *
 * @param unitPrice rupees
 * @param amount what the line costs before discounts, with its addons, in rupees; null for its pieces alone
 */
record Line(
        @NotBlank String productId,
        String variantId,
        @NotBlank String storeId,
        @NotNull @Min(1) @Max(9_900) Integer quantity,

        @NotNull @DecimalMin("0") @Digits(integer = 10, fraction = 2)
        BigDecimal unitPrice,

        @DecimalMin("0") @Digits(integer = 14, fraction = 2) BigDecimal amount) {

    /** What counts towards a minimum, in rupees. */
    BigDecimal subtotal() {
        return amount == null ? unitPrice.multiply(BigDecimal.valueOf(quantity)) : amount;
    }
}
