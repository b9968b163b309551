package dev.orchestra.checkout;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Fault.Kind;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Write;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A failure of every kind at every step: ordered once, or nothing left. */
@Timeout(20)
class PlaceOrderFaultsTest {

    private static final String TOTAL = "409.00";

    /** As many tries as a step of phase 1 makes. */
    private static final int TRIES = 3;

    @RegisterExtension
    final RunningShop running = new RunningShop();

    /**
     * A step as a test finds it.
     *
     * @param calls of the same activity that come before it in an undisturbed run
     */
    record At(String number, String activity, int calls) {
        @Override
        public String toString() {
            return number + " " + activity;
        }
    }

    static Stream<At> phase1() {
        return Stream.of(
                new At("record 1", "Orders.Record", 0),
                new At("1", "Cart.Lock", 0),
                new At("1a.2", "Product.Search", 0),
                new At("1a.4", "SellerAdmin.Stores", 0),
                new At("1a.5", "SellerAdmin.TaxSettings", 0),
                new At("1a.7", "Shipping.CalculateRate", 0),
                new At("1a.8", "Marketing.ApplicablePromotions", 0),
                new At("1a.9", "Marketing.ValidateCoupons", 0),
                new At("1a.9a", "Loyalty.Quote", 0),
                new At("1a.10", "Cart.Compute", 0),
                new At("2a", "Inventory.CheckAvailability", 0),
                new At("2b", "Product.Search", 1),
                new At("2c", "Marketing.ValidateCoupons", 1),
                new At("record 2", "Orders.Record", 1),
                new At("3", "Inventory.Reserve", 0),
                new At("3a", "Marketing.HoldCoupons", 0),
                new At("3b", "Loyalty.Hold", 0),
                new At("4", "Order.Create", 0),
                new At("5", "Order.CreateSubOrders", 0),
                new At("6", "Order.SetPaymentStatus", 0),
                new At("7c", "Payment.Initiate", 0),
                new At("record 3", "Orders.Record", 2));
    }

    static Stream<At> phase2() {
        return Stream.of(
                new At("8", "Inventory.Deduct", 0),
                new At("record 4", "Orders.Record", 3),
                new At("8a", "Order.Confirm", 0),
                new At("9", "Marketing.CouponsUsed", 0),
                new At("9a", "Loyalty.Burn", 0),
                new At("9b", "Loyalty.Earn", 0),
                new At("10", "Cart.Delete", 0),
                new At("11", "Caching.Delete", 0),
                new At("record 5", "Orders.Record", 4),
                new At("12", "Notification.Send", 0),
                new At("13", "Event.Publish", 0));
    }

    static Stream<At> undos() {
        return Stream.of(
                new At("undo 1", "Cart.Unlock", 0),
                new At("undo 3", "Inventory.ReleaseReservations", 0),
                new At("undo 3a", "Marketing.ReleaseCoupons", 0),
                new At("undo 3b", "Loyalty.Release", 0),
                new At("undo 4", "Order.Cancel", 0),
                new At("undo 7", "Payment.Cancel", 0));
    }

    static Stream<Arguments> onceAnywhere() {
        return Stream.concat(phase1(), phase2())
                .flatMap(at -> Stream.of(Kind.DOWN, Kind.ANSWER_LOST).map(kind -> Arguments.of(at, kind)));
    }

    static Stream<Arguments> forEverInPhase1() {
        return phase1().flatMap(at ->
                Stream.of(Kind.DOWN, Kind.ANSWER_LOST, Kind.ARRIVES_LATE).map(kind -> Arguments.of(at, kind)));
    }

    static Stream<Arguments> forAnHourInPhase2() {
        return forAnHour(phase2());
    }

    static Stream<Arguments> forAnHourInTheUndo() {
        return forAnHour(undos());
    }

    private static Stream<Arguments> forAnHour(Stream<At> steps) {
        return steps.flatMap(at -> Stream.of(Kind.DOWN, Kind.ANSWER_LOST).map(kind -> Arguments.of(at, kind)));
    }

