package dev.orchestra.ticket;

import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.support.Refusal;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Instant;

/**
 * One reservation of a seat from {@code reservation-created} to its end (ticket flow, "Kafka Event Consumption"): it owns the 30 minutes. Started once for each reservation, by
 * the event.
 */
@WorkflowInterface
public interface SeatReservationWorkflow {

    /** The run of a reservation. */
    static String workflowId(String reservationId) {
        return "seat-reservation/" + reservationId;
    }

    /** @return how it ended */
    @WorkflowMethod
    ReservationState run(Held held);

    /** Somebody has changed the reservation's row: a hint to look. */
    @SignalMethod
    void changed();

    /** An operator gives the customer more time. Refusals: RESERVATION_IN_ORDER, RESERVATION_EXPIRED, EXTENSION_OUT_OF_BOUNDS, SERVICE_UNAVAILABLE. */
    @UpdateMethod
    Extended extend(Extend extend);

    record Held(SeatReservation reservation, ReservationPolicy policy) {}

    /** @param minutes from its present end, at least 1 */
    record Extend(int minutes) {}

    /** @param refusal why nothing was changed, else null */
    record Extended(Instant expiresAt, Refusal refusal) {}
}
