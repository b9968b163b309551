package dev.orchestra.ticket;

import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.support.Operation;
import dev.orchestra.support.OperationRefused;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.Arrays;

/** What the runs of the ticket flow do alike. */
final class TicketRun {

    private TicketRun() {}

    /** The end of an operation on the draft order. */
    static TicketAnswer answer(String fingerprint, Functions.Func<TicketOrder> operation) {
        return Operation.answer(
                () -> new TicketAnswer(fingerprint, operation.apply(), null),
                TicketRun::meaning,
                refusal -> new TicketAnswer(fingerprint, null, refusal));
    }

    /** A service's no, in the words of the ticket flow where it has them. */
    static Refusal meaning(ServiceFailure.Refused refused) {
        String code = refused.problem().code();
        return switch (code) {
            case "RESERVATION_RELEASED" -> SeatRefusal.RESERVATION_USED.refusal();
            case "RESERVATION_CLAIMED", "RESERVATION_CONFIRMED" -> SeatRefusal.RESERVATION_IN_ORDER.refusal();
            default ->
                Arrays.stream(SeatRefusal.values())
                        .filter(known -> known.name().equals(code))
                        .findFirst()
                        .map(SeatRefusal::refusal)
                        .orElseGet(() -> Refusal.meaning(refused));
        };
    }

    /** As our own tables keep it. */
    static SeatReservation noted(SeatService.Reservation reservation) {
        return new SeatReservation(
                reservation.reservationId(),
                reservation.eventId(),
                reservation.seatId(),
                reservation.ownerId(),
                reservation.price(),
                reservation.currency(),
                reservation.createdAt(),
                reservation.expiresAt());
    }

    /** Has Inventory free a seat, by the shop itself. What Inventory does not have any more is free. */
    static void free(Steps steps, Step step, String reservationId) {
        try {
            steps.call(
                    step,
                    SeatService.class,
                    seats -> seats.release(
                            new Undo<>(steps.key(step), null, new SeatService.Release(reservationId, null))));
        } catch (ServiceFailure.Refused gone) {
            // Then there is nothing to free.
        }
    }

    static void refuse(SeatRefusal refusal) {
        if (refusal != null) {
            throw new OperationRefused(refusal.refusal());
        }
    }

    /** Has the run of a reservation look at its row. One that is not there, or not any more, needs not. */
    static Promise<Void> tellReservation(String reservationId) {
        SeatReservationWorkflow run = Workflow.newExternalWorkflowStub(
                SeatReservationWorkflow.class, SeatReservationWorkflow.workflowId(reservationId));
        return Async.procedure(run::changed).handle((told, nobody) -> null);
    }
}
