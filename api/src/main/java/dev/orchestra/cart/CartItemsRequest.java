package dev.orchestra.cart;

import dev.orchestra.services.cart.CartOperation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** Body of {@code POST /cart/items} and {@code POST /buy-now} (cart API, Add/Update Cart Items and Buy Now). */
public record CartItemsRequest(
        @NotNull(message = "is needed") @Size(min = 1, max = 50, message = "must have 1 to 50 entries")
        List<@NotNull(message = "must not be null") @Valid Operation> operations) {

    /** Ids become parts of the addresses of services: one that is dots alone would lead elsewhere. */
    public static final String ID = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";

    public static final String ID_MESSAGE =
            "must be 1 to 64 letters, digits or . _ : -, and begin with a letter or digit";

    /** One operation; which fields it needs depends on {@code op}. */
    public record Operation(
            @NotNull(message = "must be SET, ADD, UPDATE or DELETE")
            CartOperation.Op op,

            @Pattern(regexp = ID, message = ID_MESSAGE) String productId,
            @Pattern(regexp = ID, message = ID_MESSAGE) String variantId,
            @Pattern(regexp = ID, message = ID_MESSAGE) String itemId,

            @Min(value = 1, message = "must be 1 to 99") @Max(value = 99, message = "must be 1 to 99")
            Integer quantity,

            @Size(max = 20, message = "must have at most 20 entries")
            List<@NotNull(message = "must not be null") @Valid Addon> addons) {

        @AssertTrue(message = "SET and ADD need product_id, UPDATE and DELETE need item_id, and not the other")
        boolean isAddressed() {
            if (op == null) {
                return true;
            }
            return switch (op) {
                case SET, ADD -> productId != null && itemId == null;
                case UPDATE, DELETE -> itemId != null && productId == null && variantId == null;
            };
        }

        @AssertTrue(message = "quantity is needed for SET, ADD and UPDATE, and only there")
        boolean isCounted() {
            return op == null || (op == CartOperation.Op.DELETE) == (quantity == null);
        }

        @AssertTrue(message = "addons do not go with DELETE, and each may be named once")
        boolean isAddonsFit() {
            if (addons == null) {
                return true;
            }
            return op != CartOperation.Op.DELETE
                    && addons.stream()
                                    .map(addon -> addon == null ? null : addon.addonId())
                                    .distinct()
                                    .count()
                            == addons.size();
        }

        CartOperation toOperation() {
            return new CartOperation(
                    op,
                    productId,
                    variantId,
                    itemId,
                    quantity,
                    addons == null
                            ? null
                            : addons.stream()
                                    .map(addon -> new CartOperation.Addon(addon.addonId(), addon.quantity()))
                                    .toList());
        }
    }

    /** An extra that is bought with the product. */
    public record Addon(
            @NotNull(message = "is needed") @Pattern(regexp = ID, message = ID_MESSAGE)
            String addonId,

            @NotNull(message = "must be 1 to 99")
            @Min(value = 1, message = "must be 1 to 99")
            @Max(value = 99, message = "must be 1 to 99")
            Integer quantity) {}

    List<CartOperation> toOperations() {
        return operations.stream().map(Operation::toOperation).toList();
    }
}
