package dev.orchestra.ticket;

import dev.orchestra.api.Orchestration;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.ticket.ReservationMetrics.Outcome;
import dev.orchestra.ticket.SeatReservationWorkflow.Held;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Notes each reservation that Inventory tells of, and begins its run. A message is done with when its run is there: until then, whatever happens to this process, it comes again, and a run
 * that is there already is as good.
 */
@Component
public class ReservationListener {

    /** For one start; what takes longer is tried again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final WorkflowClient temporal;
    private final Orchestration orchestration;
    private final TicketRecords tickets;
    private final ReservationMetrics metrics;
    private final Clock clock;

    public ReservationListener(
            WorkflowClient temporal,
            Orchestration orchestration,
            TicketRecords tickets,
            ReservationMetrics metrics,
            Clock clock) {
        this.temporal = temporal;
        this.orchestration = orchestration;
        this.tickets = tickets;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** It is not known whether the run is there. */
    static final class NotBegun extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotBegun() {
            super("Temporal did not say in time whether the run is there");
        }
    }

    @KafkaListener(topics = "${orchestra.tickets.reservation-created-topic}")
    void reserved(ConsumerRecord<byte[], byte[]> message) {
        SeatReservation reservation = ReservationCreated.read(message.value(), clock.instant());
        // Its run does so as well, a workflow task later: a customer waits for it meanwhile.
        tickets.note(reservation);
        metrics.received(
                orchestration.within(PATIENCE, () -> begin(reservation)).orElseThrow(NotBegun::new));
    }

    private Outcome begin(SeatReservation reservation) {
        SeatReservationWorkflow run = temporal.newWorkflowStub(
                SeatReservationWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CHECKOUT)
                        .setWorkflowId(SeatReservationWorkflow.workflowId(reservation.reservationId()))
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setTypedSearchAttributes(io.temporal.common.SearchAttributes.newBuilder()
                                .set(
                                        SearchAttributes.HOLD_EXPIRES_AT,
                                        reservation.expiresAt().atOffset(ZoneOffset.UTC))
                                .build())
                        .setStaticSummary("Seat held until " + reservation.expiresAt())
                        .build());
        try {
            WorkflowClient.start(run::run, new Held(reservation, ReservationPolicy.DEFAULT));
            return Outcome.STARTED;
        } catch (WorkflowExecutionAlreadyStarted known) {
            return Outcome.KNOWN;
        }
    }
}
