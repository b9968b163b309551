package dev.orchestra.store;

import dev.orchestra.ticket.TicketOrder;
import java.time.Duration;
import java.util.Optional;

/** Reads orders of seats and reservations. */
public final class TicketBook {

    public Optional<TicketOrder> draft(String ownerId) {
        return Optional.empty();
    }

    public Optional<TicketOrder> order(String ownerId, String orderId) {
        return Optional.empty();
    }

    public Optional<TicketOrder> latest(String ownerId, Duration youngerThan) {
        return Optional.empty();
    }

    public Optional<TicketRecords.Standing> reservation(String reservationId) {
        return Optional.empty();
    }
}
