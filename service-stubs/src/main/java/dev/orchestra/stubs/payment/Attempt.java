package dev.orchestra.stubs.payment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * One try to pay an order or a part of it. Amounts have two decimals.
 *
 * @param attemptId chosen by the caller; the order's id at a gateway
 * @param status never goes back, but for {@code FAILED}, and for {@code REFUNDED} when more is taken
 * @param capturedAmount all that was taken, in {@code capturedCurrency}, by the word of the gateway; for cash what will be collected
 * @param refundedAmount what has gone back or is on its way back
 * @param cancelled nothing is begun or captured any more
 * @param redirectUrl where the customer pays; null when they cannot
 * @param createdAt when it was first wanted; for this service alone
 */
record Attempt(
        String attemptId,
        String paymentId,
        String orderId,
        String paymentMode,
        String gateway,
        Status status,
        BigDecimal amount,
        String currency,
        BigDecimal capturedAmount,
        String capturedCurrency,
        BigDecimal refundedAmount,
        boolean cancelled,
        String redirectUrl,
        String gatewayOrderId,
        String gatewayPaymentId,
        String errorCode,
        Instant expiresAt,
        @JsonIgnore Instant createdAt) {

    /** In the order in which an attempt goes through them. */
    enum Status {
        CREATED,
        PENDING,
        FAILED,
        AUTHORIZED,
        CAPTURED,
        REFUND_PENDING,
        REFUNDED;

        boolean atLeast(Status other) {
            return compareTo(other) >= 0;
        }

        /** A failed payment may be tried again at the gateway, and an answer that was long under way changes nothing. */
        boolean mayBecome(Status next) {
            return compareTo(next) < 0 || this == FAILED && next == PENDING;
        }
    }

    boolean atGateway() {
        return paymentMode.equals(PaymentMethod.PaymentMode.GATEWAY.name());
    }
}