    /** A basket that takes every step: not computed, with coupon, points and delivery. */
    private PlaceOrder everyStep() {
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        running.shop().basketIsDelivered();
        running.shop().hasPoints(FakeShop.OWNER, 50);
        running.shop().redeems(running.shop().cartId(), 50);
        running.shop().basketIsNotComputed();
        return Orders.cash(running.shop(), TOTAL);
    }

    @ParameterizedTest(name = "{1} once at {0}")
    @MethodSource("onceAnywhere")
    void oneFailureIsNotNoticed(At at, Kind kind) {
        PlaceOrder order = everyStep();
        running.ledger().fault(at.activity(), Fault.of(kind).after(at.calls()).once());

        assertThat(running.click(order).refusal()).isNull();

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        Aftermath.orderedOnce(running, order, TOTAL);
    }

    @ParameterizedTest(name = "{1} at {0}")
    @MethodSource("forEverInPhase1")
    void aServiceThatStaysAwayInPhase1LeavesNothingBehind(At at, Kind kind) {
        PlaceOrder order = everyStep();
        running.ledger().fault(at.activity(), Fault.of(kind).after(at.calls()).times(TRIES));

        Phase1Answer answer = running.click(order);

        assertThat(answer.order()).isNull();
        assertThat(answer.refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
        running.ledger().deliverLate();
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    @ParameterizedTest(name = "{1} for an hour at {0}")
    @MethodSource("forAnHourInPhase2")
    void aServiceThatStaysAwayInPhase2IsWaitedFor(At at, Kind kind) {
        PlaceOrder order = everyStep();
        running.ledger().fault(at.activity(), Fault.of(kind).after(at.calls()).lasting(Duration.ofHours(1)));

        assertThat(running.click(order).refusal())
                .as("the customer is told at once")
                .isNull();

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
        Aftermath.orderedOnce(running, order, TOTAL);
    }

    @ParameterizedTest(name = "refused for an hour at {0}")
    @MethodSource("insistedOn")
    void aServiceThatRefusesInPhase2IsAskedAgain(At at) {
        PlaceOrder order = everyStep();
        running.ledger().fault(at.activity(), Fault.refuses(409, "NOT_NOW").lasting(Duration.ofHours(1)));

        assertThat(running.click(order).refusal()).isNull();

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        List<Boolean> attention = running.values(order, SearchAttributes.NEEDS_ATTENTION);
        assertThat(attention).startsWith(true).endsWith(false);
        Aftermath.orderedOnce(running, order, TOTAL);
    }

    /** Our own tables never refuse, and an order does not wait for a coupon or points that are gone after all. */
    static Stream<At> insistedOn() {
        return phase2().filter(at -> !List.of("Orders.Record", "Marketing.CouponsUsed", "Loyalty.Burn")
                .contains(at.activity()));
    }

    @ParameterizedTest
    @CsvSource({"Marketing.CouponsUsed, USED_UP", "Loyalty.Burn, INSUFFICIENT_POINTS"})
    void whatIsGoneAfterAllCostsTheShopNotTheCustomer(String activity, String code) {
        PlaceOrder order = everyStep();
        running.ledger().fault(activity, Fault.refuses(409, code));

        assertThat(running.click(order).refusal()).isNull();

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true);
        assertThat(running.shop().cart())
                .as("the cart is not kept locked for it")
                .isNull();
        assertThat(running.shop().sent()).hasSize(3);
    }

    /** A task of phase 1 can be lost with its worker after all its effects, and its repetition refused before any of them. */
    @Test
    void whatALostTaskDidIsUndoneWhenItsRepetitionIsRefusedEarlier() {
        PlaceOrder order = everyStep();
        String run = running.id(order);
        String orderId = PlaceOrderWorkflowImpl.orderId(run);
        var services = running.shop().activities();
        ((InventoryService) services.get(InventoryService.class))
                .reserve(new Write<>(
                        run + "/3",
                        new InventoryService.Reserve(
                                orderId, order.cartId(), 900, List.of(new InventoryService.Item(CASE, null, 1)))));
        ((MarketingService) services.get(MarketingService.class))
                .holdCoupons(new Write<>(
                        run + "/3a",
                        new MarketingService.CouponsHold(
                                orderId,
                                order.cartId(),
                                order.attempt(),
                                order.ownerId(),
                                List.of(FakeShop.COUPON),
                                900)));
        ((LoyaltyService) services.get(LoyaltyService.class))
                .hold(new Write<>(
                        run + "/3b",
                        new LoyaltyService.Hold(orderId, order.cartId(), order.attempt(), order.ownerId(), 50, 900)));
        ((OrderService) services.get(OrderService.class))
                .create(new Write<>(
                        run + "/4",
                        new OrderService.CreateOrder(
                                orderId,
                                "MASTER",
                                "PENDING",
                                order.cartId(),
                                order.ownerId(),
                                order.channel(),
                                "INR",
                                order.totalOrderAmount(),
                                null,
                                List.of(),
                                null)));
        ((PaymentService) services.get(PaymentService.class))
                .initiate(new Write<>(
                        run + "/7c/1/1",
                        new PaymentService.Initiate(
                                Steps.id("pa_", run, "/7/1/1"),
                                Steps.id("pay_", run, "/7/1"),
                                orderId,
                                order.ownerId(),
                                "MANUAL",
                                "COD",
                                order.totalOrderAmount(),
                                "INR",
                                null,
                                null,
                                null,
                                null)));
        assertThat(running.shop().holdStatus()).containsExactly("HELD");
        assertThat(running.shop().couponHolds()).containsExactly("HELD");
        assertThat(running.shop().pointHolds()).containsExactly("HELD");
        running.ledger().fault("Product.Search", Fault.down());

        assertThat(running.click(order).refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");

        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    @ParameterizedTest(name = "{1} for an hour at {0}")
    @MethodSource("forAnHourInTheUndo")
    void anUndoGoesOnUntilItIsThrough(At at, Kind kind) {
        PlaceOrder order = everyStep();
        // Refused at the last step of phase 1, so that there is everything to undo.
        running.ledger().fault("Orders.Record", Fault.down().after(2).times(TRIES));
        running.ledger().fault(at.activity(), Fault.of(kind).after(at.calls()).lasting(Duration.ofHours(1)));
        CompletableFuture<Phase1Answer> answer = running.clicking(order);

        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);
        assertThat(answer.join().refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");

        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
        List<String> done = running.ledger().done();
        assertThat(done.indexOf("Cart.Unlock"))
                .as("the cart opens when nothing is held any more")
                .isGreaterThan(done.indexOf("Inventory.ReleaseReservations"))
                .isGreaterThan(done.indexOf("Order.Cancel"))
                .isGreaterThan(done.indexOf("Payment.Cancel"));
        assertThat(answerTook(order)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aRefusalIsWrittenDownBeforeItIsTold() {
        PlaceOrder order = everyStep();
        running.ledger().fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED"));
        running.ledger().fault("Orders.Record", Fault.down().after(2).lasting(Duration.ofHours(1)));
        CompletableFuture<Phase1Answer> answer = running.clicking(order);

        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);

        assertThat(answer.join().refusal().code()).isEqualTo("COD_NOT_ALLOWED");
        assertThat(answerTook(order)).isGreaterThan(Duration.ofMinutes(59));
        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    private Duration answerTook(PlaceOrder order) {
        List<HistoryEvent> events = running.history(running.id(order));
        HistoryEvent answered = events.stream()
                .filter(HistoryEvent::hasWorkflowExecutionUpdateCompletedEventAttributes)
                .findFirst()
                .orElseThrow();
        return Duration.ofMillis(Timestamps.toMillis(answered.getEventTime())
                - Timestamps.toMillis(events.get(0).getEventTime()));
    }
}
