package dev.orchestra.ticket;

import dev.orchestra.cart.CartPolicy;
import dev.orchestra.support.Refusal;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** {@code DELETE /cart/seats/{seatId}} and {@code DELETE /reservations/{reservationId}}: the seat leaves the draft and is free again. */
@WorkflowInterface
public interface RemoveSeatWorkflow {

    /** Fails, with a {@link Refusal} as its detail, when a service that it needs cannot be reached: nothing was done. */
    @WorkflowMethod
    TicketAnswer run(Request request);

    /** Either a seat of the owner's draft or a reservation; the other one is null. */
    record Request(String ownerId, String fingerprint, String seatId, String reservationId, CartPolicy policy) {}
}
