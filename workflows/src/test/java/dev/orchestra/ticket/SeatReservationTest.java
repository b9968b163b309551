package dev.orchestra.ticket;

import static dev.orchestra.ticket.BoxOffice.BUYER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.orchestra.fakes.FakeTickets;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.inventory.SeatService.Status;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.ticket.SeatReservationWorkflow.Extended;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thirty minutes of a reservation. */
@Timeout(30)
class SeatReservationTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final RunningShop running = RunningShop.alone();

    private BoxOffice office;

    @BeforeEach
    void office() {
        office = new BoxOffice(running);
    }

    private Instant now() {
        return Instant.ofEpochMilli(running.environment().currentTimeMillis());
    }

    /** For when its run set its timers, but for the moment between the start of a task and the step before; the test server's own time may have skipped in the middle of it. */
    private List<Instant> timers(SeatReservation reservation) {
        List<Instant> timers = new ArrayList<>();
        long now = 0;
        for (HistoryEvent event : running.history(SeatReservationWorkflow.workflowId(reservation.reservationId()))) {
            if (event.hasWorkflowTaskStartedEventAttributes()) {
                now = Timestamps.toMillis(event.getEventTime());
            } else if (event.hasTimerStartedEventAttributes()) {
                timers.add(Instant.ofEpochMilli(now
                        + Durations.toMillis(
                                event.getTimerStartedEventAttributes().getStartToFireTimeout())));
            }
        }
        return timers;
    }

    private String expired(SeatReservation reservation) {
        return "reservation-expired " + reservation.reservationId();
    }

    @Test
    void endsAfterThirtyMinutesAndNotBefore() {
        SeatReservation reservation = office.reservedAndArrived(1);

        office.passes(Duration.between(now(), reservation.expiresAt()).minus(SECOND));
        assertThat(office.tickets().state(reservation.reservationId())).isEqualTo(ReservationState.HELD);
        assertThat(office.tickets().taken()).containsExactly(reservation.seatId());

        assertThat(office.end(reservation)).isEqualTo(ReservationState.EXPIRED);
        assertThat(timers(reservation).get(0)).isCloseTo(reservation.expiresAt(), within(SECOND));
        assertThat(office.tickets().taken()).isEmpty();
        assertThat(running.shop().ticketEvents()).containsExactly(expired(reservation));
    }

    @Test
    void takesItsSeatOutOfTheDraftWhenItEnds() {
        TicketOrder draft = office.draft(2);
        SeatReservation kept = office.reservedAndArrived(3);
        office.extend(kept, 30);
        office.add(kept);

        office.passes(FakeTickets.RESERVED_FOR.plus(SECOND));

        TicketOrder now = office.tickets().order(draft.id());
        assertThat(now.items()).extracting(TicketOrder.Item::seatId).containsExactly(office.seat(3));
        assertThat(now.totalAmount()).isEqualByComparingTo("50.00");
    }

    @Test
    void anEventThatComesTooLateEndsAtOnce() {
        SeatReservation reservation = office.reserved(1, BUYER);
        office.passes(Duration.ofMinutes(90));

        office.begin(reservation);

        assertThat(office.end(reservation)).isEqualTo(ReservationState.EXPIRED);
        assertThat(running.history(SeatReservationWorkflow.workflowId(reservation.reservationId())))
                .noneMatch(HistoryEvent::hasTimerFiredEventAttributes);
        assertThat(running.shop().ticketEvents()).containsExactly(expired(reservation));
    }

    @Test
    void anEventThatComesAgainWhenItsRunIsForgottenFindsHowItEnded() {
        SeatReservation reservation = office.reservedAndArrived(1);
        office.remove(BUYER, null, reservation.reservationId());
        assertThat(office.end(reservation)).isEqualTo(ReservationState.RELEASED);

        // As after the retention: a second run of the same reservation.
        office.begin(reservation);

        assertThat(office.end(reservation)).isEqualTo(ReservationState.RELEASED);
        assertThat(running.shop().ticketEvents()).isEmpty();
    }

    @Test
    void ofABacklogTheDeadEndAtOnceAndTheLivingLiveOn() {
        List<SeatReservation> dead =
                Stream.of(1, 2, 3).map(seat -> office.reserved(seat, BUYER)).toList();
        office.passes(Duration.ofMinutes(45));
        List<SeatReservation> living =
                Stream.of(4, 5, 6).map(seat -> office.reserved(seat, BUYER)).toList();
        office.passes(Duration.ofMinutes(15));

        for (int i = 0; i < dead.size(); i++) {
            office.begin(dead.get(i));
            office.arrived(living.get(i));
        }

        dead.forEach(
                each -> await().until(() -> office.tickets().state(each.reservationId()) == ReservationState.EXPIRED));
        living.forEach(each -> assertThat(office.add(each).refusal()).isNull());
        living.forEach(each -> assertThat(office.end(each)).isEqualTo(ReservationState.EXPIRED));
        Stream.concat(dead.stream(), living.stream())
                .forEach(each ->
                        await().until(() -> running.shop().ticketEvents().contains(expired(each))));
        assertThat(running.shop().ticketEvents()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tickets.Note", "Tickets.Expire", "Seats.Release", "Event.ReservationExpired"})
    void getsThroughWhateverIsDownForAnHour(String activity) {
        running.ledger().fault(activity, Fault.down().lasting(Duration.ofHours(1)));
        SeatReservation reservation = office.reserved(1, BUYER);
        office.begin(reservation);

        assertThat(office.end(reservation)).isEqualTo(ReservationState.EXPIRED);

        assertThat(office.tickets().taken()).isEmpty();
        assertThat(running.shop().ticketEvents()).containsExactly(expired(reservation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tickets.Note", "Tickets.Expire", "Seats.Release", "Event.ReservationExpired"})
    void doesNothingTwiceWhenAnAnswerIsLost(String activity) {
        running.ledger().fault(activity, Fault.answerLost().once());
        SeatReservation reservation = office.reserved(1, BUYER);
        office.begin(reservation);

        assertThat(office.end(reservation)).isEqualTo(ReservationState.EXPIRED);

        assertThat(running.shop().ticketEvents()).containsExactly(expired(reservation));
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    @Test
    void anOperatorGivesMoreTime() {
        SeatReservation reservation = office.reservedAndArrived(1);

        Extended extended = office.extend(reservation, 15);

        assertThat(extended.refusal()).isNull();
        assertThat(extended.expiresAt()).isEqualTo(reservation.expiresAt().plus(Duration.ofMinutes(15)));
        office.passes(FakeTickets.RESERVED_FOR.plus(SECOND));
        assertThat(office.tickets().taken()).containsExactly(reservation.seatId());
        assertThat(office.add(reservation).refusal()).isNull();
        assertThat(office.end(reservation)).isEqualTo(ReservationState.EXPIRED);
        assertThat(timers(reservation))
                .anySatisfy(timer -> assertThat(timer).isCloseTo(extended.expiresAt(), within(SECOND)));
    }

    @Test
    void moreTimeHasItsBounds() {
        SeatReservation reservation = office.reservedAndArrived(1);

        for (int minutes : List.of(-1, 0, 61)) {
            assertThat(office.extend(reservation, minutes).refusal().code()).isEqualTo("EXTENSION_OUT_OF_BOUNDS");
        }
        assertThat(office.extend(reservation, 60).refusal()).isNull();
        assertThat(office.extend(reservation, 1).refusal().code()).isEqualTo("EXTENSION_OUT_OF_BOUNDS");
    }

    @Test
    void moreTimeIsRefusedWhereItIsNotToBeHad() {
        SeatReservation reservation = office.reservedAndArrived(1);
        running.ledger().fault("Seats.Extend", Fault.down());

        Extended away = office.extend(reservation, 5);

        assertThat(away.refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(away.expiresAt()).isEqualTo(reservation.expiresAt());
        running.ledger().heal();
        running.ledger().fault("Seats.Extend", Fault.refuses(409, "RESERVATION_EXPIRED"));
        assertThat(office.extend(reservation, 5).refusal().code()).isEqualTo("RESERVATION_EXPIRED");
    }

    @Test
    void whatACheckoutHasClaimedHasNoTime() {
        TicketOrder draft = office.draft(1);
        String id = draft.items().get(0).reservationId();
        office.waiting(office.checkout(draft, BoxOffice.inFullAt("RAZORPAY")));

        office.passes(Duration.ofMinutes(20));

        assertThat(office.tickets().state(id)).isEqualTo(ReservationState.CLAIMED);
        assertThat(office.tickets().atInventory(id)).isEqualTo(Status.CLAIMED);
        assertThat(running.client()
                        .newUntypedWorkflowStub(SeatReservationWorkflow.workflowId(id))
                        .update("extend", Extended.class, new SeatReservationWorkflow.Extend(5))
                        .refusal()
                        .code())
                .isEqualTo("RESERVATION_IN_ORDER");
    }

    @Test
    void cancellingItsRunEndsNothing() {
        SeatReservation reservation = office.reservedAndArrived(1);

        office.run(reservation).cancel();

        await().until(() -> office.run(reservation).describe() != null);
        assertThat(office.tickets().taken()).containsExactly(reservation.seatId());
        // Temporal calls the run cancelled all the same.
        assertThatThrownBy(() -> office.end(reservation)).hasRootCauseInstanceOf(CanceledFailure.class);
        assertThat(office.tickets().state(reservation.reservationId())).isEqualTo(ReservationState.EXPIRED);
        assertThat(running.shop().ticketEvents()).containsExactly(expired(reservation));
    }
}
