package dev.orchestra.checkout;

import static dev.orchestra.checkout.Orders.at;
import static dev.orchestra.checkout.Orders.split;
import static dev.orchestra.checkout.Orders.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.checkout.CheckoutVerbs.RetryPayment;
import dev.orchestra.checkout.CheckoutVerbs.SwitchToCod;
import dev.orchestra.checkout.CheckoutVerbs.VerbAnswer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakePayments;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.PaymentGuardianWorkflow;
import dev.orchestra.payment.PaymentGuardianWorkflow.Guard;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Money that comes when the stock is not held any more: in the late window, behind it, and days later. */
@Timeout(30)
class LatePaymentTest {

    private static final String TOTAL = "419.00";

    /** From the click to the end of the wait: 15 minutes of hold without its margin. */
    private static final Duration HELD = Duration.ofSeconds(870);

    @RegisterExtension
    final RunningShop running = new RunningShop();

    private FakePayments money;

    @BeforeEach
    void money() {
        money = running.shop().payments();
    }

    private PlaceOrder waiting(String gateway) {
        return waiting(split(running.shop(), at(gateway, TOTAL)));
    }

    private PlaceOrder waiting(PlaceOrder order) {
        assertThat(running.click(order).refusal()).isNull();
        return order;
    }

    /** By a webhook, so long after the hold's end. */
    private void paid(PlaceOrder order, String gateway, Duration late) {
        running.after(HELD.plus(late), () -> running.hearsWhoeverIsAtIt(order, money.pays(gateway)));
    }

    private void endsAs(PlaceOrder order, CheckoutState end) {
        assertThat(running.end(order)).isEqualTo(end);
        if (end == CheckoutState.COMPLETED) {
            assertThat(money.kept()).isEqualByComparingTo(TOTAL);
            assertThat(running.shop().holdStatus()).doesNotContain("HELD").containsOnlyOnce("DEDUCTED");
            assertThat(running.shop().cart()).isNull();
        } else {
            Aftermath.nothingLeft(running, order, end);
        }
    }

    private List<CheckoutState> states() {
        return running.shop().timeline().stream()
                .map(OrderEntry::state)
                .distinct()
                .toList();
    }

    // -------------------------------------------------------------------------------------- around the hold's end

