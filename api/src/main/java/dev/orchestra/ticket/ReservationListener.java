package dev.orchestra.ticket;

import dev.orchestra.api.Orchestration;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.ticket.ReservationMetrics.Outcome;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import java.time.Clock;
import java.time.Duration;
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

    private final SeatReservationRuns runs;
    private final Orchestration orchestration;
    private final TicketRecords tickets;
    private final ReservationMetrics metrics;
    private final Clock clock;

    public ReservationListener(
            SeatReservationRuns runs,
            Orchestration orchestration,
            TicketRecords tickets,
            ReservationMetrics metrics,
            Clock clock) {
        this.runs = runs;
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
        // A reservation that has ended is not begun again by a message that comes once more.
        return runs.start(reservation, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                ? Outcome.STARTED
                : Outcome.KNOWN;
    }
}
