package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.IdempotentRequests;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.api.Problems;
import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.cart.CartItemsRequest;
import dev.orchestra.services.payment.Wallets;
import dev.orchestra.ticket.SeatOrders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** One-time passwords for paying from a wallet. */
@RestController
public class WalletController {

    private final WalletPasswords passwords;
    private final Checkout checkout;
    private final SeatOrders seatOrders;
    private final IdempotentRequests requests;
    private final Fingerprint fingerprint;

    public WalletController(
            WalletPasswords passwords,
            Checkout checkout,
            SeatOrders seatOrders,
            IdempotentRequests requests,
            Fingerprint fingerprint) {
        this.passwords = passwords;
        this.checkout = checkout;
        this.seatOrders = seatOrders;
        this.requests = requests;
        this.fingerprint = fingerprint;
    }

    /**
     * Body of {@code POST /wallets/{id}/otp}.
     *
     * @param cartId what will be paid; absent, and without {@code orderId}: the owner's active cart
     * @param orderId instead: the owner's draft order of seats
     * @param amount just what the wallet will pay of it
     */
    public record OtpRequest(
            @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String cartId,

            @Pattern(regexp = CartItemsRequest.ID, message = CartItemsRequest.ID_MESSAGE)
            String orderId,

            @NotNull(message = "is needed")
            @DecimalMin(value = "0.01", message = "must be more than zero")
            @Digits(integer = 10, fraction = 2, message = "must have at most 2 decimals")
            BigDecimal amount,

            @NotNull(message = "is needed") @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code")
            String currency) {}

    /** Answer of {@code POST /wallets/{id}/otp}. */
    public record OtpAnswer(boolean success, String sentTo, Instant expiresAt) {}

    /** What tells one such request from another. */
    private record Asked(String walletId, String cartId, String orderId, BigDecimal amount, String currency) {}

    @PostMapping("/wallets/{walletId}/otp")
    ResponseEntity<Object> otp(
            Owner owner,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @PathVariable String walletId,
            @Valid @RequestBody OtpRequest request) {
        if (!walletId.matches(CartItemsRequest.ID)) {
            throw new Problem(ErrorCode.WALLET_NOT_FOUND, "There is no such wallet.");
        }
        if (request.cartId() != null && request.orderId() != null) {
            throw Problems.invalid(List.of(new InvalidField("order_id", "does not go with cart_id")));
        }
        var asked = new Asked(
                walletId,
                request.cartId(),
                request.orderId(),
                request.amount().stripTrailingZeros(),
                request.currency());
        return requests.once(owner, "POST /wallets/{walletId}/otp", http, fingerprint.of(asked), () -> {
            String paid = request.orderId() == null
                    ? checkout.cart(owner, request.cartId())
                    : seatOrders.draft(owner, request.orderId()).id();
            Wallets.OtpSent sent = passwords.send(owner, key, walletId, paid, request.amount(), request.currency());
            return ResponseEntity.ok(new OtpAnswer(true, sent.sentTo(), sent.expiresAt()));
        });
    }
}
