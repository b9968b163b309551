package dev.orchestra.stubs.order;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;

/** A line of an order; {@code total} is what it comes to after discounts and taxes, in the order's currency. */
record OrderItem(
        @NotBlank @Size(max = 64) String itemId,
        @NotBlank @Size(max = 64) String productId,
        @Size(max = 64) String variantId,
        @NotBlank @Size(max = 200) String name,
        @NotBlank @Size(max = 64) String storeId,
        @NotNull @Min(1) @Max(99) Integer quantity,

        @NotNull @PositiveOrZero @Digits(integer = 10, fraction = 2)
        BigDecimal unitPrice,

        @NotNull @PositiveOrZero @Digits(integer = 10, fraction = 2)
        BigDecimal total) {}
