package dev.orchestra.checkout;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Ledger.Call;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.support.SearchAttributes;
import io.temporal.failure.CanceledFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One cash order, from the click to the end, and what may come between. */
@Timeout(30)
class PlaceOrderTest {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    @Test
    void aCashOrderGoesThroughAllSteps() {
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        PlaceOrder order = Orders.cash(running.shop(), "399.00");

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.fingerprint()).isEqualTo("fingerprint_1");
        assertThat(answer.checkoutRequestId()).isEqualTo("req_1");
        assertThat(answer.order().orderStatus()).isEqualTo("PENDING");
        assertThat(answer.order().paymentStatus()).isEqualTo("PENDING");
        assertThat(answer.order().total()).isEqualByComparingTo("399.00");
        assertThat(answer.order().subOrders()).extracting(SubOrder::storeId).containsExactly("store_a", "store_b");
        assertThat(answer.payment()).singleElement().satisfies(payment -> {
            assertThat(payment.status()).isEqualTo(Payment.Status.SUCCESS);
            assertThat(payment.gateway()).isEqualTo("COD");
            assertThat(payment.amount()).isEqualByComparingTo("399.00");
        });
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        Aftermath.orderedOnce(running, order, "399.00");
        assertThat(running.shop().couponsUsed()).containsExactly(FakeShop.COUPON);
    }

    @Test
    void stepsAreTakenInTheOrderOfTheirNumbers() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.click(order);
        running.end(order);

        List<String> steps = running.ledger().done().stream()
                .filter(activity -> !activity.equals("Orders.Record"))
                .toList();
        assertThat(steps).hasSize(22);
        assertThat(steps.get(0)).isEqualTo("Cart.Lock");
        assertThat(steps.subList(1, 6))
                .as("1a")
                .containsExactlyInAnyOrder(
                        "Product.Search",
                        "SellerAdmin.Stores",
                        "SellerAdmin.TaxSettings",
                        "Marketing.ApplicablePromotions",
                        "Cart.Compute")
                .startsWith("Product.Search")
                .endsWith("Cart.Compute");
        assertThat(steps.subList(6, 9))
                .as("step 2, side by side")
                .containsExactlyInAnyOrder(
                        "Inventory.CheckAvailability", "Product.Search", "Marketing.ValidateCoupons");
        assertThat(steps.subList(9, 19))
                .containsExactly(
                        "Inventory.Reserve",
                        "Order.Create",
                        "Order.CreateSubOrders",
                        "Order.SetPaymentStatus",
                        "Payment.Initiate",
                        "Inventory.Deduct",
                        "Order.Confirm",
                        "Marketing.CouponsUsed",
                        "Cart.Delete",
                        "Caching.Delete");
        assertThat(steps.subList(19, 22))
                .as("9b, 12 and 13, side by side")
                .containsExactlyInAnyOrder("Loyalty.Earn", "Notification.Send", "Event.Publish");
    }

    @Test
    void keysAreDerivedFromTheRunAndTheStep() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.click(order);
        running.end(order);

        String run = running.id(order);
        assertThat(running.ledger().calls())
                .filteredOn(call -> call.key() != null)
                .extracting(Call::key)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrder(
                        run + "/1",
                        run + "/1a.10/1",
                        run + "/3",
                        run + "/4",
                        run + "/5",
                        run + "/6",
                        run + "/7c/1/1",
                        run + "/8",
                        run + "/8a",
                        run + "/9",
                        run + "/9b",
                        run + "/10",
                        run + "/12",
                        run + "/13");
    }

    @Test
    void theTimelineTellsTheStory() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.click(order);
        running.end(order);

        List<OrderEntry> timeline = running.shop().timeline();
        assertThat(timeline).extracting(OrderEntry::sequence).containsExactly(1, 2, 3, 4, 5);
        assertThat(timeline)
                .extracting(OrderEntry::state)
                .containsExactly(
                        CheckoutState.VALIDATING,
                        CheckoutState.HOLDING,
                        CheckoutState.HOLDING,
                        CheckoutState.FULFILLING,
                        CheckoutState.COMPLETED);
        assertThat(timeline).extracting(OrderEntry::decided).containsExactly(false, false, false, true, true);
        assertThat(timeline.get(4).order().orderStatus()).isEqualTo("CONFIRMED");
        assertThat(timeline.get(4).order().paymentStatus()).isEqualTo("PENDING");
        assertThat(timeline.get(4).order().payments()).hasSize(1);
        assertThat(timeline.get(4).order().subOrders())
                .extracting(SubOrder::orderStatus)
                .containsExactly("CONFIRMED", "CONFIRMED");
    }

    @Test
    void twoCashPaymentsShareTheTotal() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.paidBy(
                running.shop(),
                "419.00",
                true,
                Orders.part("400.00", "INR", "MANUAL", "COD"),
                Orders.part("19.00", "INR", "MANUAL", "COD"));

        Phase1Answer answer = running.click(order);

        assertThat(answer.payment())
                .extracting(payment -> payment.amount().toPlainString())
                .containsExactly("400.00", "19.00");
        running.end(order);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void aCartThatChangedIsComputedOnTheWay() {
        running.shop().basket(CASE);
        running.shop().addsToBasket(MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        assertThat(running.click(order).refusal()).isNull();
        running.end(order);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void changedPricesThatComeToTheSameTotalAreNoRefusal() {
        running.shop().basket(CASE, MUG);
        running.shop().sells(CASE, "store_a", "300.00", "ACTIVE");
        running.shop().sells(MUG, "store_b", "119.00", "ACTIVE");
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.order().subOrders())
                .extracting(part -> part.total().toPlainString())
                .containsExactly("300.00", "119.00");
        running.end(order);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void pricesThatChangeWhileTheCartIsBeingJudgedAreSeen() {
        running.shop().basket(CASE, MUG);
        running.shop().basketIsNotComputed();
        // Step 1a computes with the old price, step 2b sees the new one: the cart is computed a second time.
        running.ledger()
                .fault(
                        "Inventory.CheckAvailability",
                        Fault.meanwhile(() -> running.shop().sells(MUG, "store_b", "125.00", "ACTIVE")));
        running.ledger()
                .fault(
                        "Product.Search",
                        Fault.meanwhile(() ->
                                        await().until(() -> running.ledger().done("Inventory.CheckAvailability") == 1))
                                .after(1));
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal().code()).isEqualTo("TOTAL_CHANGED");
        assertThat(answer.refusal().total()).isEqualByComparingTo("424.00");
        running.end(order);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    // ------------------------------------------------------------------------------- more than one click

    @Test
    void twoClicksAtOnceGetOneOrder() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        CompletableFuture<Phase1Answer> second = new CompletableFuture<>();
        running.ledger()
                .fault(
                        "Order.Create",
                        Fault.meanwhile(() ->
                                running.clicking(order).whenComplete((answer, failure) -> second.complete(answer))));

        Phase1Answer first = running.click(order);

        assertThat(second.join()).isEqualTo(first);
        running.end(order);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void aClickAfterTheEndFindsTheStoredAnswer() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        Phase1Answer first = running.click(order);
        running.end(order);

        assertThat(running.run(order)
                        .getUpdateHandle(CheckoutVerbs.PHASE_1, Phase1Answer.class)
                        .getResult())
                .isEqualTo(first);
    }

    // ------------------------------------------------------------------------------- behind the decision

    @Test
    void stockThatInventoryLostIsHeldAgain() {
        running.shop().basket(CASE, MUG);
        running.ledger()
                .fault("Inventory.Deduct", Fault.meanwhile(() -> running.shop().losesHolds()));
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        assertThat(running.click(order).refusal()).isNull();
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);

        assertThat(running.shop().holdStatus()).containsExactly("EXPIRED", "DEDUCTED");
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void stockThatIsLostAgainAndAgainIsHeldAgainUntilItIsDeducted() {
        running.shop().basket(CASE, MUG);
        running.ledger()
                .fault("Inventory.Deduct", Fault.meanwhile(() -> running.shop().losesHolds()));
        // The second hold runs out while Inventory cannot be reached.
        running.ledger().fault("Inventory.Deduct", Fault.down().after(1).lasting(Duration.ofHours(1)));
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        running.click(order);
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);

        assertThat(running.shop().holdStatus()).containsExactly("EXPIRED", "EXPIRED", "DEDUCTED");
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void anOperatorIsCalledWhenLostStockCannotBeHadAgain() {
        running.shop().basket(CASE, MUG);
        running.ledger().fault("Inventory.Deduct", Fault.meanwhile(() -> {
            running.shop().losesHolds();
            running.shop().stock(MUG, null, 0);
        }));
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.click(order);
        CompletableFuture<CheckoutState> end = CompletableFuture.supplyAsync(() -> running.end(order));
        await().until(() ->
                running.values(order, SearchAttributes.NEEDS_ATTENTION).contains(true));
        assertThat(end).isNotDone();

        running.shop().stock(MUG, null, 10);

        assertThat(end.join()).isEqualTo(CheckoutState.COMPLETED);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void anOrderIsCompleteThoughNobodyCanBeToldForAnHour() {
        running.shop().basket(CASE, MUG);
        running.ledger().fault("Notification.Send", Fault.down().lasting(Duration.ofHours(1)));
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.click(order);
        await().until(() -> running.ledger().calls("Notification.Send").size() > 0);

        List<OrderEntry> timeline = running.shop().timeline();
        assertThat(timeline.get(timeline.size() - 1).state()).isEqualTo(CheckoutState.COMPLETED);
        assertThat(running.shop().sent()).isEmpty();

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).containsExactly(true, false);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    // ------------------------------------------------------------------------------- calling it off

    @Test
    void cancellingTheRunBeforeTheDecisionLeavesNothing() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.ledger().fault("Order.Create", Fault.meanwhile(() -> running.cancelAndBeHeard(order)));

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal().code()).isEqualTo("CHECKOUT_CANCELLED");
        assertThat(answer.order()).isNull();
        endOfCancelled(order);
        assertThat(running.ledger().done()).contains("Order.Create").doesNotContain("Payment.Initiate");
        Aftermath.nothingLeft(running, order, CheckoutState.CANCELLED);
    }

    @Test
    void cancellingTheRunAfterTheDecisionChangesNothing() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.ledger()
                .fault(
                        "Inventory.Deduct",
                        Fault.meanwhile(() -> running.run(order).cancel()));

        assertThat(running.click(order).refusal()).isNull();
        endOfCancelled(order);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    /** Temporal closes every run whose cancellation was asked for as cancelled; what became of the order is in its state. */
    private void endOfCancelled(PlaceOrder order) {
        assertThatThrownBy(() -> running.end(order)).hasCauseInstanceOf(CanceledFailure.class);
    }

    @Test
    void aRefusalDoesNotWaitForAnUndoThatTakesLong() {
        running.shop().basket(CASE, MUG);
        running.ledger().fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED"));
        running.ledger().fault("Inventory.ReleaseReservations", Fault.down());
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal().code()).isEqualTo("COD_NOT_ALLOWED");
        assertThat(running.shop().holdStatus()).containsExactly("HELD");
        assertThat(running.shop().cart().lockedBy())
                .as("open only when nothing is held")
                .isNotNull();

        running.ledger().heal();

        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    @Test
    void theHoldLastsAsLongAsThePolicySays() {
        running.shop().basket(CASE, MUG);
        PlaceOrder asked = Orders.cash(running.shop(), "419.00");
        PlaceOrder order = new PlaceOrder(
                asked.ownerId(),
                asked.cartId(),
                asked.attempt(),
                asked.paymentInstructions(),
                new BigDecimal("419.00"),
                false,
                "WEB",
                "req_1",
                "fingerprint_1",
                new CheckoutPolicy(Duration.ofSeconds(60), null, null, null, null, null, null));
        running.click(order);
        running.end(order);

        assertThat(running.ledger().calls("Inventory.Reserve"))
                .singleElement()
                .extracting(Call::body)
                .extracting("ttlSeconds")
                .isEqualTo(60L);
    }
}
