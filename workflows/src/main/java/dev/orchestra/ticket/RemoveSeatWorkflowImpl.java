package dev.orchestra.ticket;

import static dev.orchestra.ticket.TicketSteps.*;

import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import io.temporal.workflow.Workflow;

/** The two steps that free a seat: first nobody can order it any more, then everybody can reserve it. */
public final class RemoveSeatWorkflowImpl implements RemoveSeatWorkflow {

    @Override
    public TicketAnswer run(Request request) {
        return TicketRun.answer(request.fingerprint(), () -> remove(request));
    }

    private static TicketOrder remove(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        TicketRecords.Removal removal = new TicketRecords.Removal(
                request.ownerId(),
                request.seatId(),
                request.reservationId(),
                Workflow.getInfo().getWorkflowId());
        TicketRecords.Removed removed = steps.call(REMOVE, TicketRecords.class, tickets -> tickets.remove(removal));
        boolean neverNoted = request.undoOf() != null && removed.refusal() == SeatRefusal.RESERVATION_NOT_FOUND;
        if (!neverNoted) {
            TicketRun.refuse(removed.refusal());
        }
        release(steps, neverNoted ? request.reservationId() : removed.reservationId(), request.undoOf());
        return removed.draft();
    }

    private static void release(Steps steps, String reservationId, String undoOf) {
        try {
            // By the shop itself: whose it is our own tables have said.
            steps.call(
                    RELEASE,
                    SeatService.class,
                    seats -> seats.release(
                            new Undo<>(steps.key(RELEASE), undoOf, new SeatService.Release(reservationId, null))));
        } catch (ServiceFailure.Refused gone) {
            // Inventory does not have it any more: there is nothing to free.
        }
        TicketRun.tellReservation(reservationId).get();
    }
}
