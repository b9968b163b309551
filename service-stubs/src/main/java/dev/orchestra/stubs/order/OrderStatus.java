package dev.orchestra.stubs.order;

/** {@code PENDING}, then exactly one of the others. */
enum OrderStatus {
    PENDING,
    CONFIRMED,
    CANCELLED
}
