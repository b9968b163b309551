package dev.orchestra.ticket;

import dev.orchestra.cart.CartPolicy;
import dev.orchestra.support.Refusal;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * {@code DELETE /cart/seats/{seatId}} and {@code DELETE /reservations/{reservationId}}: the seat leaves the draft and is free again. Also the undo of a reservation that was made on
 * the spot.
 */
@WorkflowInterface
public interface RemoveSeatWorkflow {

    /** Gets through, however long a service is away. Fails, with a {@link Refusal} as its detail, when a service says what the contract does not have. */
    @WorkflowMethod
    TicketAnswer run(Request request);

    /**
     * Either a seat of the owner's draft or a reservation; the other one is null.
     *
     * @param undoOf the key of the call that made the reservation, when it is to be undone whether it is known or not; else null
     */
    record Request(
            String ownerId,
            String fingerprint,
            String seatId,
            String reservationId,
            String undoOf,
            CartPolicy policy) {}
}
