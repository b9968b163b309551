package dev.orchestra.checkout;

import static dev.orchestra.checkout.Orders.at;
import static dev.orchestra.checkout.Orders.door;
import static dev.orchestra.checkout.Orders.split;
import static dev.orchestra.checkout.Orders.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Timestamps;
import dev.orchestra.checkout.CheckoutVerbs.RetryPayment;
import dev.orchestra.checkout.CheckoutVerbs.SwitchToCod;
import dev.orchestra.checkout.CheckoutVerbs.VerbAnswer;
import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakePayments;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.Payment;
import dev.orchestra.payment.Payment.Status;
import dev.orchestra.payment.PaymentGuardianWorkflow;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.payment.PollPlan;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.support.SearchAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The money of an order, however it comes: at once, late, twice, wrongly or not at all. */
@Timeout(30)
class PlaceOrderPaymentsTest {

    private static final String TOTAL = "419.00";

    @RegisterExtension
    final RunningShop running = new RunningShop();

    private FakePayments money;

    @BeforeEach
    void money() {
        money = running.shop().payments();
    }

    private static String first(Phase1Answer answer) {
        return answer.payment().get(0).id();
    }

    private PlaceOrder waiting(PlaceOrder order) {
        Phase1Answer answer = running.click(order);
        assertThat(answer.refusal()).isNull();
        return order;
    }

    private void completes(PlaceOrder order) {
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        Aftermath.orderedOnce(running, order, TOTAL);
    }

    private void leavesNothing(PlaceOrder order, CheckoutState end) {
        assertThat(running.end(order)).isEqualTo(end);
        Aftermath.nothingLeft(running, order, end);
    }

    private Payment shown() {
        List<OrderEntry> timeline = running.shop().timeline();
        return timeline.get(timeline.size() - 1).order().payments().get(0);
    }

    // --------------------------------------------------------------------------------------------- it is paid

    @Test
    void gatewayWalletAndCashPayOneOrder() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", "219.00"), wallet("100.00"), door("100.00"));

        Phase1Answer answer = running.click(order);

        assertThat(answer.payment())
                .extracting(Payment::status)
                .containsExactly(Status.PENDING, Status.SUCCESS, Status.SUCCESS);
        assertThat(answer.payment().get(0).redirectUrl()).startsWith("https://pay.test/pa_");
        assertThat(answer.payment().get(0).gatewayOrderId()).startsWith("gw_pa_");
        assertThat(answer.payment().get(1).redirectUrl()).isNull();
        assertThat(answer.order().paymentStatus()).isEqualTo("PENDING");
        running.hears(order, money.pays("PHONEPE"));
        completes(order);
        assertThat(money.walletBalance()).isEqualByComparingTo("900.00");
        assertThat(running.values(order, SearchAttributes.CHECKOUT_STATE))
                .containsExactly("VALIDATING", "HOLDING", "AWAITING_PAYMENT", "FULFILLING", "COMPLETED");
        assertThat(running.shop().timeline()).extracting(OrderEntry::title).contains("Payment at PHONEPE received");
        assertThat(shown().status()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void walletAndCashWaitForNobody() {
        PlaceOrder order = split(running.shop(), wallet("319.00"), door("100.00"));

        Phase1Answer answer = running.click(order);

        assertThat(answer.payment()).extracting(Payment::status).containsOnly(Status.SUCCESS);
        completes(order);
        assertThat(running.values(order, SearchAttributes.CHECKOUT_STATE)).doesNotContain("AWAITING_PAYMENT");
    }

    @Test
    void withoutAnyWebhookTheGatewayIsAsked() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        money.pays("PHONEPE");

        completes(order);

        assertThat(took(order)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void aWebhookIsHeardAtOnce() {
        PlaceOrder order = waiting(split(running.shop(), at("RAZORPAY", TOTAL)));

        running.hears(order, money.pays("RAZORPAY"));

        completes(order);
        assertThat(took(order)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void fiveWebhooksOfOnePaymentAreOne() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        String attempt = money.pays("PHONEPE");
        for (int i = 0; i < 5; i++) {
            running.hears(order, attempt);
        }

        completes(order);
        assertThat(money.refunded()).isEmpty();
    }

    @Test
    void aWebhookCanBeFasterThanTheAnswerOfTheGateway() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        money.customersAreQuick();
        running.ledger()
                .fault(
                        "Payment.Initiate",
                        Fault.meanwhile(() -> running.hears(
                                order, running.shop().routes().get(0).attemptId())));

        assertThat(running.click(order).refusal()).isNull();

        completes(order);
    }

    @Test
    void aHintOfAnUnknownPaymentChangesNothing() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        running.hears(order, "pa_of_somebody_else");
        running.hears(order, money.pays("PHONEPE"));

        completes(order);
    }

    @Test
    void whatIsAuthorisedIsTaken() {
        PlaceOrder order = waiting(split(running.shop(), at("RAZORPAY", TOTAL)));

        running.hears(order, money.authorizes("RAZORPAY"));

        completes(order);
        assertThat(running.ledger().done("Payment.Capture")).isOne();
    }

    @Test
    void aCaptureWhoseAnswerIsLostIsFoundByTheNextQuestion() {
        PlaceOrder order = waiting(split(running.shop(), at("RAZORPAY", TOTAL)));
        running.ledger().fault("Payment.Capture", Fault.answerLost());

        running.hears(order, money.authorizes("RAZORPAY"));

        completes(order);
    }

    @Test
    void twoGatewaysShareOneOrder() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", "200.00"), at("RAZORPAY", "219.00")));
        running.hears(order, money.pays("RAZORPAY"));
        running.tells("Payment at RAZORPAY received");
        running.hears(order, money.pays("PHONEPE"));

        completes(order);
    }

