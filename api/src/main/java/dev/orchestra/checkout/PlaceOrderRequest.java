package dev.orchestra.checkout;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.cart.CartItemsRequest;
import dev.orchestra.payment.PaymentInstruction;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Body of {@code POST /cart/place-order} (cart API, Place Order).
 *
 * @param cartId which cart; absent: the owner's active one
 */
public record PlaceOrderRequest(
        @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
        String cartId,

        @NotNull(message = "is needed") @Size(min = 1, max = 10, message = "must have 1 to 10 entries")
        List<@NotNull(message = "must not be null") @Valid Instruction> paymentInstruction,

        @NotNull(message = "is needed")
        @DecimalMin(value = "0.00", message = "must not be negative")
        @Digits(integer = 10, fraction = 2, message = "must have at most 2 decimals")
        BigDecimal totalOrderAmount,

        @NotNull(message = "is needed") Boolean multiplePaymentMethods,

        @NotNull(message = "is needed")
        @Pattern(regexp = "[A-Z][A-Z0-9_]{0,31}", message = "must be 1 to 32 capital letters, such as WEB")
        String orderInitiatedFrom,

        @Valid Device device) {

    /** One payment instruction. */
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
            @Pattern(regexp = "[A-Z][A-Z0-9-]{0,31}", message = "must be 1 to 32 capital letters, such as COD")
            String gateway,

            @Size(max = 2048, message = "must have at most 2048 characters")
            String clientCallbackUrl,

            @Valid Meta meta) {

        boolean isFromWallet() {
            return "WALLET".equals(paymentMode);
        }

        PaymentInstruction toInstruction(String walletAuthorizationId) {
            return new PaymentInstruction(
                    fullAmount,
                    amount,
                    currency,
                    paymentMode,
                    gateway,
                    meta == null ? null : meta.walletId(),
                    walletAuthorizationId);
        }

        /** What bean validation does not see: each mode has fields of its own. */
        List<InvalidField> misfits(String where) {
            List<InvalidField> misfits = new ArrayList<>();
            if (!fullAmount && amount == null) {
                misfits.add(new InvalidField(where + ".amount", "is needed unless full_amount is true"));
            }
            if (clientCallbackUrl != null && !"GATEWAY".equals(paymentMode)) {
                misfits.add(new InvalidField(where + ".client_callback_url", "goes with GATEWAY alone"));
            }
            if (isFromWallet()) {
                if (meta == null) {
                    misfits.add(new InvalidField(where + ".meta", "is needed for WALLET, with wallet_id and otp"));
                } else {
                    misfits.addAll(missing(where + ".meta.wallet_id", meta.walletId()));
                    misfits.addAll(missing(where + ".meta.otp", meta.otp()));
                }
            } else if (meta != null) {
                misfits.addAll(unwanted(where + ".meta.wallet_id", meta.walletId()));
                misfits.addAll(unwanted(where + ".meta.otp", meta.otp()));
            }
            return misfits;
        }

        private static List<InvalidField> missing(String field, String value) {
            return value == null ? List.of(new InvalidField(field, "is needed for WALLET")) : List.of();
        }

        private static List<InvalidField> unwanted(String field, String value) {
            return value == null ? List.of() : List.of(new InvalidField(field, "goes with WALLET alone"));
        }

        Instruction comparable() {
            return new Instruction(
                    fullAmount,
                    plain(amount),
                    currency,
                    paymentMode,
                    gateway,
                    clientCallbackUrl,
                    meta == null ? null : new Meta(meta.walletId(), null));
        }
    }

    /** What a wallet payment needs. */
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

    /** The device that the order came from; kept in a table, never in a workflow. */
    public record Device(
            @Size(max = 32, message = "must have at most 32 characters")
            String type,

            @Size(max = 256, message = "must have at most 256 characters")
            String fingerprint,

            @Size(max = 64, message = "must have at most 64 characters")
            String ipAddress,

            @Size(max = 512, message = "must have at most 512 characters")
            String userAgent,

            @Size(max = 64, message = "must have at most 64 characters")
            String timezone) {}

    /**
     * What tells this request from another order, whatever its spelling: without the one-time password and the device, which may differ between
     * two clicks, and with 250.00 and 250 the same.
     */
    PlaceOrderRequest comparable() {
        return new PlaceOrderRequest(
                cartId,
                instructions().comparable(),
                plain(totalOrderAmount),
                multiplePaymentMethods,
                orderInitiatedFrom,
                null);
    }

    private static BigDecimal plain(BigDecimal amount) {
        return amount == null ? null : amount.stripTrailingZeros();
    }

    Instructions instructions() {
        return new Instructions(paymentInstruction);
    }
}
