package dev.orchestra.stubs.payment;

import java.math.BigDecimal;

/**
 * Money of an attempt on its way back; {@code amount} in {@code currency} with two decimals.
 *
 * @param refundId chosen by the caller; the refund's id at a gateway
 * @param status {@code FAILED} only when the gateway says so
 */
record Refund(String refundId, String attemptId, Status status, BigDecimal amount, String currency) {

    enum Status {
        PENDING,
        COMPLETED,
        FAILED
    }
}
