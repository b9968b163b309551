package dev.orchestra.ticket;

import static dev.orchestra.ticket.BoxOffice.BUYER;
import static dev.orchestra.ticket.BoxOffice.inFullAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.checkout.CheckoutVerbs.RetryPayment;
import dev.orchestra.checkout.CheckoutVerbs.SwitchToCod;
import dev.orchestra.fakes.FakePayments;
import dev.orchestra.fakes.FakeTickets;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.Payment;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.inventory.SeatService.Status;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.ticket.TicketCheckoutWorkflow.Phase1Answer;
import dev.orchestra.ticket.TicketCheckoutWorkflow.TicketCheckout;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checkout of seats: sold and paid, or free with all money back. */
@Timeout(30)
class TicketCheckoutTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @RegisterExtension
    final RunningShop running = RunningShop.alone();

    private BoxOffice office;
    private FakePayments money;

    @BeforeEach
    void office() {
        office = new BoxOffice(running);
        money = running.shop().payments();
    }

    private static PaymentInstruction wallet(String amount) {
        return new PaymentInstruction(
                false, new BigDecimal(amount), "INR", "WALLET", "STORE-WALLET", FakePayments.WALLET, "wauth_1");
    }

    private static PaymentInstruction at(String gateway, String amount) {
        return new PaymentInstruction(false, new BigDecimal(amount), "INR", "GATEWAY", gateway);
    }

    private void isSold(TicketOrder draft, TicketCheckout checkout) {
        assertThat(office.end(checkout)).isEqualTo(CheckoutState.COMPLETED);
        office.isSold(draft);
    }

    /** As before the click, but for the attempt. */
    private void isADraftAgain(TicketOrder draft, TicketCheckout checkout) {
        assertThat(office.endInItsTime(checkout)).isEqualTo(CheckoutState.REJECTED);
        TicketOrder now = office.tickets().order(draft.id());
        assertThat(now.state()).isEqualTo(TicketOrder.State.DRAFT);
        assertThat(now.attempt()).isEqualTo(draft.attempt() + 1);
        assertThat(now.items()).isEqualTo(draft.items());
        for (TicketOrder.Item item : draft.items()) {
            assertThat(office.tickets().state(item.reservationId())).isEqualTo(ReservationState.HELD);
            assertThat(office.tickets().atInventory(item.reservationId())).isEqualTo(Status.HELD);
        }
        office.keptNothing();
        assertThat(running.shop().ticketEvents()).isEmpty();
        assertThat(running.shop().timeline()).isEmpty();
    }

    private List<CheckoutState> told() {
        return running.shop().timeline().stream()
                .map(OrderEntry::state)
                .distinct()
                .toList();
    }

    // ------------------------------------------------------------------------------------------------ it is paid

    @Test
    void paidInTimeItsSeatsAreSold() {
        TicketOrder draft = office.draft(3);
        TicketCheckout checkout = office.checkout(draft, inFullAt("PHONEPE"));

        Phase1Answer answer = office.click(checkout);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.order().state()).isEqualTo(TicketOrder.State.PENDING);
        assertThat(answer.order().items()).isEqualTo(draft.items());
        assertThat(answer.payment()).singleElement().satisfies(payment -> {
            assertThat(payment.status()).isEqualTo(Payment.Status.PENDING);
            assertThat(payment.amount()).isEqualByComparingTo("150.00");
            assertThat(payment.redirectUrl()).isNotNull();
        });
        office.hears(checkout, money.pays("PHONEPE"));
        isSold(draft, checkout);
        assertThat(told()).containsExactly(CheckoutState.AWAITING_PAYMENT, CheckoutState.COMPLETED);
        for (TicketOrder.Item item : draft.items()) {
            assertThat(running.client()
                            .newUntypedWorkflowStub(SeatReservationWorkflow.workflowId(item.reservationId()))
                            .getResult(ReservationState.class))
                    .isEqualTo(ReservationState.CONFIRMED);
        }
    }

    @Test
    void aWalletPaysAtOnce() {
        TicketOrder draft = office.draft(2);
        money.walletHas("100.00");
        TicketCheckout checkout = office.checkout(draft, wallet("100.00"));

        Phase1Answer answer = office.click(checkout);

        assertThat(answer.payment().get(0).status()).isEqualTo(Payment.Status.SUCCESS);
        isSold(draft, checkout);
    }

    @Test
    void aWalletAndAGatewayPayTogether() {
        TicketOrder draft = office.draft(2);
        money.walletHas("30.00");
        TicketCheckout checkout = office.waiting(office.checkout(draft, wallet("30.00"), at("RAZORPAY", "70.00")));

        office.hears(checkout, money.pays("RAZORPAY"));

        isSold(draft, checkout);
    }

    @Test
    void tenClicksAreOneCheckout() {
        TicketOrder draft = office.draft(1);
        TicketCheckout checkout = office.checkout(draft, inFullAt("PHONEPE"));

        Phase1Answer first = office.click(checkout);
        Phase1Answer second = office.click(checkout);

        assertThat(second).isEqualTo(first);
        assertThat(running.ledger().done("Tickets.Claim")).isEqualTo(1);
        office.hears(checkout, money.pays("PHONEPE"));
        isSold(draft, checkout);
    }

    @Test
    void aDeclinedPaymentIsTriedAgainAtTheOtherGateway() {
        TicketOrder draft = office.draft(1);
        TicketCheckout checkout = office.checkout(draft, inFullAt("PHONEPE"));
        Phase1Answer answer = office.click(checkout);
        office.hears(checkout, money.declines("PHONEPE"));
        running.tells("failed");

        var retried = office.asks(
                checkout,
                "retryPayment",
                new RetryPayment(answer.payment().get(0).id(), "RAZORPAY"));

        assertThat(retried.refusal()).isNull();
        office.hears(checkout, money.pays("RAZORPAY"));
        isSold(draft, checkout);
    }

    @Test
    void seatsAreNotPaidAtTheDoor() {
        TicketOrder draft = office.draft(1);
        TicketCheckout atOnce = office.checkout(draft, new PaymentInstruction(true, null, "INR", "MANUAL", "COD"));
        assertThat(office.click(atOnce).refusal().code()).isEqualTo("COD_NOT_ALLOWED");
        isADraftAgain(draft, atOnce);

        TicketOrder again = office.tickets().order(draft.id());
        TicketCheckout later = office.checkout(again, inFullAt("PHONEPE"));
        Phase1Answer answer = office.click(later);
        office.hears(later, money.declines("PHONEPE"));
        running.tells("failed");
        assertThat(office.asks(
                                later,
                                "switchToCod",
                                new SwitchToCod(answer.payment().get(0).id()))
                        .refusal()
                        .code())
                .isEqualTo("COD_NOT_ALLOWED");
    }

    // ------------------------------------------------------------------------------------------------ its time

    @Test
    void aSecondBeforeTheEndTheCheckoutIsTakenAndMoneyThatComesASecondAfterItIsInTimeIfTheSeatIsFree() {
        TicketOrder draft = office.draft(1);
        office.passes(FakeTickets.RESERVED_FOR.minus(SECOND.multipliedBy(2)));
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("RAZORPAY")));
        running.after(SECOND.multipliedBy(3), () -> office.hears(checkout, money.pays("RAZORPAY")));

        isSold(draft, checkout);
        assertThat(told())
                .containsSubsequence(CheckoutState.AWAITING_PAYMENT, CheckoutState.LAPSED, CheckoutState.COMPLETED);
    }

    @Test
    void paidWhenAnotherHasOneOfTheSeatsItGoesBack() {
        TicketOrder draft = office.draft(2);
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("RAZORPAY")));
        running.after(FakeTickets.RESERVED_FOR.plus(SECOND.multipliedBy(5)), () -> {
            office.tickets().reserved(draft.items().get(1).seatId(), "owner_2");
            office.hears(checkout, money.pays("RAZORPAY"));
        });

        assertThat(office.end(checkout)).isEqualTo(CheckoutState.EXPIRED);

        office.leftNothing(draft, "EXPIRED");
        assertThat(money.refunded())
                .singleElement()
                .satisfies(refund -> assertThat(refund).isEqualByComparingTo("100.00"));
    }

    @Test
    void aSecondAfterTheEndThereIsNothingToCheckOut() {
        TicketOrder draft = office.draft(1);
        office.passes(FakeTickets.RESERVED_FOR.plus(SECOND));

        assertThat(office.click(office.checkout(draft, inFullAt("PHONEPE")))
                        .refusal()
                        .code())
                .isEqualTo("CART_EMPTY");
    }

    @Test
    void aSeatThatRanOutWhileItsRunIsLateStopsTheCheckout() {
        running.ledger().fault("Tickets.Expire", Fault.down());
        TicketOrder draft = office.draft(2);
        office.passes(FakeTickets.RESERVED_FOR.plus(SECOND));

        Phase1Answer answer = office.click(office.checkout(draft, inFullAt("PHONEPE")));

        assertThat(answer.refusal()).isEqualTo(SeatRefusal.RESERVATION_EXPIRED.refusal());
        assertThat(office.tickets().order(draft.id()).state()).isEqualTo(TicketOrder.State.DRAFT);
        office.keptNothing();
    }

    @Test
    void theFirstSeatsEndIsTheDeadlineAndMoneyWithoutAWordIsFoundThen() {
        office.add(office.reservedAndArrived(1));
        office.passes(Duration.ofMinutes(10));
        SeatReservation second = office.reservedAndArrived(2);
        TicketOrder draft = office.add(second).order();
        assertThat(draft.expiresAt()).isBefore(second.expiresAt());
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("RAZORPAY")));
        running.after(Duration.ofMinutes(20).minus(SECOND.multipliedBy(2)), () -> money.pays("RAZORPAY"));

        isSold(draft, checkout);
    }

    @Test
    void notPaidInTimeEverySeatIsFree() {
        TicketOrder draft = office.draft(2);
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("PHONEPE")));

        assertThat(office.end(checkout)).isEqualTo(CheckoutState.EXPIRED);

        office.leftNothing(draft, "EXPIRED");
        assertThat(told()).containsExactly(CheckoutState.AWAITING_PAYMENT, CheckoutState.LAPSED, CheckoutState.EXPIRED);
    }

    @Test
    void calledOffEverySeatIsFreeAndWhatIsPaidAfterwardsGoesBack() {
        TicketOrder draft = office.draft(2);
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("RAZORPAY")));

        assertThat(office.asks(checkout, "cancel").state()).isEqualTo(CheckoutState.CANCELLED);
        money.pays("RAZORPAY");

        assertThat(office.end(checkout)).isEqualTo(CheckoutState.CANCELLED);
        office.leftNothing(draft, "CANCELLED");
        assertThat(money.refunded()).hasSize(1);
    }

    @Test
    void calledOffInTheTemporalUiItIsUndoneAsWell() {
        TicketOrder draft = office.draft(1);
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("PHONEPE")));

        office.run(checkout).cancel();

        assertThat(catchThrowable(() -> office.end(checkout))).isNotNull();
        office.leftNothing(draft, "CANCELLED");
    }

    // ------------------------------------------------------------------------------------------------ it is refused

    @Test
    void aRefusedCheckoutLeavesTheDraftAsItWas() {
        TicketOrder draft = office.draft(2);
        TicketCheckout wrongSum = office.checkout(draft, at("PHONEPE", "99.99"));

        assertThat(office.click(wrongSum).refusal().code()).isEqualTo("PAYMENT_SUM_MISMATCH");

        isADraftAgain(draft, wrongSum);
        TicketOrder again = office.tickets().order(draft.id());
        TicketCheckout right = office.waiting(office.checkout(again, at("PHONEPE", "100.00")));
        office.hears(right, money.pays("PHONEPE"));
        isSold(again, right);
    }

    @ParameterizedTest
    @CsvSource({
        "Tickets.Claim, SERVICE_UNAVAILABLE",
        "Seats.Claim, SERVICE_UNAVAILABLE",
        "Payment.Initiate, SERVICE_UNAVAILABLE"
    })
    void withAServiceAwayTheDraftStays(String activity, String code) {
        TicketOrder draft = office.draft(2);
        money.walletHas("100.00");
        running.ledger().fault(activity, Fault.down());
        TicketCheckout checkout = office.checkout(draft, wallet("100.00"));

        assertThat(office.click(checkout).refusal().code()).isEqualTo(code);

        isADraftAgain(draft, checkout);
        assertThat(money.walletBalance()).isEqualByComparingTo("100.00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tickets.Claim", "Seats.Claim", "Payment.Initiate"})
    void whenAnAnswerIsLostForGoodWhatWasDoneIsUndone(String activity) {
        TicketOrder draft = office.draft(2);
        money.walletHas("100.00");
        running.ledger().fault(activity, Fault.answerLost());
        TicketCheckout checkout = office.checkout(draft, wallet("100.00"));

        assertThat(office.click(checkout).refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");

        isADraftAgain(draft, checkout);
        assertThat(money.walletBalance()).isEqualByComparingTo("100.00");
    }

    @Test
    void aWalletThatIsShortGivesTheSeatsBackToTheDraft() {
        TicketOrder draft = office.draft(2);
        money.walletHas("10.00");
        TicketCheckout checkout = office.checkout(draft, wallet("100.00"));

        assertThat(office.click(checkout).refusal().code()).isEqualTo("INSUFFICIENT_BALANCE");

        isADraftAgain(draft, checkout);
    }

    @Test
    void whatInventoryHasLostIsNotPaid() {
        TicketOrder draft = office.draft(1);
        running.ledger().fault("Seats.Claim", Fault.refuses(409, "RESERVATION_EXPIRED"));

        Phase1Answer answer = office.click(office.checkout(draft, inFullAt("PHONEPE")));

        assertThat(answer.refusal()).isEqualTo(SeatRefusal.RESERVATION_EXPIRED.refusal());
        office.keptNothing();
    }

    @Test
    void anotherOwnersOrderIsNotThere() {
        TicketOrder draft = office.draft(1);
        TicketCheckout mine = office.checkout(draft, inFullAt("PHONEPE"));
        TicketCheckout others = new TicketCheckout(
                BoxOffice.SOMEBODY_ELSE,
                mine.orderId(),
                7,
                mine.paymentInstructions(),
                mine.checkoutRequestId(),
                mine.fingerprint(),
                mine.policy());

        assertThat(office.click(others).refusal()).isEqualTo(SeatRefusal.ORDER_NOT_FOUND.refusal());
        assertThat(office.tickets().draftOf(BUYER).attempt()).isEqualTo(1);
    }

    @Test
    void aSecondRunOfACheckoutThatIsOverGivesNothingBack() {
        TicketOrder draft = office.draft(2);
        money.walletHas("30.00");
        TicketCheckout checkout = office.waiting(office.checkout(draft, wallet("30.00"), at("RAZORPAY", "70.00")));
        office.hears(checkout, money.pays("RAZORPAY"));
        isSold(draft, checkout);

        // As when Temporal has forgotten the first one.
        Phase1Answer answer = office.clickAnew(checkout);

        assertThat(answer.refusal()).isEqualTo(SeatRefusal.ATTEMPT_OVER.refusal());
        assertThat(office.end(checkout)).isEqualTo(CheckoutState.REJECTED);
        office.isSold(draft);
        assertThat(money.walletBalance()).isEqualByComparingTo("0.00");
    }

    @Test
    void seatsThatComeBackToANewerDraftAreStillWatched() {
        TicketOrder draft = office.draft(1);
        running.ledger().fault("Seats.Claim", Fault.down());
        running.ledger().fault("Seats.Unclaim", Fault.down().lasting(Duration.ofMinutes(40)));
        TicketCheckout checkout = office.checkout(draft, inFullAt("PHONEPE"));
        assertThat(office.click(checkout).refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");
        TicketOrder newer = office.add(office.reservedAndArrived(2)).order();
        assertThat(newer.id()).isNotEqualTo(draft.id());

        assertThat(office.end(checkout)).isEqualTo(CheckoutState.REJECTED);

        assertThat(office.tickets().order(draft.id()).state()).isEqualTo(TicketOrder.State.CANCELLED);
        String reservation = draft.items().get(0).reservationId();
        assertThat(running.client()
                        .newUntypedWorkflowStub(SeatReservationWorkflow.workflowId(reservation))
                        .getResult(ReservationState.class))
                .isEqualTo(ReservationState.EXPIRED);
        assertThat(running.shop().ticketEvents()).contains("reservation-expired " + reservation);
    }

    // ------------------------------------------------------------------------------------------------ bad days

    @ParameterizedTest
    @ValueSource(strings = {"Seats.Confirm", "Tickets.Complete", "Event.TicketOrderEnded", "Notification.Send"})
    void whatIsPaidIsCarriedOutWhateverIsDownForAnHour(String activity) {
        TicketOrder draft = office.draft(2);
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("PHONEPE")));
        running.ledger().fault(activity, Fault.down().lasting(Duration.ofHours(1)));

        office.hears(checkout, money.pays("PHONEPE"));

        isSold(draft, checkout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Seats.Confirm", "Tickets.Complete", "Event.TicketOrderEnded", "Notification.Send"})
    void nothingIsDoneTwiceWhenAnAnswerIsLost(String activity) {
        TicketOrder draft = office.draft(2);
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("PHONEPE")));
        running.ledger().fault(activity, Fault.answerLost().times(2));

        office.hears(checkout, money.pays("PHONEPE"));

        isSold(draft, checkout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Seats.ReleaseClaimed", "Tickets.Cancel", "Event.TicketOrderEnded"})
    void theUndoGetsThroughWhateverIsDownForAnHour(String activity) {
        TicketOrder draft = office.draft(2);
        TicketCheckout checkout = office.waiting(office.checkout(draft, inFullAt("PHONEPE")));
        running.ledger().fault(activity, Fault.down().lasting(Duration.ofHours(1)));

        assertThat(office.end(checkout)).isEqualTo(CheckoutState.EXPIRED);

        office.leftNothing(draft, "EXPIRED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Seats.Unclaim", "Tickets.GiveBack"})
    void theDraftComesBackWhateverIsDownForAWhile(String activity) {
        TicketOrder draft = office.draft(2);
        running.ledger().fault(activity, Fault.down().lasting(Duration.ofMinutes(5)));
        TicketCheckout checkout = office.checkout(draft, at("PHONEPE", "99.99"));

        assertThat(office.click(checkout).refusal().code()).isEqualTo("PAYMENT_SUM_MISMATCH");
        office.passes(Duration.ofMinutes(7));

        isADraftAgain(draft, checkout);
    }
}
