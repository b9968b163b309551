package dev.orchestra.ticket;

import static dev.orchestra.ticket.TicketSteps.*;

import dev.orchestra.services.event.EventService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.store.TicketRecords.Standing;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.ShownAttention;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Write;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A reservation from its event to its end. While it is held its time runs; once a checkout has claimed it, only that checkout ends it; and when it has run out unused, the seat is
 * given back and the world is told. Whoever changes its row acts: everybody else only has it looked at.
 */
public final class SeatReservationWorkflowImpl implements SeatReservationWorkflow {

    private record Wish(Extend extend, CompletablePromise<Extended> outcome) {}

    private final ShownAttention attention = new ShownAttention(this::showDetails);
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private Held held;
    private Steps steps;
    private Standing standing;
    private int extensions;
    private Instant endTried;
    private boolean told;

    @Override
    public ReservationState run(Held held) {
        List<ReservationState> end = new ArrayList<>();
        // Cancelling the run has no meaning: the reservation ends by its time, its owner or its order.
        Workflow.newDetachedCancellationScope(() -> end.add(reservation(held))).run();
        return end.get(0);
    }

    private ReservationState reservation(Held held) {
        this.held = held;
        this.steps = new Steps(StepCatalogue.CART_OPERATION, attention);
        seen(steps.insist(NOTE, TicketRecords.class, tickets -> tickets.note(held.reservation())));
        while (!standing.state().isEnd()) {
            boolean timeIsOver = awaitEndOrNews();
            Wish wish = wishes.poll();
            if (wish != null) {
                wish.outcome().complete(giveMoreTime(wish.extend()));
            } else if (timeIsOver) {
                seen(steps.insist(EXPIRE, TicketRecords.class, tickets -> tickets.expire(reservationId())));
            } else {
                look();
            }
        }
        wishes.forEach(late -> late.outcome().complete(refused(over())));
        wishes.clear();
        if (standing.state() == ReservationState.EXPIRED) {
            // Inventory ends what is held by its own clock as well; by the one that comes first the seat is free.
            TicketRun.free(steps, RELEASE_EXPIRED, reservationId());
            tellTheWorld();
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
        return standing.state();
    }

    private String reservationId() {
        return held.reservation().reservationId();
    }

    private void look() {
        // Noting once more what is noted says how it stands.
        seen(steps.insist(LOOK, TicketRecords.class, tickets -> tickets.note(held.reservation())));
    }

    private void seen(Standing now) {
        if (standing == null || !now.expiresAt().equals(standing.expiresAt())) {
            Workflow.upsertTypedSearchAttributes(
                    SearchAttributes.HOLD_EXPIRES_AT.valueSet(now.expiresAt().atOffset(ZoneOffset.UTC)));
        }
        standing = now;
        showDetails();
    }

    // ------------------------------------------------------------------------------------------------ the wait

    /**
     * Until somebody has something to tell, or the time of what is held is over. What a checkout has claimed has no time, but a checkout can end without a word.
     *
     * @return whether it is over
     */
    private boolean awaitEndOrNews() {
        Promise<?>[] elapsed = new Promise<?>[1];
        boolean isHeld = standing.state() == ReservationState.HELD;
        Duration left = isHeld ? left() : StepCatalogue.LOOK_AT_CLAIMED_EVERY;
        CancellationScope timer = Workflow.newCancellationScope(() -> elapsed[0] = Workflow.newTimer(
                        left,
                        TimerOptions.newBuilder()
                                .setSummary(
                                        isHeld
                                                ? "the seat is reserved until then"
                                                : "look whether its checkout has ended")
                                .build())
                .handle((over, calledOff) -> calledOff == null));
        timer.run();
        Workflow.await(() -> told || !wishes.isEmpty() || elapsed[0].isCompleted());
        boolean timeIsOver = isHeld && elapsed[0].isCompleted();
        timer.cancel();
        told = false;
        return timeIsOver;
    }

    /** What has ended already ends at once; what the database still holds to be in time is asked again in a moment. */
    private Duration left() {
        Duration left = Duration.between(Steps.now(), standing.expiresAt());
        if (!left.isNegative() && !left.isZero()) {
            return left;
        }
        boolean again = standing.expiresAt().equals(endTried);
        endTried = standing.expiresAt();
        return again ? StepCatalogue.BETWEEN_CLOCKS : Duration.ZERO;
    }

    @Override
    public void changed() {
        told = true;
    }

    // ------------------------------------------------------------------------------------------------ more time

    @Override
    public Extended extend(Extend extend) {
        if (standing != null && standing.state().isEnd()) {
            return refused(over());
        }
        Wish wish = new Wish(extend, Workflow.newPromise());
        wishes.add(wish);
        return wish.outcome().get();
    }

    private Extended giveMoreTime(Extend extend) {
        // Nobody says when a checkout begins.
        look();
        if (standing.state() != ReservationState.HELD) {
            return refused(over());
        }
        Instant until = standing.expiresAt().plus(StepCatalogue.minutes(extend.minutes()));
        Instant latest = held.reservation().expiresAt().plus(held.policy().extendAtMostOrDefault());
        if (extend.minutes() < 1 || until.isAfter(latest)) {
            return refused(Refusal.of(
                    "EXTENSION_OUT_OF_BOUNDS",
                    "A reservation can be extended by a minute or more, until " + latest + "."));
        }
        int counter = ++extensions;
        try {
            // Inventory first: our own end must never be behind the one that frees the seat.
            steps.call(
                    EXTEND_SEAT,
                    SeatService.class,
                    seats -> seats.extend(new Write<>(
                            steps.key(EXTEND_SEAT, counter), new SeatService.Extend(reservationId(), until))));
        } catch (ServiceFailure.Unavailable away) {
            return refused(Refusal.unavailable(away.service()));
        } catch (ServiceFailure.Refused refused) {
            return refused(TicketRun.meaning(refused));
        }
        seen(steps.insist(
                EXTEND,
                TicketRecords.class,
                tickets -> tickets.extend(new TicketRecords.Extension(reservationId(), until))));
        return standing.state() == ReservationState.HELD ? new Extended(standing.expiresAt(), null) : refused(over());
    }

    private Refusal over() {
        return standing.state() == ReservationState.EXPIRED
                ? SeatRefusal.RESERVATION_EXPIRED.refusal()
                : SeatRefusal.RESERVATION_IN_ORDER.refusal();
    }

    private Extended refused(Refusal refusal) {
        return new Extended(standing.expiresAt(), refusal);
    }

    // ------------------------------------------------------------------------------------------------ the end

    private void tellTheWorld() {
        SeatReservation reservation = held.reservation();
        EventService.ReservationExpired event = new EventService.ReservationExpired(
                reservation.reservationId(),
                reservation.eventId(),
                reservation.seatId(),
                reservation.ownerId(),
                standing.orderId(),
                Steps.now());
        steps.insist(
                PUBLISH_EXPIRED,
                EventService.class,
                events -> events.reservationExpired(steps.write(PUBLISH_EXPIRED, event)));
    }

    /** What an operator reads on top of the run. */
    private void showDetails() {
        SeatReservation reservation = held.reservation();
        String words = attention.inWords() + "Seat " + reservation.seatId() + " of event " + reservation.eventId()
                + ", " + reservation.price() + " " + reservation.currency();
        Workflow.setCurrentDetails(
                standing == null
                        ? words
                        : words + "\n\n" + standing.state() + " until " + standing.expiresAt()
                                + (standing.orderId() == null ? "" : ", in order " + standing.orderId()));
    }
}
