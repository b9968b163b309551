package dev.orchestra.stubs.gateways;

import java.time.Instant;

/** One try of a customer to pay an order; {@code amount} in paise is what was really taken, which a rule may falsify. */
public record GatewayPayment(
        String paymentId, String orderId, long amount, String currency, State state, Instant createdAt) {

    /** {@code RELEASED}: was authorised, never captured, and went back to the customer. */
    public enum State {
        STARTED,
        FAILED,
        AUTHORIZED,
        CAPTURED,
        RELEASED
    }
}
