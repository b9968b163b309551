package dev.orchestra.stubs.marketing;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

/** A line of the cart that is asked about; {@code unitPrice} in rupees. */
record Line(
        @NotBlank String productId,
        String variantId,
        @NotBlank String storeId,
        @NotNull @Min(1) @Max(9_900) Integer quantity,

        @NotNull @DecimalMin("0") @Digits(integer = 10, fraction = 2)
        BigDecimal unitPrice) {

    BigDecimal subtotal() {
        return unitPrice.multiply(BigDecimal.valueOf(quantity));
    }
}
