package dev.orchestra.ticket;

import static dev.orchestra.ticket.BoxOffice.BUYER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.cart.CartPolicy;
import dev.orchestra.fakes.FakeTickets;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A seat that was reserved on the spot and could not be added is not kept from others. */
@Timeout(30)
class ReservedOnTheSpotTest {

    @RegisterExtension
    final RunningShop running = RunningShop.alone();

    private BoxOffice office;

    @BeforeEach
    void office() {
        office = new BoxOffice(running);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Seats.Reserve", "Tickets.Note", "Tickets.Add"})
    void aSeatThatCouldNotBeAddedIsNotKept(String activity) {
        running.ledger().fault(activity, Fault.answerLost());

        running.unavailable(() -> office.addOnTheSpot(1));

        await().untilAsserted(() -> {
            assertThat(office.tickets().taken()).isEmpty();
            TicketOrder draft = office.tickets().draftOf(BUYER);
            assertThat(draft == null || draft.items().isEmpty()).isTrue();
        });
    }

    @Test
    void aReservationThatArrivesBehindItsUndoDoesNothing() {
        running.ledger().fault("Seats.Reserve", Fault.of(Fault.Kind.ARRIVES_LATE));
        running.unavailable(() -> office.addOnTheSpot(1));
        await().until(() -> running.ledger().done("Seats.Release") == 1);

        running.ledger().deliverLate();

        assertThat(office.tickets().taken()).isEmpty();
    }

    @Test
    void theSameRequestAgainReservesAfresh() {
        running.ledger().fault("Tickets.Add", Fault.down());
        AddSeatWorkflow.Request request = new AddSeatWorkflow.Request(
                BUYER, "print", null, office.seat(1), FakeTickets.PRICE, CartPolicy.DEFAULT);
        running.unavailable(() -> running.operation(AddSeatWorkflow.class).run(request));
        await().until(() -> office.tickets().taken().isEmpty());
        running.ledger().heal();

        TicketAnswer answer = running.operation(AddSeatWorkflow.class).run(request);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.order().items()).hasSize(1);
        assertThat(office.tickets().taken()).containsExactly(office.seat(1));
    }
}
