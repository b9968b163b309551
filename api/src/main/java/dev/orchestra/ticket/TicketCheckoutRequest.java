package dev.orchestra.ticket;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.orchestra.cart.CartItemsRequest;
import dev.orchestra.checkout.Instructions;
import dev.orchestra.checkout.PlaceOrderRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Body of {@code POST /orders/checkout} (ticket flow, "Workflow", Checkout).
 *
 * @param orderId absent: the caller's draft
 * @param payment absent: all of it at PhonePe, in rupees
 * @param callbackUrl where the customer's browser goes back to from payments at gateways that name no address of their own
 */
@JsonNaming(LowerCamelCaseStrategy.class)
public record TicketCheckoutRequest(
        String userId,
        String guestToken,
        String orderId,

        @Size(min = 1, max = 10, message = "must have 1 to 10 entries")
        List<@NotNull(message = "must not be null") @Valid Instruction> payment,

        @Size(max = 2048, message = "must have at most 2048 characters")
        String callbackUrl) {

    private static final String GATEWAY = "GATEWAY";

    /** {@link PlaceOrderRequest.Instruction} in the spelling of the ticket flow. */
    @JsonNaming(LowerCamelCaseStrategy.class)
    public record Instruction(
            @NotNull(message = "is needed") Boolean fullAmount,

            @DecimalMin(value = "0.01", message = "must be more than zero")
            @Digits(integer = 10, fraction = 2, message = "must have at most 2 decimals")
            BigDecimal amount,

            @NotNull(message = "is needed") @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code")
            String currency,

            @NotNull(message = "is needed")
            @Pattern(regexp = "GATEWAY|WALLET|MANUAL", message = "must be GATEWAY, WALLET or MANUAL")
            String paymentMode,

            @NotNull(message = "is needed")
            @Pattern(regexp = "[A-Z][A-Z0-9-]{0,31}", message = "must be 1 to 32 capital letters, such as PHONEPE")
            String gateway,

            @Size(max = 2048, message = "must have at most 2048 characters")
            String clientCallbackUrl,

            @Valid Meta meta) {

        private PlaceOrderRequest.Instruction orElseTo(String callbackUrl) {
            String callback =
                    clientCallbackUrl == null && GATEWAY.equals(paymentMode) ? callbackUrl : clientCallbackUrl;
            var wallet = meta == null ? null : new PlaceOrderRequest.Meta(meta.walletId(), meta.otp());
            return new PlaceOrderRequest.Instruction(
                    fullAmount, amount, currency, paymentMode, gateway, callback, wallet);
        }
    }

    /** What a wallet payment needs. */
    @JsonNaming(LowerCamelCaseStrategy.class)
    public record Meta(
            @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String walletId,

            @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
            @Pattern(regexp = "[0-9]{6}", message = "must be 6 digits")
            String otp) {

        @Override
        public String toString() {
            return "Meta[walletId=" + walletId + "]";
        }
    }

    Instructions instructions() {
        return new Instructions(
                payment == null
                        ? List.of(new PlaceOrderRequest.Instruction(
                                true, null, "INR", GATEWAY, "PHONEPE", callbackUrl, null))
                        : payment.stream()
                                .map(instruction -> instruction.orElseTo(callbackUrl))
                                .toList());
    }

    @Override
    public String toString() {
        return "TicketCheckoutRequest[orderId=" + orderId + ", payment=" + payment + "]";
    }
}
