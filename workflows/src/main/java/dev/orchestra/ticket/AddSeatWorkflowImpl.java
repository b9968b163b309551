package dev.orchestra.ticket;

import static dev.orchestra.ticket.TicketSteps.*;

import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.support.OperationRefused;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Steps;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.support.Write;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.util.List;

/** The three steps of {@code POST /cart/add}. One workflow task: all steps are local activities. */
public final class AddSeatWorkflowImpl implements AddSeatWorkflow {

    private Request request;
    private Steps steps;

    /** Another one in each run: a request that failed, and was undone, may run again under its own key. */
    private String onTheSpot;

    @Override
    public TicketAnswer run(Request request) {
        this.request = request;
        this.steps = new Steps(request.policy().deadlineOrDefault());
        return TicketRun.answer(request.fingerprint(), this::add);
    }

    private TicketOrder add() {
        CatalogService.Seat seat = steps.call(SEAT, CatalogService.class, catalog -> catalog.seat(request.seatId()));
        if (seat.price().compareTo(request.price()) != 0) {
            throw new OperationRefused(SeatRefusal.PRICE_CHANGED.refusal());
        }
        if (request.reservationId() != null) {
            return add(seat, request.reservationId());
        }
        onTheSpot = Workflow.randomUUID().toString();
        try {
            return add(seat, reserve(seat));
        } catch (ServiceFailure.Refused refused) {
            // Then there is nothing to give back.
            throw refused.is(SeatRefusal.SEAT_TAKEN.name()) ? taken() : refused;
        } catch (OperationRefused | ServiceFailure.Unavailable failure) {
            giveBack();
            throw failure;
        }
    }

    /** What the owner has already is not to be had once more, and that is another answer than that somebody has it. */
    private OperationRefused taken() {
        TicketOrder draft = steps.call(DRAFT, TicketRecords.class, tickets -> tickets.draft(request.ownerId()));
        boolean ownersOwn = draft != null
                && draft.items().stream().anyMatch(item -> item.seatId().equals(request.seatId()));
        return new OperationRefused((ownersOwn ? SeatRefusal.SEAT_IN_CART : SeatRefusal.SEAT_TAKEN).refusal());
    }

    private String reserve(CatalogService.Seat seat) {
        SeatService.Reservation reserved = steps.call(
                        RESERVE,
                        SeatService.class,
                        seats -> seats.reserve(new Write<>(
                                reserveKey(),
                                new SeatService.Reserve(
                                        seat.eventId(),
                                        List.of(seat.seatId()),
                                        request.ownerId(),
                                        List.of(onTheSpot)))))
                .reservations()
                .get(0);
        // Its own run, which the event begins, may come later than this.
        SeatReservation reservation = TicketRun.noted(reserved);
        steps.call(NOTE_RESERVED, TicketRecords.class, tickets -> tickets.note(reservation));
        return reservation.reservationId();
    }

    private String reserveKey() {
        return steps.key(RESERVE) + "/" + onTheSpot;
    }

    private TicketOrder add(CatalogService.Seat seat, String reservationId) {
        TicketRecords.NewItem item = new TicketRecords.NewItem(
                request.ownerId(),
                reservationId,
                seat.seatId(),
                seat.price(),
                seat.currency(),
                steps.uuid("/3/order/" + reservationId),
                steps.uuid("/3/item/" + reservationId));
        TicketRecords.Drafted drafted = steps.call(ADD, TicketRecords.class, tickets -> tickets.add(item));
        TicketRun.refuse(drafted.refusal());
        return drafted.order();
    }

    /** In a run of its own: the customer need not wait for it, and it goes on until it is through. */
    private void giveBack() {
        RemoveSeatWorkflow undo = Workflow.newChildWorkflowStub(
                RemoveSeatWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(Workflow.getInfo().getWorkflowId() + "/undo/" + onTheSpot)
                        .setTaskQueue(TaskQueues.CART)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        Async.function(
                undo::run,
                new RemoveSeatWorkflow.Request(
                        request.ownerId(), request.fingerprint(), null, onTheSpot, reserveKey(), request.policy()));
        Workflow.getWorkflowExecution(undo).get();
    }
}
