package dev.orchestra.ticket;

import static dev.orchestra.ticket.BoxOffice.BUYER;
import static dev.orchestra.ticket.BoxOffice.SOMEBODY_ELSE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.fakes.FakeTickets;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.inventory.SeatService.Status;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seats join the draft order and leave it. */
@Timeout(30)
class DraftOrderTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final RunningShop running = RunningShop.alone();

    private BoxOffice office;

    @BeforeEach
    void office() {
        office = new BoxOffice(running);
    }

    private static void refused(TicketAnswer answer, SeatRefusal refusal) {
        assertThat(answer.refusal()).isEqualTo(refusal.refusal());
        assertThat(answer.order()).isNull();
    }

    @Test
    void aSeatMakesTheDraftAndTheNextOneJoinsIt() {
        TicketOrder one = office.add(office.reservedAndArrived(1)).order();
        running.wasOneTask();
        TicketOrder two = office.add(office.reservedAndArrived(2)).order();

        assertThat(one.state()).isEqualTo(TicketOrder.State.DRAFT);
        assertThat(one.totalAmount()).isEqualByComparingTo("50.00");
        assertThat(two.id()).isEqualTo(one.id()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(two.items()).extracting(TicketOrder.Item::seatId).containsExactly(office.seat(1), office.seat(2));
        assertThat(two.totalAmount()).isEqualByComparingTo("100.00");
    }

    @Test
    void aSecondBeforeItsEndASeatIsAddedASecondAfterwardsNot() {
        SeatReservation intime = office.reservedAndArrived(1);
        SeatReservation late = office.reservedAndArrived(2);

        office.passes(FakeTickets.RESERVED_FOR.minus(SECOND.multipliedBy(2)));
        assertThat(office.add(intime).refusal()).isNull();
        office.passes(SECOND.multipliedBy(3));

        refused(office.add(late), SeatRefusal.RESERVATION_EXPIRED);
    }

    @Test
    void aReservationThatHasEndedButWhoseRunDoesNotComeThroughIsNotAdded() {
        running.ledger().fault("Tickets.Expire", Fault.down());
        SeatReservation reservation = office.reservedAndArrived(1);

        office.passes(FakeTickets.RESERVED_FOR.plus(SECOND));

        refused(office.add(reservation), SeatRefusal.RESERVATION_EXPIRED);
        running.ledger().heal();
        assertThat(office.end(reservation)).isEqualTo(ReservationState.EXPIRED);
    }

    @Test
    void refusesWhatIsNotTheBuyersToAdd() {
        SeatReservation reservation = office.reservedAndArrived(1);
        SeatReservation others = office.arrived(office.reserved(2, SOMEBODY_ELSE));

        refused(office.add(BUYER, "unknown", office.seat(1), "50.00"), SeatRefusal.RESERVATION_NOT_FOUND);
        refused(office.add(others), SeatRefusal.RESERVATION_OF_ANOTHER);
        refused(
                office.add(BUYER, reservation.reservationId(), office.seat(2), "50.00"),
                SeatRefusal.RESERVATION_OF_ANOTHER_SEAT);
        refused(office.add(BUYER, reservation.reservationId(), "no_seat", "50.00"), SeatRefusal.SEAT_NOT_FOUND);
        refused(office.add(BUYER, reservation.reservationId(), office.seat(1), "49.99"), SeatRefusal.PRICE_CHANGED);
        assertThat(office.tickets().draftOf(BUYER)).isNull();

        office.add(reservation);
        refused(office.add(reservation), SeatRefusal.SEAT_IN_CART);
        office.remove(office.seat(1));
        refused(office.add(reservation), SeatRefusal.RESERVATION_USED);
    }

    @Test
    void aReservationOfNobodyIsTheirsWhoKnowIt() {
        assertThat(office.add(office.arrived(office.reserved(1, null))).refusal())
                .isNull();
    }

    @Test
    void withoutAReservationTheSeatIsReservedOnTheSpot() {
        TicketAnswer answer = office.addOnTheSpot(1);
        running.wasOneTask();

        String reservationId = answer.order().items().get(0).reservationId();
        assertThat(office.tickets().atInventory(reservationId)).isEqualTo(Status.HELD);
        assertThat(answer.order().totalAmount()).isEqualByComparingTo("50.00");
        refused(office.addOnTheSpot(1), SeatRefusal.SEAT_IN_CART);
        office.reserved(2, SOMEBODY_ELSE);
        refused(office.addOnTheSpot(2), SeatRefusal.SEAT_TAKEN);
    }

    @Test
    void aSeatThatOneLetGoByIsReservedOnTheSpotOnceMore() {
        running.ledger().fault("Tickets.Expire", Fault.down());
        office.add(office.reservedAndArrived(1));
        office.passes(FakeTickets.RESERVED_FOR.plus(SECOND));

        TicketAnswer answer = office.addOnTheSpot(1);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.order().items()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Catalog.Seat", "Tickets.Add"})
    void withAServiceAwayNothingIsAdded(String activity) {
        SeatReservation reservation = office.reservedAndArrived(1);
        running.ledger().fault(activity, Fault.down());

        running.unavailable(() -> office.add(reservation));

        assertThat(office.tickets().draftOf(BUYER)).isNull();
    }

    @Test
    void anAnswerThatIsLostAddsNothingTwice() {
        SeatReservation reservation = office.reservedAndArrived(1);
        running.ledger().fault("Tickets.Add", Fault.answerLost().once());

        TicketOrder order = office.add(reservation).order();

        assertThat(order.items()).hasSize(1);
    }

    @Test
    void aSeatThatLeavesTheDraftIsFreeAndItsReservationOver() {
        TicketOrder draft = office.draft(2);
        SeatReservation first = office.reserved(3, BUYER);

        TicketAnswer answer = office.remove(office.seat(1));

        assertThat(answer.order().id()).isEqualTo(draft.id());
        assertThat(answer.order().totalAmount()).isEqualByComparingTo("50.00");
        assertThat(office.tickets().taken()).containsExactly(office.seat(2), first.seatId());
        running.client()
                .newUntypedWorkflowStub(
                        SeatReservationWorkflow.workflowId(draft.items().get(0).reservationId()))
                .getResult(ReservationState.class);
        assertThat(running.shop().ticketEvents()).isEmpty();
        refused(office.remove(office.seat(1)), SeatRefusal.SEAT_NOT_IN_CART);
    }

    @Test
    void aReservationIsGivenUpByItsOwnerAlone() {
        SeatReservation reservation = office.reservedAndArrived(1);

        refused(office.remove(BUYER, null, "unknown"), SeatRefusal.RESERVATION_NOT_FOUND);
        refused(office.remove(SOMEBODY_ELSE, null, reservation.reservationId()), SeatRefusal.RESERVATION_OF_ANOTHER);
        assertThat(office.remove(BUYER, null, reservation.reservationId()).refusal())
                .isNull();
        assertThat(office.remove(BUYER, null, reservation.reservationId()).refusal())
                .isNull();

        assertThat(office.tickets().taken()).isEmpty();
        assertThat(office.end(reservation)).isEqualTo(ReservationState.RELEASED);
    }

    @Test
    void aReservationThatIsGivenUpBeforeItsEventIsOverWhenThatComes() {
        SeatReservation reservation = office.reserved(1, BUYER);
        refused(office.remove(SOMEBODY_ELSE, null, reservation.reservationId()), SeatRefusal.RESERVATION_OF_ANOTHER);

        assertThat(office.remove(BUYER, null, reservation.reservationId()).refusal())
                .isNull();

        assertThat(office.tickets().taken()).isEmpty();
        office.begin(reservation);
        assertThat(office.end(reservation)).isEqualTo(ReservationState.RELEASED);
        refused(office.add(reservation), SeatRefusal.RESERVATION_USED);
        assertThat(running.shop().ticketEvents()).isEmpty();
    }

    @Test
    void aSeatInAnOrderThatIsBeingPaidStays() {
        TicketOrder draft = office.draft(1);
        office.waiting(office.checkout(draft, BoxOffice.inFullAt("PHONEPE")));

        refused(office.remove(BUYER, null, draft.items().get(0).reservationId()), SeatRefusal.RESERVATION_IN_ORDER);
        refused(office.remove(office.seat(1)), SeatRefusal.SEAT_NOT_IN_CART);
    }

    @Test
    void aSeatIsReleasedThoughInventoryIsAwayForAnHour() {
        office.draft(1);
        running.ledger().fault("Seats.Release", Fault.down().lasting(Duration.ofHours(1)));

        assertThat(office.removeInTheEnd(office.seat(1)).refusal()).isNull();

        assertThat(office.tickets().taken()).isEmpty();
    }
}
