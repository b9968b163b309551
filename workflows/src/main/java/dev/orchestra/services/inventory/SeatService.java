package dev.orchestra.services.inventory;

import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Seats of the Inventory service (docs/core-services.md, Inventory service: seats). A seat has one reservation at a time that is in force. */
@ActivityInterface(namePrefix = "Seats.")
public interface SeatService {

    /**
     * {@code POST /reservations}: all of the seats or none, each for 30 minutes; Inventory publishes {@code reservation-created} for each. Refusals: SEAT_TAKEN,
     * SEAT_NOT_FOUND, EVENT_NOT_FOUND.
     */
    Reservations reserve(Write<Reserve> write);

    /**
     * {@code DELETE /reservations/{reservationId}}: the seat is free again; a reservation that has ended before stays as it ended. Refusals: RESERVATION_NOT_FOUND,
     * RESERVATION_OF_ANOTHER, RESERVATION_CLAIMED, RESERVATION_CONFIRMED.
     *
     * @return null when it undoes a call that the service never saw
     */
    Reservation release(Undo<Release> undo);

    /** {@code POST /reservations/{reservationId}/extend}. Refusals: RESERVATION_NOT_FOUND, RESERVATION_EXPIRED, RESERVATION_RELEASED, RESERVATION_CLAIMED. */
    Reservation extend(Write<Extend> write);

    /**
     * {@code POST /reservations/claim}: from now on only the order gives the seats back. All or none. Refusals: RESERVATION_NOT_FOUND, RESERVATION_EXPIRED,
     * RESERVATION_RELEASED, RESERVATION_CLAIMED by another order.
     */
    Reservations claim(Write<OfOrder> write);

    /** {@code POST /reservations/unclaim}: what the order has claimed is as it was before, and has expired where its time is over. */
    Reservations unclaim(Undo<OfOrder> undo);

    /**
     * {@code POST /reservations/reclaim}: what the order has claimed and released it claims again, as long as the seats are free. All or none; undone by {@link
     * #releaseClaimed}. Refusals: RESERVATION_NOT_FOUND, RESERVATION_NOT_CLAIMED by this order before, RESERVATION_CONFIRMED, SEAT_TAKEN.
     */
    Reservations reclaim(Write<OfOrder> write);

    /** {@code POST /reservations/confirm}: what the order has claimed is sold. Refusals: RESERVATION_NOT_FOUND, RESERVATION_NOT_CLAIMED. */
    Reservations confirm(Write<OfOrder> write);

    /** {@code POST /reservations/release}: what the order has claimed is free again. */
    Reservations releaseClaimed(Undo<OfOrder> undo);

    /** What became of a reservation. */
    enum Status {
        HELD,
        /** By an order that is being paid: it does not expire. */
        CLAIMED,
        /** Sold. */
        CONFIRMED,
        RELEASED,
        EXPIRED
    }

    /**
     * @param price in {@code currency}, two decimals, as when it was reserved
     * @param ownerId whose it is, opaque; null: whoever knows its id
     */
    record Reservation(
            String reservationId,
            String eventId,
            String seatId,
            String ownerId,
            BigDecimal price,
            String currency,
            Status status,
            Instant createdAt,
            Instant expiresAt) {}

    record Reservations(List<Reservation> reservations) {}

    /**
     * @param eventId null: the seats' own
     * @param reservationIds chosen by the caller so that an undo can name them, one for each seat; null: chosen by the service
     */
    record Reserve(String eventId, List<String> seatIds, String ownerId, List<String> reservationIds) {}

    /** @param ownerId who says so, refused when it is somebody else's; null: the shop itself */
    record Release(String reservationId, String ownerId) {}

    record Extend(String reservationId, Instant expiresAt) {}

    /** @param reservationIds null for an undo: all that the order has claimed */
    record OfOrder(String orderId, List<String> reservationIds) implements AboutOrder {}
}
