package dev.orchestra.ticket;

import dev.orchestra.cart.CartPolicy;
import dev.orchestra.support.Refusal;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.math.BigDecimal;

/** {@code POST /cart/add} (ticket flow): a reserved seat joins the owner's draft order, which is made when there is none. */
@WorkflowInterface
public interface AddSeatWorkflow {

    /** Fails, with a {@link Refusal} as its detail, when a service that it needs cannot be reached: nothing was done, or is undone. */
    @WorkflowMethod
    TicketAnswer run(Request request);

    /**
     * @param reservationId null: the seat is reserved on the spot
     * @param price what the caller takes the seat to cost, two decimals
     */
    record Request(
            String ownerId,
            String fingerprint,
            String reservationId,
            String seatId,
            BigDecimal price,
            CartPolicy policy) {}
}
