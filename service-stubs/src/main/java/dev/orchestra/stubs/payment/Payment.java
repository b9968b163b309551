package dev.orchestra.stubs.payment;

import java.math.BigDecimal;

/**
 * A payment of an order, or of a part of it; {@code amount} in {@code currency} with two decimals. The redirect and the
 * gateway's order id are there for payments at a gateway alone.
 */
record Payment(
        String id,
        Status status,
        String paymentMode,
        String gateway,
        BigDecimal amount,
        String currency,
        String redirectUrl,
        String gatewayOrderId) {

    enum Status {
        SUCCESS,
        PENDING,
        FAILED,
        CANCELLED
    }
}
