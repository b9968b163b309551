package dev.orchestra.stubs.order;

/** How far the money has come, in the order of rank: a status never gives way to one before it. */
enum PaymentStatus {
    PENDING,
    FAILED,
    PARTIALLY_PAID,
    PAID,
    REFUNDED;

    boolean isBehind(PaymentStatus other) {
        return compareTo(other) < 0;
    }
}