    // ------------------------------------------------------------------------------- it fails, and comes right

    @Test
    void whatFailedCanStillBePaid() {
        PlaceOrder order = waiting(split(running.shop(), at("RAZORPAY", TOTAL)));
        running.hears(order, money.declines("RAZORPAY"));
        running.tells("Payment at RAZORPAY failed");
        assertThat(shown().status()).isEqualTo(Status.FAILED);
        assertThat(shown().code()).isEqualTo("PAYMENT_DECLINED");

        running.hears(order, money.pays("RAZORPAY"));

        completes(order);
    }

    @Test
    void aFailedPaymentIsTriedAgainAtTheOtherGateway() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.hears(order, money.declines("PHONEPE"));
        running.tells("Payment at PHONEPE failed");

        VerbAnswer again = running.asks(order, "retryPayment", new RetryPayment(payment, "RAZORPAY"));

        assertThat(again.refusal()).isNull();
        assertThat(again.payment().get(0).id()).isEqualTo(payment);
        assertThat(again.payment().get(0).gateway()).isEqualTo("RAZORPAY");
        assertThat(again.payment().get(0).status()).isEqualTo(Status.PENDING);
        running.hears(order, money.pays("RAZORPAY"));
        completes(order);
        assertThat(running.shop().routes()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoPaymentsThatCameTheFirstCountsAndTheOtherGoesBack(boolean theOldOneFirst) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.asks(order, "retryPayment", new RetryPayment(payment, "RAZORPAY"));
        // So that the order is not over before the second one comes.
        running.ledger().fault("Inventory.Deduct", Fault.down().lasting(Duration.ofMinutes(1)));

        running.hears(order, money.pays(theOldOneFirst ? "PHONEPE" : "RAZORPAY"));
        running.tells("received");
        running.hears(order, money.pays(theOldOneFirst ? "RAZORPAY" : "PHONEPE"));

        completes(order);
        assertThat(money.refunded())
                .singleElement()
                .satisfies(refund -> assertThat(refund).isEqualByComparingTo(TOTAL));
    }

