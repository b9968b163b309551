package dev.orchestra.ticket;

import static dev.orchestra.ticket.BoxOffice.BUYER;
import static dev.orchestra.ticket.BoxOffice.inFullAt;

import dev.orchestra.checkout.CheckoutVerbs.RetryPayment;
import dev.orchestra.fakes.FakePayments;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.ticket.TicketCheckoutWorkflow.TicketCheckout;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records the histories of the ticket flow that {@code ReplayTest} replays: {@code mvn test -pl workflows -Dtest=dev.orchestra.ticket.Histories -Dorchestra.record=true}. */
@EnabledIfSystemProperty(named = "orchestra.record", matches = "true")
class Histories {

    @RegisterExtension
    final RunningShop running = RunningShop.alone();

    private BoxOffice office;
    private FakePayments money;

    @BeforeEach
    void office() {
        office = new BoxOffice(running);
        money = running.shop().payments();
    }

    private void keepReservation(String name, SeatReservation reservation) throws IOException {
        running.keepHistory(
                "seat-reservation-" + name, SeatReservationWorkflow.workflowId(reservation.reservationId()));
    }

    private void keepOperation(String name) throws IOException {
        running.keepHistory(name, running.lastOperation());
    }

    private void keep(String name, TicketCheckout checkout) throws IOException {
        running.keepHistory("ticket-checkout-" + name, office.id(checkout));
    }

    private TicketCheckout waiting(TicketOrder draft, PaymentInstruction... instructions) {
        return office.waiting(office.checkout(draft, instructions));
    }

    // ------------------------------------------------------------------------------- reservations

    @Test
    void expired() throws IOException {
        SeatReservation reservation = office.reservedAndArrived(1);
        office.end(reservation);
        keepReservation("expired", reservation);
    }

    @Test
    void extended() throws IOException {
        SeatReservation reservation = office.reservedAndArrived(1);
        office.extend(reservation, 15);
        office.extend(reservation, 0);
        office.end(reservation);
        keepReservation("extended", reservation);
    }

    @Test
    void released() throws IOException {
        SeatReservation reservation = office.reservedAndArrived(1);
        office.remove(BUYER, null, reservation.reservationId());
        office.end(reservation);
        keepReservation("released", reservation);
        keepOperation("remove-seat-reservation");
    }

    @Test
    void tooLate() throws IOException {
        SeatReservation reservation = office.reserved(1, BUYER);
        office.passes(Duration.ofHours(1));
        office.begin(reservation);
        office.end(reservation);
        keepReservation("too-late", reservation);
    }

    @Test
    void everythingDownForAnHour() throws IOException {
        running.ledger().fault("Tickets.Expire", Fault.down().lasting(Duration.ofHours(1)));
        running.ledger().fault("Event.ReservationExpired", Fault.down().lasting(Duration.ofHours(2)));
        SeatReservation reservation = office.reservedAndArrived(1);
        office.end(reservation);
        keepReservation("ends-late", reservation);
    }

    @Test
    void sold() throws IOException {
        SeatReservation reservation = office.reservedAndArrived(1);
        TicketCheckout checkout = waiting(office.add(reservation).order(), inFullAt("PHONEPE"));
        office.hears(checkout, money.pays("PHONEPE"));
        office.end(checkout);
        office.end(reservation);
        keepReservation("sold", reservation);
    }

    // ------------------------------------------------------------------------------- the draft

    @Test
    void added() throws IOException {
        office.draft(1);
        keepOperation("add-seat-added");
    }

    @Test
    void addedOnTheSpot() throws IOException {
        office.addOnTheSpot(1);
        keepOperation("add-seat-on-the-spot");
    }

    @Test
    void addRefused() throws IOException {
        office.add(BUYER, "unknown", office.seat(1), "50.00");
        keepOperation("add-seat-refused");
    }

    @Test
    void addUndone() throws IOException {
        running.ledger().fault("Tickets.Add", Fault.down());
        running.unavailable(() -> office.addOnTheSpot(1));
        keepOperation("add-seat-undone");
    }