    @ParameterizedTest
    @CsvSource({"-1, false", "1, true", "300, true", "590, true"})
    void aroundTheEndOfTheHoldThePaymentMakesTheOrder(int seconds, boolean late) {
        PlaceOrder order = waiting("RAZORPAY");
        paid(order, "RAZORPAY", Duration.ofSeconds(seconds));

        endsAs(order, CheckoutState.COMPLETED);

        assertThat(states().contains(CheckoutState.LAPSED)).isEqualTo(late);
        assertThat(running.shop().holdStatus()).hasSize(late ? 2 : 1);
        assertThat(running.shop().sent()).hasSize(3);
        assertThat(running.shop().events()).hasSize(1);
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    /** The timer and the webhook at one time: which of them is first is nobody's to say, and either way it ends whole. */
    @ParameterizedTest
    @ValueSource(ints = {0, 600})
    void atTheVeryEndOfAWindowItIsOneOrTheOther(int seconds) {
        PlaceOrder order = waiting("RAZORPAY");
        paid(order, "RAZORPAY", Duration.ofSeconds(seconds));

        CheckoutState end = running.run(order).getResult(CheckoutState.class);

        assertThat(end).isIn(CheckoutState.COMPLETED, seconds == 0 ? CheckoutState.COMPLETED : CheckoutState.EXPIRED);
        endsAs(order, end);
    }

    @ParameterizedTest
    @CsvSource({"PT11M", "PT3H", "P4D"})
    void behindTheLateWindowItGoesBack(Duration late) {
        PlaceOrder order = waiting("PHONEPE");
        running.after(HELD.plus(late), () -> money.pays("PHONEPE"));

        endsAs(order, CheckoutState.EXPIRED);

        assertThat(states()).containsSubsequence(CheckoutState.LAPSED, CheckoutState.EXPIRED);
        assertThat(money.refunded())
                .singleElement()
                .satisfies(back -> assertThat(back).isEqualByComparingTo(TOTAL));
        assertThat(running.shop().postscripts())
                .containsExactly("Payment at PHONEPE is not needed any more", "Refund by PHONEPE is through");
    }

    @Test
    void whileItIsLapsedNothingIsHeldAndTheCartIsOpen() {
        PlaceOrder order = waiting(split(running.shop(), at("RAZORPAY", "219.00"), wallet("200.00")));
        running.after(HELD.plusSeconds(60), () -> {
            assertSoon(() -> running.shop().holdStatus().equals(List.of("RELEASED")));
            assertThat(running.shop().cart().lockedBy()).isNull();
            assertThat(running.shop().orders().get(0).orderStatus()).isEqualTo("PENDING");
            assertThat(money.walletBalance()).isEqualByComparingTo("800.00");
        });

        endsAs(order, CheckoutState.EXPIRED);

        assertThat(money.walletBalance()).isEqualByComparingTo("1000.00");
    }

    /** In a callback time stands still: what is asserted has been so for a while. */
    private static void assertSoon(java.util.function.BooleanSupplier condition) {
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void aGatewayAndAWalletMakeTheOrderLate() {
        PlaceOrder order = waiting(split(running.shop(), at("RAZORPAY", "219.00"), wallet("200.00")));
        paid(order, "RAZORPAY", Duration.ofMinutes(2));

        endsAs(order, CheckoutState.COMPLETED);

        assertThat(money.walletBalance()).isEqualByComparingTo("800.00");
    }

    // -------------------------------------------------------------------------------------- it cannot be had any more

    @Test
    void paidLateWhenTheStockIsGoneItGoesBack() {
        PlaceOrder order = waiting("RAZORPAY");
        running.after(HELD.plusSeconds(30), () -> running.shop().stock(FakeShop.MUG, null, 0));
        paid(order, "RAZORPAY", Duration.ofMinutes(2));

        assertThat(running.end(order)).isEqualTo(CheckoutState.EXPIRED);

        running.shop().stock(FakeShop.MUG, null, 10);
        Aftermath.nothingLeft(running, order, CheckoutState.EXPIRED);
        assertThat(money.refunded()).hasSize(1);
        assertThat(running.shop().timeline())
                .last()
                .satisfies(entry -> assertThat(entry.detail()).isEqualTo("PAID_TOO_LATE"));
    }

    @Test
    void paidLateWhenTheCartHasChangedItGoesBack() {
        PlaceOrder order = waiting("RAZORPAY");
        running.after(HELD.plusSeconds(30), () -> running.shop().addsToBasket(FakeShop.MUG));
        paid(order, "RAZORPAY", Duration.ofMinutes(2));

        endsAs(order, CheckoutState.EXPIRED);

        assertThat(money.refunded()).hasSize(1);
    }

    @Test
    void paidLateWhenThePriceHasChangedItGoesBack() {
        PlaceOrder order = waiting("RAZORPAY");
        running.after(HELD.plusSeconds(30), () -> running.shop().sells(FakeShop.MUG, "store_b", "125.00", "ACTIVE"));
        paid(order, "RAZORPAY", Duration.ofMinutes(2));

        assertThat(running.end(order)).isEqualTo(CheckoutState.EXPIRED);

        assertThat(money.kept()).isEqualByComparingTo("0");
        assertThat(running.shop().holdStatus()).doesNotContain("HELD", "DEDUCTED");
        assertThat(running.shop().cart().lockedBy()).isNull();
    }

    @Test
    void paidLateWhenTheCartIsBeingOrderedAnewItGoesBack() {
        PlaceOrder order = waiting("RAZORPAY");
        running.after(HELD.plusSeconds(30), () -> running.shop().lockBasket("order_2"));
        paid(order, "RAZORPAY", Duration.ofMinutes(2));

        assertThat(running.end(order)).isEqualTo(CheckoutState.EXPIRED);

        assertThat(money.kept()).isEqualByComparingTo("0");
        assertThat(running.shop().cart().lockedBy()).as("whose it is now").isEqualTo("order_2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cart.Relock", "Inventory.Reserve", "Product.Search"})
    void aServiceThatIsAwayThenIsWaitedFor(String activity) {
        PlaceOrder order = waiting("RAZORPAY");
        running.after(
                HELD.plusSeconds(90),
                () -> running.ledger().fault(activity, Fault.down().lasting(Duration.ofMinutes(20))));
        paid(order, "RAZORPAY", Duration.ofMinutes(2));

        endsAs(order, CheckoutState.COMPLETED);

        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Inventory.ReleaseReservations", "Cart.Unlock"})
    void whatCannotBeLetGoCallsAnOperator(String activity) {
        PlaceOrder order = waiting("RAZORPAY");
        running.ledger().fault(activity, Fault.down().lasting(Duration.ofMinutes(30)));

        endsAs(order, CheckoutState.EXPIRED);

        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
    }

    // -------------------------------------------------------------------------------------- what customers may do

    @Test
    void whoCallsOffALapsedOrderGetsEverythingBack() {
        PlaceOrder order = waiting("RAZORPAY");
        CompletableFuture<VerbAnswer> cancelled = new CompletableFuture<>();
        running.after(
                HELD.plusSeconds(60), () -> running.asksLater(order, "cancel").thenAccept(cancelled::complete));
        running.after(HELD.plusSeconds(120), () -> money.pays("RAZORPAY"));

        endsAs(order, CheckoutState.CANCELLED);

        assertThat(cancelled.join().refusal()).isNull();
        assertThat(money.refunded()).hasSize(1);
    }

    @Test
    void aLapsedOrderIsNotTriedAgainNorPaidAtTheDoor() {
        PlaceOrder order = waiting("RAZORPAY");
        String payment = Orders.paymentId(running.id(order), 1);
        CompletableFuture<VerbAnswer> retried = new CompletableFuture<>();
        CompletableFuture<VerbAnswer> switched = new CompletableFuture<>();
        running.after(HELD.plusSeconds(60), () -> {
            running.asksLater(order, "retryPayment", new RetryPayment(payment, "RAZORPAY"))
                    .thenAccept(retried::complete);
            running.asksLater(order, "switchToCod", new SwitchToCod(payment)).thenAccept(switched::complete);
        });

        endsAs(order, CheckoutState.EXPIRED);

        assertThat(retried.join().refusal().code()).isEqualTo("PAYMENT_WINDOW_OVER");
        assertThat(switched.join().refusal().code()).isEqualTo("PAYMENT_WINDOW_OVER");
    }

    // -------------------------------------------------------------------------------------- guardians

    @Test
    void aRefundThatTimesOutFailsAndSucceedsUnderANewNumberIsOne() {
        PlaceOrder order = waiting("PHONEPE");
        running.asks(order, "cancel");
        running.after(Duration.ofHours(1), () -> {
            money.refundsFail(1);
            running.ledger().fault("Payment.Refund", Fault.answerLost().once());
            money.pays("PHONEPE");
        });

        endsAs(order, CheckoutState.CANCELLED);

        assertThat(money.refunded()).hasSize(1);
        String guardian = PaymentGuardianWorkflow.workflowId(money.attempts().get(0));
        assertThat(running.values(guardian, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    /** After 6 minutes nobody answers; the next question is due 5 minutes later, as that one was, and not 15. */
    @Test
    void aQuestionThatNobodyAnsweredIsAskedAgainAsSoon() {
        PlaceOrder order = waiting("PHONEPE");
        running.asks(order, "cancel");
        running.after(Duration.ofMinutes(2), () -> {
            money.pays("PHONEPE");
            running.ledger().fault("Payment.Status", Fault.down().lasting(Duration.ofMinutes(4)));
        });
        AtomicInteger refunds = new AtomicInteger();
        running.after(Duration.ofMinutes(12), () -> refunds.set(money.refunded().size()));

        endsAs(order, CheckoutState.CANCELLED);

        assertThat(refunds).as("refunds after 12 minutes").hasValue(1);
    }

    /** A closed row that moves again: another payment of a customer whose order is complete. */
    @Test
    void whoPaysACompletedOrderOnceMoreGetsTheSecondPaymentBack() {
        PlaceOrder order = waiting("RAZORPAY");
        running.hears(order, money.pays("RAZORPAY"));
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        Route closed = running.shop().routes().get(0);
        assertThat(closed.owner()).isEqualTo(RouteOwner.CLOSED);
        money.paysOnTop("RAZORPAY");

        guard(closed, Duration.ofDays(5));

        running.guardiansEnd();
        Aftermath.orderedOnce(running, order, TOTAL);
        assertThat(money.refunded())
                .singleElement()
                .satisfies(back -> assertThat(back).isEqualByComparingTo(TOTAL));
    }

    @Test
    void whoPaysTwiceBeforeTheOrderIsCompleteGetsTheSecondPaymentBack() {
        PlaceOrder order = waiting(split(running.shop(), at("PHONEPE", "200.00"), at("RAZORPAY", "219.00")));
        running.hears(order, money.pays("RAZORPAY"));
        running.tells("Payment at RAZORPAY received");
        running.hears(order, money.paysOnTop("RAZORPAY"));
        running.hears(order, money.pays("PHONEPE"));

        endsAs(order, CheckoutState.COMPLETED);

        assertThat(money.refunded())
                .singleElement()
                .satisfies(back -> assertThat(back).isEqualByComparingTo("219.00"));
    }

    /** From the row, with what the lost one had begun: the refund that is under way is not another one. */
    @Test
    void aGuardianThatWasTerminatedIsFollowedByAnotherOne() {
        money.refundsTakeTime();
        PlaceOrder order = waiting("PHONEPE");
        money.pays("PHONEPE");
        running.asks(order, "cancel");
        running.run(order).getResult(CheckoutState.class);
        String attempt = money.attempts().get(0);
        org.awaitility.Awaitility.await()
                .until(() -> running.shop().routes().get(0).refundingPaise() > 0
                        && running.ledger().done("Payment.Refund") == 1);
        running.guardian(attempt).terminate("by hand");
        Route row = running.shop().routes().get(0);

        guard(row, Duration.ofDays(5));
        running.after(Duration.ofHours(1), () -> money.refundsComplete());
        running.guardiansEnd();

        assertThat(money.refunded()).hasSize(1);
        assertThat(running.shop().routes().get(0).refunds()).isOne();
        Aftermath.nothingLeft(running, order, CheckoutState.CANCELLED);
    }

    /** Started from a row whose checkout is lost for good: what it may have begun is ended first. */
    @Test
    void theGuardianOfALostCheckoutCancelsItsPayment() {
        PlaceOrder order = waiting("RAZORPAY");
        Route row = running.shop().routes().get(0);
        assertThat(row.owner()).isEqualTo(RouteOwner.CHECKOUT);
        running.run(order).terminate("by hand");

        guard(row, Duration.ofDays(5));
        running.after(Duration.ofHours(2), () -> money.pays("RAZORPAY"));
        running.guardiansEnd();

        assertThat(running.ledger().done("Payment.Cancel")).isOne();
        assertThat(money.kept()).isEqualByComparingTo("0");
    }

    @Test
    void aGuardianThatIsCalledOffGivesTheMoneyBackAllTheSame() {
        PlaceOrder order = waiting("PHONEPE");
        running.asks(order, "cancel");
        running.run(order).getResult(CheckoutState.class);
        running.guardian(money.attempts().get(0)).cancel();
        running.after(Duration.ofHours(2), () -> money.pays("PHONEPE"));
        try {
            running.guardiansEnd();
        } catch (io.temporal.client.WorkflowFailedException cancelled) {
            // As Temporal closes every run that was cancelled.
        }

        assertThat(money.refunded()).hasSize(1);
    }

    private void guard(Route row, Duration watch) {
        PaymentGuardianWorkflow guardian = running.client()
                .newWorkflowStub(
                        PaymentGuardianWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(PaymentGuardianWorkflow.workflowId(row.attemptId()))
                                .setTaskQueue(TaskQueues.CHECKOUT)
                                .build());
        WorkflowClient.start(guardian::watch, new Guard(row, watch));
    }
}
