package dev.orchestra.services.payment;

import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;

/** The Payment service (docs/core-services.md, Payment service). */
@ActivityInterface(namePrefix = "Payment.")
public interface PaymentService {

    /**
     * {@code POST /api/payments/initiate}. Refusals: COD_NOT_ALLOWED, PAYMENT_MODE_UNSUPPORTED, AMOUNT_OUT_OF_BOUNDS, WALLET_NOT_FOUND, INSUFFICIENT_BALANCE,
     * WALLET_AUTHORIZATION_INVALID.
     */
    Attempt initiate(Write<Initiate> write);

    /** {@code GET /api/payments/{attempt_id}}: what the gateway says now. Refusals: PAYMENT_NOT_FOUND. */
    Attempt status(String attemptId);

    /** {@code POST /api/payments/capture}: takes an authorised payment. Refusals: ATTEMPT_CANCELLED, NOT_AUTHORIZED, PAYMENT_NOT_FOUND. */
    Attempt capture(Write<Capture> write);

    /**
     * {@code POST /api/payments/cancel}: cash is not collected, a wallet gets its money back, and at a gateway nothing is begun or captured any more; what a gateway has
     * taken already is refunded by {@link #refund}. Null when the service never saw the attempt.
     */
    Attempt cancel(Undo<Cancel> undo);

    /** {@code POST /api/payments/refund}. Refusals: NOTHING_TO_REFUND, PAYMENT_NOT_FOUND. */
    Refund refund(Write<RefundRequest> write);

    /** {@code GET /api/payments/refunds/{refund_id}}: what the gateway says now. Refusals: REFUND_NOT_FOUND. */
    Refund refundStatus(String refundId);

    /** {@code GET /api/payment-methods/{id}}. Refusals: PAYMENT_METHOD_NOT_FOUND. */
    PaymentMethod paymentMethod(String paymentMethodId);

    record PaymentMethod(String paymentMethodId, String name, String paymentMode, String gateway, String status) {

        public boolean active() {
            return "ACTIVE".equals(status);
        }
    }

    /**
     * @param attemptId chosen by the caller: the order's id at the gateway ({@code merchantOrderId}, {@code receipt}), at most 40 characters
     * @param paymentId the payment instruction that it is an attempt of
     * @param expiresAt at a gateway: until when the payment is wanted; null else
     * @param walletId for a wallet, null else; {@code walletAuthorizationId} as well
     * @param shippingAddressId where cash would be collected, null when not known
     */
    record Initiate(
            String attemptId,
            String paymentId,
            String orderId,
            String ownerId,
            String paymentMode,
            String gateway,
            BigDecimal amount,
            String currency,
            Instant expiresAt,
            String walletId,
            String walletAuthorizationId,
            String shippingAddressId)
            implements AboutOrder {}

    /** How far an attempt has come; a lower one never follows a higher one, but for {@code FAILED}, which a gateway may take back. */
    enum AttemptStatus {
        /** The gateway has not been reached yet, as far as is known. */
        CREATED,
        PENDING,
        /** Declined or run out, for now. */
        FAILED,
        /** The money is reserved, and comes with {@link #capture}. */
        AUTHORIZED,
        /** The money is ours; for cash: it will be collected at the door. */
        CAPTURED,
        REFUND_PENDING,
        REFUNDED
    }

    /**
     * One attempt to pay.
     *
     * @param amount what was asked for
     * @param capturedAmount what was taken, zero for none; in {@code capturedCurrency}
     * @param refundedAmount what has gone back or is on its way back
     * @param cancelled nothing is begun or captured any more
     * @param redirectUrl where the customer pays; null when they cannot
     * @param errorCode the gateway's, when {@code FAILED}
     */
    record Attempt(
            String attemptId,
            String paymentId,
            AttemptStatus status,
            BigDecimal amount,
            String currency,
            BigDecimal capturedAmount,
            String capturedCurrency,
            BigDecimal refundedAmount,
            boolean cancelled,
            String redirectUrl,
            String gatewayOrderId,
            String errorCode) {}

    record Capture(String orderId, String attemptId) implements AboutOrder {}

    record Cancel(String orderId, String attemptId) implements AboutOrder {}

    /** @param refundId chosen by the caller, and the refund's id at the gateway ({@code merchantRefundId}, {@code X-Refund-Idempotency}) */
    record RefundRequest(String orderId, String attemptId, String refundId, BigDecimal amount, String currency)
            implements AboutOrder {}

    /** @param status {@code FAILED} only when the gateway says so: then a new refund may follow */
    record Refund(String refundId, String attemptId, RefundStatus status, BigDecimal amount, String currency) {}

    /** How far a refund has come. */
    enum RefundStatus {
        PENDING,
        COMPLETED,
        FAILED
    }
}
