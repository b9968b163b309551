package dev.orchestra.store;

import dev.orchestra.store.TicketRecords.Standing;
import dev.orchestra.ticket.TicketOrder;
import java.time.Duration;
import java.util.Optional;

/** Reads orders of seats and their reservations. An order of another owner is as absent as one that never was. */
public final class TicketBook {

    private final TicketReads reads;

    TicketBook(TicketReads reads) {
        this.reads = reads;
    }

    /** The order that the owner collects seats in; it may have none. */
    public Optional<TicketOrder> draft(String ownerId) {
        return reads.draft(ownerId);
    }

    public Optional<TicketOrder> order(String ownerId, String orderId) {
        return reads.order(ownerId, orderId);
    }

    /**
     * The order that the owner checked out last and that is pending or completed, for a click that is repeated.
     *
     * @param youngerThan how long ago its checkout began at most
     */
    public Optional<TicketOrder> latest(String ownerId, Duration youngerThan) {
        return reads.latest(ownerId, youngerThan.toMillis() / 1000.0);
    }

    /** Where a reservation stands, whoever's it is; empty until its event has come. One row by its key: whoever waits for it may ask often. */
    public Optional<Standing> reservation(String reservationId) {
        return reads.reservation(reservationId);
    }
}
