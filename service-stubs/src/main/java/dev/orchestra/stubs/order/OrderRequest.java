package dev.orchestra.stubs.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A new order under the caller's id; {@code totals} is kept as the caller broke them down. */
record OrderRequest(
        @NotBlank @Size(max = 64) String id,
        @NotNull Order.Type type,
        @NotNull @Pattern(regexp = "PENDING") String status,
        @NotBlank @Size(max = 64) String cartId,
        @NotBlank @Size(max = 64) String ownerId,
        @Size(max = 32) String channel,
        @NotNull @Pattern(regexp = "INR") String currency,

        @NotNull @PositiveOrZero @Digits(integer = 10, fraction = 2)
        BigDecimal total,

        JsonNode totals,
        @NotEmpty @Size(max = 100) List<@Valid @NotNull OrderItem> items,
        @Valid Fulfilment fulfilment) {}