    @Test
    void removed() throws IOException {
        office.draft(1);
        office.remove(office.seat(1));
        keepOperation("remove-seat-removed");
    }

    @Test
    void removedBeforeItsEvent() throws IOException {
        office.remove(BUYER, null, office.reserved(1, BUYER).reservationId());
        keepOperation("remove-seat-before-its-event");
    }

    // ------------------------------------------------------------------------------- the checkout

    @Test
    void completed() throws IOException {
        TicketCheckout checkout = waiting(office.draft(2), inFullAt("PHONEPE"));
        office.hears(checkout, money.pays("PHONEPE"));
        office.end(checkout);
        keep("completed", checkout);
    }

    @Test
    void paidFromAWallet() throws IOException {
        TicketOrder draft = office.draft(1);
        money.walletHas("50.00");
        TicketCheckout checkout = waiting(
                draft,
                new PaymentInstruction(
                        false,
                        new BigDecimal("50.00"),
                        "INR",
                        "WALLET",
                        "STORE-WALLET",
                        FakePayments.WALLET,
                        "wauth_1"));
        office.end(checkout);
        keep("paid-from-a-wallet", checkout);
    }

    @Test
    void retried() throws IOException {
        TicketOrder draft = office.draft(1);
        TicketCheckout checkout = office.checkout(draft, inFullAt("PHONEPE"));
        String payment = office.click(checkout).payment().get(0).id();
        office.hears(checkout, money.declines("PHONEPE"));
        running.tells("failed");
        office.asks(checkout, "retryPayment", new RetryPayment(payment, "RAZORPAY"));
        office.hears(checkout, money.pays("RAZORPAY"));
        office.end(checkout);
        keep("declined-and-tried-again", checkout);
    }

    @Test
    void notPaid() throws IOException {
        TicketCheckout checkout = waiting(office.draft(2), inFullAt("PHONEPE"));
        office.end(checkout);
        keep("not-paid", checkout);
    }

    @Test
    void paidLate() throws IOException {
        TicketCheckout checkout = waiting(office.draft(2), inFullAt("RAZORPAY"));
        running.after(Duration.ofMinutes(35), () -> money.pays("RAZORPAY"));
        office.end(checkout);
        keep("paid-late", checkout);
    }

    @Test
    void paidTooLate() throws IOException {
        TicketOrder draft = office.draft(2);
        TicketCheckout checkout = waiting(draft, inFullAt("RAZORPAY"));
        running.after(Duration.ofMinutes(35), () -> {
            office.tickets().reserved(draft.items().get(0).seatId(), "owner_2");
            money.pays("RAZORPAY");
        });
        office.end(checkout);
        keep("paid-too-late", checkout);
    }

    @Test
    void calledOff() throws IOException {
        TicketCheckout checkout = waiting(office.draft(1), inFullAt("PHONEPE"));
        office.asks(checkout, "cancel");
        office.end(checkout);
        keep("called-off", checkout);
    }

    @Test
    void refused() throws IOException {
        TicketCheckout checkout = office.checkout(
                office.draft(1), new PaymentInstruction(false, new BigDecimal("49.00"), "INR", "GATEWAY", "PHONEPE"));
        office.click(checkout);
        office.end(checkout);
        keep("refused", checkout);
    }

    @Test
    void undoLate() throws IOException {
        TicketOrder draft = office.draft(1);
        running.ledger().fault("Seats.Claim", Fault.down());
        running.ledger().fault("Seats.Unclaim", Fault.down().lasting(Duration.ofMinutes(5)));
        TicketCheckout checkout = office.checkout(draft, inFullAt("PHONEPE"));
        office.click(checkout);
        office.end(checkout);
        keep("undo-takes-a-while", checkout);
    }

    @Test
    void soldLate() throws IOException {
        TicketCheckout checkout = waiting(office.draft(1), inFullAt("PHONEPE"));
        running.ledger().fault("Seats.Confirm", Fault.down().lasting(Duration.ofHours(1)));
        office.hears(checkout, money.pays("PHONEPE"));
        office.end(checkout);
        keep("sold-an-hour-later", checkout);
    }
}
