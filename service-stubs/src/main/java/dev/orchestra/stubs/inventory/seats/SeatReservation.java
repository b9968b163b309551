package dev.orchestra.stubs.inventory.seats;

import dev.orchestra.stubs.support.CamelCase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * That somebody has a seat.
 *
 * @param ownerId opaque; null: whoever knows the id of the reservation
 * @param price in {@code currency}, two decimals, as when it was reserved
 * @param expiresAt when a {@code HELD} one ends; of no meaning for the others
 */
@CamelCase
record SeatReservation(
        UUID reservationId,
        UUID eventId,
        UUID seatId,
        String ownerId,
        BigDecimal price,
        String currency,
        Status status,
        Instant createdAt,
        Instant expiresAt) {

    enum Status {
        HELD,
        /** By an order that is being paid: it does not expire. */
        CLAIMED,
        /** Sold. */
        CONFIRMED,
        RELEASED,
        EXPIRED
    }
}
