package dev.orchestra.ticket;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order of seats (ticket flow, "Success Response" and "Order States").
 *
 * @param id a UUID
 * @param ownerId whose it is, opaque
 * @param attempt the checkout attempt that is or would be the current one, from 1; grows when a checkout is refused and the order is a draft again
 * @param totalAmount of all items, in {@code currency}, two decimals
 * @param paidAt null unless completed
 * @param expiresAt when the first of its reservations ends; null without items
 */
public record TicketOrder(
        String id,
        String ownerId,
        int attempt,
        State state,
        BigDecimal totalAmount,
        String currency,
        Instant createdAt,
        Instant paidAt,
        Instant expiresAt,
        List<Item> items) {

    /** As the ticket flow lists them, there in small letters. */
    public enum State {
        /** Waits for more seats, or its checkout. */
        DRAFT,
        /** Its checkout has begun. */
        PENDING,
        COMPLETED,
        CANCELLED
    }

    /** @param price in the order's currency, two decimals */
    public record Item(String id, String seatId, String eventId, String reservationId, BigDecimal price) {}
}
