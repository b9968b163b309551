package dev.orchestra.ticket;

import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.ticket.SeatReservationWorkflow.Held;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;

/** Begins the runs of reservations. */
@Component
public class SeatReservationRuns {

    private final WorkflowClient temporal;

    public SeatReservationRuns(WorkflowClient temporal) {
        this.temporal = temporal;
    }

    /**
     * @param again whether a run that has ended may be followed by another one
     * @return false when its run is there already
     */
    public boolean start(SeatReservation reservation, WorkflowIdReusePolicy again) {
        SeatReservationWorkflow run = temporal.newWorkflowStub(
                SeatReservationWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CHECKOUT)
                        .setWorkflowId(SeatReservationWorkflow.workflowId(reservation.reservationId()))
                        .setWorkflowIdReusePolicy(again)
                        .setTypedSearchAttributes(io.temporal.common.SearchAttributes.newBuilder()
                                .set(
                                        SearchAttributes.HOLD_EXPIRES_AT,
                                        reservation.expiresAt().atOffset(ZoneOffset.UTC))
                                .build())
                        .setStaticSummary("Seat held until " + reservation.expiresAt())
                        .build());
        try {
            WorkflowClient.start(run::run, new Held(reservation, ReservationPolicy.DEFAULT));
            return true;
        } catch (WorkflowExecutionAlreadyStarted known) {
            return false;
        }
    }
}
