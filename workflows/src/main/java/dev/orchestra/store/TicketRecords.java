package dev.orchestra.store;

import dev.orchestra.support.AboutOrder;
import dev.orchestra.ticket.SeatRefusal;
import dev.orchestra.ticket.TicketOrder;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Seat reservations and orders of seats in our own tables {@code seat_reservations}, {@code ticket_orders} and {@code order_items}. Whoever changes a reservation's row acts upon
 * it: each change is one conditional update, by the database's clock. Every write may come twice.
 */
@ActivityInterface(namePrefix = "Tickets.")
public interface TicketRecords {

    /** Most seats of one order. */
    int MOST_SEATS = 50;

    /** Notes a reservation; one that is known stays as it is. */
    Standing note(SeatReservation reservation);

    /** Notes a reservation that is over: one that is not known yet, or HELD, is RELEASED. */
    Standing noteReleased(SeatReservation reservation);

    /** HELD → EXPIRED where its time is over: its seat leaves the draft. */
    Standing expire(String reservationId);

    /** Another end, while it is HELD. */
    Standing extend(Extension extension);

    /** The owner's draft order, null when there is none. */
    TicketOrder draft(String ownerId);

    /**
     * Puts a seat into the owner's draft order, which is made when there is none. Refusals: RESERVATION_NOT_FOUND, RESERVATION_EXPIRED, RESERVATION_OF_ANOTHER,
     * RESERVATION_OF_ANOTHER_SEAT, RESERVATION_USED, SEAT_IN_CART, SEAT_TAKEN, CART_FULL.
     */
    Drafted add(NewItem item);

    /**
     * HELD → RELEASED: the seat leaves the draft. Refusals: SEAT_NOT_IN_CART, RESERVATION_NOT_FOUND, RESERVATION_OF_ANOTHER, RESERVATION_IN_ORDER.
     */
    Removed remove(Removal removal);

    /**
     * Draft → pending, and each of its reservations HELD → CLAIMED; all or nothing. Refusals: ORDER_NOT_FOUND, ATTEMPT_OVER, CART_EMPTY, RESERVATION_EXPIRED.
     */
    Drafted claim(Attempt attempt);

    /**
     * The attempt came to nothing before anything was promised: pending → draft, CLAIMED → HELD, and the next attempt is another one; also where the order is a draft still. What the attempt told of itself
     * in {@code orders} is gone. Where the owner has begun another draft meanwhile its seats go there, and the order is cancelled.
     *
     * @return null when there is no such order
     */
    TicketOrder giveBack(Attempt attempt);

    /** Pending → cancelled, CLAIMED → RELEASED. Null when there is no such order. */
    TicketOrder cancel(Attempt attempt);

    /** Not paid in time: CLAIMED → RELEASED, the order stays pending. */
    void lapse(Attempt attempt);

    /** Paid late: RELEASED → CLAIMED for all of a lapsed order. Null, and nothing changed, when a seat is somebody else's by now. */
    TicketOrder regain(Attempt attempt);

    /** Pending → completed, CLAIMED → CONFIRMED. */
    TicketOrder complete(Completion completion);

    /** A reservation of one seat. */
    record SeatReservation(
            String reservationId,
            String eventId,
            String seatId,
            String ownerId,
            BigDecimal price,
            String currency,
            Instant createdAt,
            Instant expiresAt) {}

    /** Where a reservation stands. */
    enum ReservationState {
        HELD,
        /** By an order in its checkout, which alone frees or confirms it. */
        CLAIMED,
        CONFIRMED,
        RELEASED,
        EXPIRED;

        public boolean isEnd() {
            return this != HELD && this != CLAIMED;
        }
    }

    /** @param orderId the order it is or was in, null for none */
    record Standing(String reservationId, ReservationState state, Instant expiresAt, String orderId) {}

    record Extension(String reservationId, Instant expiresAt) {}

    /**
     * @param newOrderId the id of the draft if one must be made
     * @param itemId chosen by the caller: the same twice is the same item
     * @param price in {@code currency}, as the seat map has it
     */
    record NewItem(
            String ownerId,
            String reservationId,
            String seatId,
            BigDecimal price,
            String currency,
            String newOrderId,
            String itemId) {}

    /** @param order null when refused without one */
    record Drafted(TicketOrder order, SeatRefusal refusal) {}

    /**
     * Either a seat of the owner's draft or a reservation, in the draft or not.
     *
     * @param removalId chosen by the caller: the same twice is the same removal
     */
    record Removal(String ownerId, String seatId, String reservationId, String removalId) {}

    /**
     * @param draft the owner's, as it is then; null when there is none
     * @param reservationId what is to be released at Inventory, null when refused
     */
    record Removed(TicketOrder draft, String reservationId, SeatRefusal refusal) {}

    record Attempt(String orderId, String ownerId, int attempt) implements AboutOrder {}

    record Completion(String orderId, int attempt, Instant paidAt) implements AboutOrder {}
}
