package dev.orchestra.stubs.inventory;

import java.time.Instant;
import java.util.List;

/** Pieces that a checkout holds until {@code expiresAt}. */
record Hold(
        String reservationId, String orderId, String cartId, Status status, Instant expiresAt, List<HeldItem> items) {

    /** {@code HELD}, then exactly one of the others. */
    enum Status {
        HELD,
        DEDUCTED,
        RELEASED,
        EXPIRED
    }

    record HeldItem(String productId, String variantId, int quantity) {}
}
