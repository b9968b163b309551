package dev.orchestra.stubs.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;

/** How an order is divided among its stores. */
record SubOrdersRequest(@NotEmpty @Size(max = 99) List<@Valid @NotNull Part> subOrders) {

    /** One store's part, with the items of the order that it delivers. */
    record Part(
            @NotBlank @Size(max = 64) String storeId,

            @NotNull @PositiveOrZero @Digits(integer = 10, fraction = 2)
            BigDecimal total,

            @NotEmpty @Size(max = 100) List<@Valid @NotNull PartItem> items) {}

    /** Names an item of the order; whatever else the caller says of it is known already. */
    record PartItem(@NotBlank @Size(max = 64) String itemId) {}

    BigDecimal total() {
        return subOrders.stream().map(Part::total).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
