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
        if (removed.refusal() == SeatRefusal.RESERVATION_NOT_FOUND) {
            releaseUnknown(steps, request);
        } else {
            TicketRun.refuse(removed.refusal());
            release(steps, removed.reservationId());
        }
        return removed.draft();
    }

    /** Whose it is our own tables have said: it is the shop itself that frees it. */
    private static void release(Steps steps, String reservationId) {
        try {
            release(steps, new SeatService.Release(reservationId, null), null);
        } catch (ServiceFailure.Refused gone) {
            // Inventory does not have it any more: there is nothing to free.
        }
        TicketRun.tellReservation(reservationId).get();
    }

    /** Its event is still on the way: it shall find the reservation as it is then, over. */
    private static void releaseUnknown(Steps steps, Request request) {
        SeatService.Reservation released =
                release(steps, new SeatService.Release(request.reservationId(), request.ownerId()), request.undoOf());
        if (released != null) {
            TicketRecords.SeatReservation over = TicketRun.noted(released);
            steps.call(NOTE_RELEASED, TicketRecords.class, tickets -> tickets.noteReleased(over));
            TicketRun.tellReservation(request.reservationId()).get();
        }
    }

    private static SeatService.Reservation release(Steps steps, SeatService.Release release, String undoOf) {
        return steps.call(
                RELEASE, SeatService.class, seats -> seats.release(new Undo<>(steps.key(RELEASE), undoOf, release)));
    }
}
