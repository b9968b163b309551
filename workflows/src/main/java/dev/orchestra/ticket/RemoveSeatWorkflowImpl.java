package dev.orchestra.ticket;

import static dev.orchestra.ticket.TicketSteps.*;

import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.TicketRecords;
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
        if (removed.refusal() == SeatRefusal.RESERVATION_NOT_FOUND) {
            releaseUnknown(steps, request);
        } else {
            TicketRun.refuse(removed.refusal());
            // Whose it is our own tables have said.
            TicketRun.free(steps, RELEASE, removed.reservationId());
            TicketRun.tellReservation(removed.reservationId()).get();
        }
        return removed.draft();
    }

    /** Its event is still on the way: it shall find the reservation as it is then, over. */
    private static void releaseUnknown(Steps steps, Request request) {
        SeatService.Release release = new SeatService.Release(request.reservationId(), request.ownerId());
        SeatService.Reservation released = steps.call(
                RELEASE,
                SeatService.class,
                seats -> seats.release(new Undo<>(steps.key(RELEASE), request.undoOf(), release)));
        if (released != null) {
            TicketRecords.SeatReservation over = TicketRun.noted(released);
            steps.call(NOTE_RELEASED, TicketRecords.class, tickets -> tickets.noteReleased(over));
            TicketRun.tellReservation(request.reservationId()).get();
        }
    }
}
