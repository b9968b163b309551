package dev.orchestra.stubs.gateways;

import java.time.Instant;

/**
 * Money on its way back to a customer.
 *
 * @param merchantRefundId the merchant's id or idempotency key; null when it gave none, or when the gateway gave an
 *     authorisation back by itself
 * @param amount paise
 * @param request what the merchant asked for, as JSON
 */
public record GatewayRefund(
        Gateway gateway,
        String refundId,
        String orderId,
        String paymentId,
        String merchantRefundId,
        long amount,
        String request,
        State state,
        Instant createdAt) {

    /** {@code CONFIRMED}: the gateway has taken it on, the bank has not answered yet. */
    public enum State {
        PENDING,
        CONFIRMED,
        COMPLETED,
        FAILED
    }
}
