package dev.orchestra.recovery;

import dev.orchestra.payment.Guardians;
import dev.orchestra.payment.PaymentGuardianWorkflow;
import dev.orchestra.recovery.BrokenOffRuns.Standing;
import dev.orchestra.recovery.BrokenOffRuns.Stopped;
import dev.orchestra.store.OpenRows;
import dev.orchestra.store.OpenRows.OpenAttempt;
import dev.orchestra.store.OpenRows.OpenOrder;
import dev.orchestra.store.PaymentRouteBook;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.ticket.SeatReservationRuns;
import dev.orchestra.ticket.SeatReservationWorkflow;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks again and again for checkouts that were stopped before their end, and whether each run is there that our tables say is under way, page by page. What is not is taken up: checkouts
 * are given back or carried out, payments get another guardian, reservations another run. Of several processes one does so at a time.
 */
final class LostRuns implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LostRuns.class);

    /** A reservation that has ended a moment ago is about to be noticed. */
    private static final Duration RESERVATION_GRACE = Duration.ofMinutes(1);

    private final OpenRows rows;
    private final Rounds<OpenOrder> checkouts;
    private final Rounds<OpenAttempt> attempts;
    private final Rounds<SeatReservation> overdue;
    private final Rounds<Stopped> stopped;

    /** Executions that need not be looked at again: another one has followed them, or nothing of them is left. */
    private final Set<String> followed = new HashSet<>();

    private final PaymentRouteBook routes;
    private final BrokenOffRuns runs;
    private final Guardians guardians;
    private final SeatReservationRuns reservations;
    private final MeterRegistry meters;
    private final Duration interval;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicLong unknown;
    private long unknownInThisRound;
    private volatile ScheduledThreadPoolExecutor sweeper;

    LostRuns(
            OpenRows rows,
            PaymentRouteBook routes,
            BrokenOffRuns runs,
            Guardians guardians,
            SeatReservationRuns reservations,
            MeterRegistry meters,
            RecoverySettings settings) {
        this.rows = rows;
        this.checkouts = new Rounds<>(
                "checkout",
                (behind, max) -> rows.checkouts(behind, settings.sweep(), max),
                OpenOrder::orderId,
                this::look,
                meters);
        this.attempts = new Rounds<>(
                "guardian",
                (behind, max) -> rows.attempts(behind, settings.sweep(), max),
                OpenAttempt::attemptId,
                this::look,
                meters);
        this.overdue = new Rounds<>(
                "reservation",
                (behind, max) -> rows.reservations(behind, RESERVATION_GRACE, max),
                SeatReservation::reservationId,
                this::look,
                meters);
        this.stopped = new Rounds<>("stopped", this::stoppedCheckouts, Stopped::runId, this::look, meters);
        this.routes = routes;
        this.runs = runs;
        this.guardians = guardians;
        this.reservations = reservations;
        this.meters = meters;
        this.interval = settings.sweep();
        this.unknown = meters.gauge("orchestra.orders.without.run", new AtomicLong());
    }

    private void sweep() {
        try {
            rows.alone(() -> {
                if (checkouts.page()) {
                    unknown.set(unknownInThisRound);
                    unknownInThisRound = 0;
                }
                attempts.page();
                overdue.page();
                stopped.page();
            });
            if (away.getAndSet(false)) {
                log.info("Lost runs can be looked for again");
            }
        } catch (RuntimeException failure) {
            // The next sweep goes on where this one was.
            if (!away.getAndSet(true)) {
                log.warn("Lost runs cannot be looked for, trying on: {}", failure.toString());
            }
        }
    }

    private List<Stopped> stoppedCheckouts(String behind, int max) {
        List<Stopped> known = runs.stoppedCheckouts();
        followed.retainAll(known.stream().map(Stopped::runId).toList());
        return known.stream()
                .filter(run -> !followed.contains(run.runId()) && run.runId().compareTo(behind) > 0)
                .sorted(Comparator.comparing(Stopped::runId))
                .limit(max)
                .toList();
    }

    private void look(Stopped run) {
        if (runs.standing(run.workflowId()) == Standing.BROKEN_OFF) {
            String next = runs.resume(run.workflowId()).orElse("nothing: it had not begun");
            resumed("checkout");
            log.warn("The run {} had been broken off. It was taken up again, to {}", run.workflowId(), next);
        }
        followed.add(run.runId());
    }

    /** One that was stopped is found by {@link #look(Stopped)}. */
    private void look(OpenOrder order) {
        if (runs.standing(order.workflowId()) == Standing.UNKNOWN) {
            unknownInThisRound++;
            log.error(
                    "Order {} is {}, and Temporal does not know its run {}",
                    order.orderId(),
                    order.state(),
                    order.workflowId());
        }
    }

    private void look(OpenAttempt attempt) {
        switch (whoIsAt(attempt, runs::standing)) {
            case SOMEBODY -> {}
            case NOBODY_KNOWS ->
                log.error(
                        "Attempt {} was left by the checkout {}, whose order is complete: it may be what pays it",
                        attempt.attemptId(),
                        attempt.checkout());
            case NOBODY ->
                routes.find(attempt.attemptId()).ifPresent(route -> {
                    guardians.tell(route);
                    resumed("guardian");
                    log.warn("The guardian of attempt {} was not there: there is another one", attempt.attemptId());
                });
        }
    }

    /** Who looks after an attempt. */
    enum Keeper {
        SOMEBODY,
        /** Its checkout is over and did not say whether the attempt pays the order: nothing may be given back by itself. */
        NOBODY_KNOWS,
        NOBODY
    }

    static Keeper whoIsAt(OpenAttempt attempt, Function<String, Standing> standing) {
        if (attempt.checkout() != null) {
            Standing checkout = standing.apply(attempt.checkout());
            if (checkout == Standing.UNDER_WAY || checkout == Standing.BROKEN_OFF) {
                // What was broken off is taken up again, and says itself what becomes of its payments.
                return Keeper.SOMEBODY;
            }
            if (attempt.complete()) {
                return Keeper.NOBODY_KNOWS;
            }
        }
        Standing guardian = standing.apply(PaymentGuardianWorkflow.workflowId(attempt.attemptId()));
        // One that has ended by itself has closed the row, or is about to.
        return guardian == Standing.UNDER_WAY || guardian == Standing.ENDED ? Keeper.SOMEBODY : Keeper.NOBODY;
    }

    private void look(SeatReservation reservation) {
        Standing run = runs.standing(SeatReservationWorkflow.workflowId(reservation.reservationId()));
        if (run == Standing.BROKEN_OFF || run == Standing.UNKNOWN) {
            reservations.start(reservation, WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
            resumed("reservation");
            log.warn("The run of reservation {} was not there: there is another one", reservation.reservationId());
        }
    }

    private void resumed(String kind) {
        meters.counter("orchestra.runs.resumed", "kind", kind).increment();
    }

    @Override
    public synchronized void start() {
        sweeper = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "lost-runs");
            thread.setDaemon(true);
            return thread;
        });
        sweeper.scheduleWithFixedDelay(this::sweep, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        sweeper.shutdownNow();
        sweeper = null;
    }

    @Override
    public boolean isRunning() {
        return sweeper != null;
    }
}
