package dev.orchestra.stubs.loyalty;

import java.time.Instant;

/** Points that came or went, always a positive number; {@code orderId} is null for points given by the shop. */
record Entry(String entryId, Type type, int points, String orderId, Instant at) {

    enum Type {
        EARNED,
        BURNT,
        CREDITED
    }
}
