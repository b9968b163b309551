package dev.orchestra.checkout;

import static dev.orchestra.checkout.Orders.at;
import static dev.orchestra.checkout.Orders.door;
import static dev.orchestra.checkout.Orders.split;
import static dev.orchestra.checkout.Orders.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.checkout.CheckoutVerbs.RetryPayment;
import dev.orchestra.checkout.CheckoutVerbs.SwitchToCod;
import dev.orchestra.checkout.CheckoutVerbs.VerbAnswer;
import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakePayments;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Fault.Kind;
import dev.orchestra.fakes.RunningShop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure of every kind before and after every side effect of paying, forward and back: paid once, or all money back. */
@Timeout(30)
class PlaceOrderPaymentFaultsTest {

    private static final String TOTAL = "419.00";
    private static final List<Kind> KINDS = List.of(Kind.DOWN, Kind.ANSWER_LOST, Kind.ARRIVES_LATE);

    @RegisterExtension
    final RunningShop running = new RunningShop();

    private FakePayments money;

    @BeforeEach
    void money() {
        money = running.shop().payments();
    }

    /** @param calls of the same activity that come before it */
    record At(String activity, int calls) {}

    private static Stream<Arguments> everyKind(Stream<At> places) {
        return places.flatMap(at -> KINDS.stream().map(kind -> Arguments.of(at, kind)));
    }

    private static Stream<At> calls(String activity, int number) {
        return IntStream.range(0, number).mapToObj(call -> new At(activity, call));
    }

    private void fault(At at, Fault fault) {
        running.ledger().fault(at.activity(), fault.after(at.calls()));
    }

    private void completedOnce(PlaceOrder order) {
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        Aftermath.orderedOnce(running, order, TOTAL);
        running.ledger().deliverLate();
        Aftermath.orderedOnce(running, order, TOTAL);
    }

    private void nothingLeft(PlaceOrder order, CheckoutState end) {
        assertThat(running.end(order)).isEqualTo(end);
        Aftermath.nothingLeft(running, order, end);
        running.ledger().deliverLate();
        Aftermath.nothingLeft(running, order, end);
        assertThat(money.walletBalance()).isEqualByComparingTo("1000.00");
    }

    // ------------------------------------------------------------------------------------------- forward

    static Stream<Arguments> forward() {
        return everyKind(Stream.of(
                        calls("PaymentRoutes.Save", 4),
                        calls("Payment.Initiate", 3),
                        calls("Payment.Status", 2),
                        calls("Payment.Capture", 1),
                        calls("Orders.Record", 7))
                .flatMap(each -> each));
    }

    @ParameterizedTest(name = "{1} once at {0}")
    @MethodSource("forward")
    void oneFailureOnTheWayIsNotNoticed(At at, Kind kind) {
        PlaceOrder order = split(running.shop(), at("RAZORPAY", "219.00"), wallet("100.00"), door("100.00"));
        fault(at, Fault.of(kind).once());

        assertThat(running.click(order).refusal()).isNull();
        running.hears(order, money.authorizes("RAZORPAY"));

        completedOnce(order);
        assertThat(money.walletBalance()).isEqualByComparingTo("900.00");
    }

    static Stream<Arguments> forwardForAMinute() {
        return everyKind(Stream.of(
                new At("PaymentRoutes.Save", 1),
                new At("Payment.Status", 0),
                new At("Payment.Capture", 0),
                new At("Orders.Record", 2),
                new At("Orders.Record", 3)));
    }

    @ParameterizedTest(name = "{1} for a minute at {0}")
    @MethodSource("forwardForAMinute")
    void whatStaysAwayBehindTheAnswerIsWaitedFor(At at, Kind kind) {
        PlaceOrder order = split(running.shop(), at("RAZORPAY", TOTAL));
        fault(at, Fault.of(kind).lasting(Duration.ofMinutes(1)));

        CompletableFuture<Phase1Answer> click = running.clicking(order);
        running.after(Duration.ofSeconds(5), () -> running.hears(order, money.authorizes("RAZORPAY")));

        completedOnce(order);
        assertThat(click.join().refusal()).isNull();
    }

    // -------------------------------------------------------------------------------------------- wishes

    static Stream<Arguments> anotherAttempt() {
        return everyKind(Stream.of(
                new At("PaymentRoutes.Save", 2),
                new At("PaymentRoutes.Save", 3),
                new At("Payment.Initiate", 1),
                new At("Orders.Record", 3)));
    }

    @ParameterizedTest(name = "{1} once at {0}")
    @MethodSource("anotherAttempt")
    void oneFailureOfAnotherAttemptIsNotNoticed(At at, Kind kind) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = running.click(order).payment().get(0).id();
        fault(at, Fault.of(kind).once());

