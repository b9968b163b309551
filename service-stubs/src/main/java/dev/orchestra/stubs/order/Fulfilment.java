package dev.orchestra.stubs.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What whoever packs and brings an order must know, with the customer's own words; each is null when it was not chosen.
 * {@code deliveryPreference} is kept as it came.
 */
record Fulfilment(
        @Size(max = 255) String shippingAddressId,
        @Size(max = 255) String billingAddressId,
        @Size(max = 255) String deliveryOptionId,
        JsonNode deliveryPreference,
        @Size(max = 255) String pickupPointId,
        @Valid GiftWrap giftWrap,
        @Size(max = 10_000) String specialInstructions,
        @Size(max = 10_000) String tipDescription,
        @Size(max = 20) List<@NotBlank @Size(max = 64) String> coupons,
        @PositiveOrZero Integer loyaltyPoints) {

    record GiftWrap(
            @NotBlank @Size(max = 255) String id,
            @Size(max = 10_000) String message) {}
}
