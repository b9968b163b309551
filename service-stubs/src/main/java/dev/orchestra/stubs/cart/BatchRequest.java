package dev.orchestra.stubs.cart;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * Operations on the lines of a cart, applied in their order.
 *
 * @param version the only one of the cart that may be changed; null for any
 */
record BatchRequest(@NotEmpty List<@NotNull @Valid Operation> operations, Long version) {

    /** {@code productId} and its like name the line of SET and ADD, {@code itemId} that of UPDATE and DELETE. */
    record Operation(
            @NotNull OperationType op,
            @Size(max = 255) String productId,
            @Size(max = 255) String variantId,
            String itemId,
            Integer quantity,
            List<@NotNull @Valid AddonChoice> addons) {}

    enum OperationType {
        SET,
        ADD,
        UPDATE,
        DELETE
    }
}