    @Test
    void aGatewayThatDeclinesAtOnceLeavesAnOrderThatCanBePaidElsewhere() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        money.beginsNothing("PHONEPE");

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.payment().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(answer.payment().get(0).code()).isEqualTo("GATEWAY_DECLINED");
        assertThat(running.asks(order, "retryPayment", new RetryPayment(first(answer), "RAZORPAY"))
                        .refusal())
                .isNull();
        running.hears(order, money.pays("RAZORPAY"));
        completes(order);
    }

    /** Also one that took the order and did not say so. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGatewayThatCannotBeReachedLeavesAnOrderThatCanBePaidElsewhere(boolean tookIt) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        running.ledger()
                .fault(
                        "Payment.Initiate",
                        (tookIt ? Fault.answerLost() : Fault.down()).lasting(Duration.ofSeconds(30)));
        CompletableFuture<Phase1Answer> click = running.clicking(order);
        running.after(Duration.ofSeconds(60), () -> {
            // From here on, so that nothing depends on how fast time skips while the wish is on its way.
            money.customersAreQuick();
            running.asksLater(
                    order, "retryPayment", new RetryPayment(Orders.paymentId(running.id(order), 1), "RAZORPAY"));
        });

        completes(order);

        assertThat(click.join().payment().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(click.join().payment().get(0).code()).isEqualTo("GATEWAY_UNAVAILABLE");
    }

    @Test
    void aGatewayPaymentIsChangedToCash() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));

        VerbAnswer changed = running.asks(order, "switchToCod", new SwitchToCod(payment));

        assertThat(changed.refusal()).isNull();
        assertThat(changed.payment().get(0).gateway()).isEqualTo("COD");
        assertThat(changed.payment().get(0).status()).isEqualTo(Status.SUCCESS);
        completes(order);
        assertThat(money.dueAtTheDoor()).isEqualByComparingTo(TOTAL);
    }

    @Test
    void whoPaysAtTheGatewayAfterChangingToCashGetsItBack() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.asks(order, "switchToCod", new SwitchToCod(payment));
        running.after(Duration.ofMinutes(2), () -> money.pays("PHONEPE"));

        completes(order);

        assertThat(money.refunded()).hasSize(1);
    }

    @Test
    void whereNoCashIsTakenNothingChanges() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.ledger()
                .fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED").once());

        VerbAnswer refused = running.asks(order, "switchToCod", new SwitchToCod(payment));

        assertThat(refused.refusal().code()).isEqualTo("COD_NOT_ALLOWED");
        assertThat(refused.payment().get(0).gateway()).isEqualTo("PHONEPE");
        running.hears(order, money.pays("PHONEPE"));
        completes(order);
    }

    @Test
    void anOperatorHasTheGatewayAsked() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        money.pays("PHONEPE");

        assertThat(running.asks(order, "checkGateway").refusal()).isNull();

        completes(order);
        assertThat(took(order)).isLessThan(Duration.ofSeconds(15));
    }

    // ------------------------------------------------------------------------------------------ it is too late

    @Test
    void anOrderThatNobodyPaysIsGivenUpBeforeItsHoldEnds() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", "219.00"), wallet("200.00")));

        leavesNothing(order, CheckoutState.EXPIRED);

        assertThat(money.walletBalance()).isEqualByComparingTo("1000.00");
        assertThat(running.shop().holdStatus()).as("given back, not run out").containsExactly("RELEASED");
        assertThat(running.ledger().calls("Payment.Status").size()).isBetween(25, 70);
    }

    @Test
    void moneyThatCameWithoutAWordIsFoundByTheLastQuestion() {
        PlaceOrder order = Orders.withPolicy(
                split(running.shop(), at("PHONEPE", TOTAL)),
                new CheckoutPolicy(
                        null,
                        null,
                        null,
                        null,
                        new PollPlan(List.of(new PollPlan.Stage(Duration.ofHours(1), 1))),
                        null,
                        null));
        waiting(order);
        running.after(Duration.ofMinutes(13), () -> money.pays("PHONEPE"));

        completes(order);

        assertThat(took(order)).isBetween(Duration.ofSeconds(865), Duration.ofSeconds(890));
    }

    @Test
    void aGatewayThatDoesNotAnswerUntilTheEndIsTakenForUnpaid() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        running.ledger().fault("Payment.Status", Fault.down().lasting(Duration.ofMinutes(30)));
        running.after(Duration.ofMinutes(14), () -> money.pays("PHONEPE"));

        leavesNothing(order, CheckoutState.EXPIRED);

        assertThat(money.refunded()).as("what came too late goes back").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"8, RAZORPAY, true", "11, PHONEPE, false", "13, RAZORPAY, false", "2, PHONEPE, true"})
    void anotherAttemptNeedsTimeToPay(int minute, String gateway, boolean possible) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        CompletableFuture<VerbAnswer> answer = new CompletableFuture<>();
        running.after(
                Duration.ofMinutes(minute),
                () -> running.asksLater(order, "retryPayment", new RetryPayment(payment, gateway))
                        .thenAccept(answer::complete));

        leavesNothing(order, CheckoutState.EXPIRED);

        assertThat(answer.join().refusal() == null).isEqualTo(possible);
        if (!possible) {
            assertThat(answer.join().refusal().code()).isEqualTo("PAYMENT_WINDOW_OVER");
        }
    }

    // ------------------------------------------------------------------------------------------- it is wrong

    @ParameterizedTest
    @CsvSource({"1.00, INR", "419.01, INR", "419.00, USD"})
    void anotherAmountOrCurrencyNeverCompletesAnOrderAndGoesBackInFull(String amount, String currency) {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));

        running.hears(order, money.paysAs("PHONEPE", amount, currency));

        leavesNothing(order, CheckoutState.EXPIRED);
        assertThat(money.refunded())
                .singleElement()
                .satisfies(refund -> assertThat(refund).isEqualByComparingTo(amount));
        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
    }

    @Test
    void aWrongPaymentDoesNotStandInTheWayOfARightOne() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.hears(order, money.paysAs("PHONEPE", "1.00", "INR"));
        running.tells("not of the amount asked for");
        assertThat(shown().code()).isEqualTo("WRONG_AMOUNT");

        running.asks(order, "retryPayment", new RetryPayment(payment, "RAZORPAY"));
        running.hears(order, money.pays("RAZORPAY"));

        completes(order);
        assertThat(money.refunded())
                .singleElement()
                .satisfies(refund -> assertThat(refund).isEqualByComparingTo("1.00"));
    }

    @Test
    void aWalletThatIsShortRefusesTheOrder() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", "219.00"), wallet("200.00"));
        money.walletHas("199.99");

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal().code()).isEqualTo("INSUFFICIENT_BALANCE");
        leavesNothing(order, CheckoutState.REJECTED);
    }

    @Test
    void aDebitWhoseAnswerIsLostIsGivenBack() {
        PlaceOrder order = split(running.shop(), wallet(TOTAL));
        running.ledger().fault("Payment.Initiate", Fault.answerLost());

        assertThat(running.click(order).refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");

        leavesNothing(order, CheckoutState.REJECTED);
        assertThat(money.walletBalance()).isEqualByComparingTo("1000.00");
    }

    @Test
    void cashThatIsRefusedGivesBackWhatTheOthersTook() {
        money.customersAreQuick();
        PlaceOrder order = split(running.shop(), at("PHONEPE", "119.00"), wallet("100.00"), door("200.00"));
        running.ledger()
                .fault(
                        "Payment.Initiate",
                        Fault.refuses(422, "COD_NOT_ALLOWED").after(1).once());

        assertThat(running.click(order).refusal()).isNotNull();

        leavesNothing(order, CheckoutState.REJECTED);
        assertThat(money.walletBalance()).isEqualByComparingTo("1000.00");
    }

    // ------------------------------------------------------------------------------------- it is called off

    @Test
    void whoCallsAnOrderOffWhileItWaitsOwesNothing() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", "219.00"), wallet("200.00")));

        VerbAnswer answer = running.asks(order, "cancel");

        assertThat(answer.refusal()).isNull();
        assertThat(answer.state()).isEqualTo(CheckoutState.CANCELLED);
        assertThat(answer.payment()).extracting(Payment::status).containsExactly(Status.CANCELLED, Status.REFUNDED);
        assertThat(running.shop().cart().lockedBy())
                .as("the cart is open at once")
                .isNull();
        leavesNothing(order, CheckoutState.CANCELLED);
    }

    @Test
    void whatIsPaidAfterTheOrderWasCalledOffGoesBack() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        running.asks(order, "cancel");
        running.after(Duration.ofMinutes(2), () -> money.pays("PHONEPE"));

        leavesNothing(order, CheckoutState.CANCELLED);

        assertThat(money.refunded()).hasSize(1);
        assertThat(running.shop().postscripts())
                .containsExactly("Payment at PHONEPE is not needed any more", "Refund by PHONEPE is through");
    }

    @Test
    void whatIsOnlyAuthorisedIsNeverTakenOnceTheOrderIsCalledOff() {
        PlaceOrder order = waiting(split(running.shop(), at("RAZORPAY", TOTAL)));
        running.asks(order, "cancel");
        money.authorizes("RAZORPAY");

        leavesNothing(order, CheckoutState.CANCELLED);

        assertThat(running.ledger().done("Payment.Capture")).isZero();
    }

    @Test
    void anOrderThatIsPaidCannotBeCalledOff() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        running.ledger().fault("Notification.Send", Fault.down().lasting(Duration.ofHours(1)));
        running.hears(order, money.pays("PHONEPE"));
        running.tells("confirmed");

        assertThat(running.asks(order, "cancel").refusal().code()).isEqualTo("ORDER_DECIDED");
        assertThat(running.asks(order, "retryPayment", new RetryPayment(shown().id(), null))
                        .refusal()
                        .code())
                .isEqualTo("ORDER_DECIDED");

        completes(order);
    }

    @Test
    void anOperatorCallsItOffInTheTemporalUi() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));

        running.run(order).cancel();

        await().until(() -> running.shop().cart().lockedBy() == null);
        assertThat(catchEnd(order)).isNotNull();
        Aftermath.nothingLeft(running, order, CheckoutState.CANCELLED);
    }

    private Throwable catchEnd(PlaceOrder order) {
        return catchThrowable(() -> running.end(order));
    }

    @Test
    void wishesThatMakeNoSenseAreRefused() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", "219.00"), wallet("200.00"));
        Phase1Answer answer = running.click(order);
        String walletPayment = answer.payment().get(1).id();

        assertThat(running.asks(order, "retryPayment", new RetryPayment("pay_unknown", null))
                        .refusal()
                        .code())
                .isEqualTo("PAYMENT_NOT_FOUND");
        assertThat(running.asks(order, "retryPayment", new RetryPayment(walletPayment, null))
                        .refusal()
                        .code())
                .isEqualTo("PAYMENT_NOT_RETRYABLE");
        assertThat(running.asks(order, "switchToCod", new SwitchToCod(walletPayment))
                        .refusal()
                        .code())
                .isEqualTo("PAYMENT_NOT_RETRYABLE");
        running.hears(order, money.pays("PHONEPE"));
        completes(order);
    }

    // -------------------------------------------------------------------------------------------- refunds

    @Test
    void aRefundIsFollowedToItsEnd() {
        money.refundsTakeTime();
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        running.asks(order, "cancel");
        money.pays("PHONEPE");
        running.after(Duration.ofHours(3), () -> money.refundsComplete());

        leavesNothing(order, CheckoutState.CANCELLED);

        assertThat(running.ledger().done("Payment.Refund"))
                .as("one refund, asked after again and again")
                .isOne();
    }

    @Test
    void aRefundThatFailedIsFollowedByAnotherOne() {
        money.refundsFail(2);
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        running.asks(order, "cancel");
        money.pays("PHONEPE");

        leavesNothing(order, CheckoutState.CANCELLED);

        assertThat(running.ledger().done("Payment.Refund")).isEqualTo(3);
        String guardian = PaymentGuardianWorkflow.workflowId(money.attempts().get(0));
        assertThat(running.values(guardian, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
    }

    private Duration took(PlaceOrder order) {
        List<HistoryEvent> events = running.history(running.id(order));
        return Duration.ofMillis(
                Timestamps.toMillis(events.get(events.size() - 1).getEventTime())
                        - Timestamps.toMillis(events.get(0).getEventTime()));
    }

    // ------------------------------------------------------------------------------- verbs at awkward moments

    @Test
    void whereNoCashWasTakenItCanBeAskedForAgain() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.ledger()
                .fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED").once());
        running.asks(order, "switchToCod", new SwitchToCod(payment));

        assertThat(running.asks(order, "switchToCod", new SwitchToCod(payment)).refusal())
                .isNull();

        completes(order);
    }

    @Test
    void anAttemptBehindARefusedChangeToCashIsItsOwn() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.ledger()
                .fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED").once());
        running.asks(order, "switchToCod", new SwitchToCod(payment));
        running.asks(order, "retryPayment", new RetryPayment(payment, "RAZORPAY"));
        money.paysTheFirst("PHONEPE");
        running.hears(order, money.pays("RAZORPAY"));

        completes(order);
        assertThat(money.refunded()).hasSize(1);
    }

    @Test
    void cashThatIsRegisteredWhileTheGatewayIsPaidIsNotCollected() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.ledger().fault("Payment.Initiate", Fault.meanwhile(() -> {
            running.hears(order, money.pays("PHONEPE"));
            running.tells("confirmed");
        }));

        VerbAnswer late = running.asks(order, "switchToCod", new SwitchToCod(payment));

        assertThat(late.refusal()).isNotNull();
        completes(order);
        assertThat(money.dueAtTheDoor()).isEqualByComparingTo("0");
    }

    @Test
    void whoCallsOffWhileAnotherAttemptIsBegunOwesNothing() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        running.ledger().fault("Payment.Initiate", Fault.meanwhile(() -> {
            running.asksLater(order, "cancel");
            running.tells("called off");
        }));
        money.customersAreQuick();

        running.asksLater(order, "retryPayment", new RetryPayment(payment, "RAZORPAY"));

        leavesNothing(order, CheckoutState.CANCELLED);
    }

    @Test
    void aPaymentIsNotTriedForEver() {
        PlaceOrder order = split(running.shop(), at("PHONEPE", TOTAL));
        String payment = first(running.click(order));
        for (int i = 0; i < 5; i++) {
            assertThat(running.asks(order, "retryPayment", new RetryPayment(payment, null))
                            .refusal())
                    .isNull();
        }

        assertThat(running.asks(order, "retryPayment", new RetryPayment(payment, null))
                        .refusal()
                        .code())
                .isEqualTo("PAYMENT_ATTEMPTS_USED_UP");
        running.hears(order, money.paysTheFirst("PHONEPE"));
        completes(order);
    }

    /** However many hints there are, a gateway is asked about once a second. */
    @Test
    void manyHintsAreNotManyQuestions() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        String attempt = running.shop().routes().get(0).attemptId();
        for (int i = 0; i < 20; i++) {
            running.hears(order, attempt);
        }
        running.after(Duration.ofSeconds(10), () -> running.hears(order, money.pays("PHONEPE")));

        completes(order);

        assertThat(running.ledger().calls("Payment.Status"))
                .as("in ten seconds, and one for the payment")
                .hasSizeLessThan(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cart.Lock", "Inventory.Reserve", "Order.Create", "Payment.Initiate"})
    void whoCallsOffInPhase1OwesNothing(String during) {
        PlaceOrder order = split(running.shop(), at("PHONEPE", "219.00"), wallet("200.00"));
        running.ledger().fault(during, Fault.meanwhile(() -> {
            running.asksLater(order, "cancel");
        }));

        Phase1Answer answer = running.click(order);

        leavesNothing(order, CheckoutState.CANCELLED);
        assertThat(money.walletBalance()).isEqualByComparingTo("1000.00");
        assertThat(answer.refusal() == null || answer.refusal().code().equals("CHECKOUT_CANCELLED"))
                .isTrue();
    }

    @Test
    void callingOffTwiceIsOnce() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", TOTAL)));
        running.ledger().fault("Payment.Cancel", Fault.down().lasting(Duration.ofMinutes(1)));
        running.asks(order, "cancel");

        assertThat(running.asks(order, "cancel").state()).isEqualTo(CheckoutState.CANCELLED);

        leavesNothing(order, CheckoutState.CANCELLED);
    }

    @Test
    void whatHasLapsedCanStillBeCalledOff() {
        money.refundsTakeTime();
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", "219.00"), at("RAZORPAY", "200.00")));
        running.hears(order, money.pays("PHONEPE"));
        CompletableFuture<VerbAnswer> late = new CompletableFuture<>();
        running.after(
                Duration.ofMinutes(20), () -> running.asksLater(order, "cancel").thenAccept(late::complete));
        running.after(Duration.ofMinutes(40), () -> money.refundsComplete());

        leavesNothing(order, CheckoutState.CANCELLED);

        assertThat(late.join().refusal()).isNull();
        assertThat(money.refunded()).hasSize(1);
    }

    /** Each kind of payment fails while each other one succeeds. */
    @ParameterizedTest
    @CsvSource({
        "PHONEPE, RAZORPAY, EXPIRED",
        "PHONEPE, STORE-WALLET, EXPIRED",
        "PHONEPE, COD, EXPIRED",
        "RAZORPAY, PHONEPE, EXPIRED",
        "RAZORPAY, STORE-WALLET, EXPIRED",
        "RAZORPAY, COD, EXPIRED",
        "STORE-WALLET, PHONEPE, REJECTED",
        "STORE-WALLET, RAZORPAY, REJECTED",
        "STORE-WALLET, COD, REJECTED",
        "COD, PHONEPE, REJECTED",
        "COD, RAZORPAY, REJECTED",
        "COD, STORE-WALLET, REJECTED"
    })
    void onePaymentFailsWhileTheOtherSucceeds(String fails, String succeeds, CheckoutState end) {
        money.customersAreQuick();
        money.refuses(fails);
        PlaceOrder order = split(running.shop(), by(succeeds, "219.00"), by(fails, "200.00"));

        assertThat(running.click(order).refusal() == null).isEqualTo(end == CheckoutState.EXPIRED);

        leavesNothing(order, end);
        assertThat(money.walletBalance()).isEqualByComparingTo("1000.00");
    }

    private static PaymentInstruction by(String gateway, String amount) {
        return switch (gateway) {
            case "STORE-WALLET" -> wallet(amount);
            case "COD" -> door(amount);
            default -> at(gateway, amount);
        };
    }
}