        assertThat(running.asks(order, "retryPayment", new RetryPayment(payment, "RAZORPAY"))
                        .refusal())
                .isNull();
        running.hears(order, money.authorizes("RAZORPAY"));

        completedOnce(order);
    }

    static Stream<Arguments> cashInstead() {
        return everyKind(
                Stream.of(new At("Payment.Initiate", 1), new At("Payment.Cancel", 0), new At("Orders.Record", 3)));
    }

    @ParameterizedTest(name = "{1} once at {0}")
    @MethodSource("cashInstead")
    void oneFailureOfAChangeToCashIsNotNoticed(At at, Kind kind) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = running.click(order).payment().get(0).id();
        fault(at, Fault.of(kind).once());

        assertThat(running.asks(order, "switchToCod", new SwitchToCod(payment)).refusal())
                .isNull();

        completedOnce(order);
        assertThat(money.dueAtTheDoor()).isEqualByComparingTo(TOTAL);
    }

    /** What the door was asked for and nobody knows of is not collected. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aChangeToCashThatNobodyAnswersIsTakenBack(Kind kind) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = running.click(order).payment().get(0).id();
        running.ledger().fault("Payment.Initiate", Fault.of(kind).lasting(Duration.ofMinutes(1)));

        CompletableFuture<VerbAnswer> answer = running.asksLater(order, "switchToCod", new SwitchToCod(payment));

        nothingLeft(order, CheckoutState.EXPIRED);
        assertThat(answer.join().refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");
    }

    static Stream<Arguments> inPhase1() {
        return everyKind(Stream.of(new At("PaymentRoutes.Save", 0), new At("Payment.Initiate", 0)));
    }

    @ParameterizedTest(name = "{1} at {0}")
    @MethodSource("inPhase1")
    void whatStaysAwayInPhase1LeavesNothingBehind(At at, Kind kind) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", "219.00"), wallet("100.00"), door("100.00"));
        fault(at, Fault.of(kind).lasting(Duration.ofMinutes(1)));
        CompletableFuture<Phase1Answer> click = running.clicking(order);

        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);

        assertThat(click.join().refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");
        nothingLeft(order, CheckoutState.REJECTED);
    }

    /** The gateway's order is made after the checkout has given it up: its own undo keeps it from being made. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aGatewayThatIsReachedTooLateTakesNothing(Kind kind) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        running.ledger().fault("Payment.Initiate", Fault.of(kind).lasting(Duration.ofMinutes(1)));
        running.clicking(order);

        nothingLeft(order, CheckoutState.EXPIRED);
    }

    static Stream<Kind> kinds() {
        return KINDS.stream();
    }

    // ---------------------------------------------------------------------------------------------- back

    static Stream<Arguments> back() {
        return everyKind(Stream.of(
                new At("Payment.Cancel", 0),
                new At("Payment.Cancel", 1),
                new At("Payment.Cancel", 2),
                new At("Payment.Status", 0),
                new At("Payment.Refund", 0),
                new At("Payment.RefundStatus", 0),
                new At("PaymentRoutes.Save", 2),
                new At("PaymentRoutes.Save", 3),
                new At("Inventory.ReleaseReservations", 0),
                new At("Order.Cancel", 0),
                new At("Cart.Unlock", 0)));
    }

    @ParameterizedTest(name = "{1} for an hour at {0}")
    @MethodSource("back")
    void allMoneyGoesBackHoweverLongItTakes(At at, Kind kind) {
        money.refundsTakeTime();
        PlaceOrder order = split(running.shop(), at("PHONEPE", "219.00"), wallet("100.00"), door("100.00"));
        assertThat(running.click(order).refusal()).isNull();
        money.pays("PHONEPE");
        fault(at, Fault.of(kind).lasting(Duration.ofHours(1)));
        running.asksLater(order, "cancel");
        running.tells("waiting for the payment");
        running.after(Duration.ofHours(2), money::refundsComplete);

        nothingLeft(order, CheckoutState.CANCELLED);

        assertThat(money.refunded())
                .singleElement()
                .satisfies(refund -> assertThat(refund).isEqualByComparingTo("219.00"));
    }

    @Test
    void aCaptureThatArrivesAfterItsUndoTakesNothing() {
        PlaceOrder order = split(running.shop(), at("RAZORPAY", TOTAL));
        running.click(order);
        running.ledger().fault("Payment.Capture", Fault.of(Kind.ARRIVES_LATE));
        running.hears(order, money.authorizes("RAZORPAY"));

        nothingLeft(order, CheckoutState.EXPIRED);
    }
}
