package dev.orchestra.checkout;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.COUPON;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Ledger;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.support.Refusal.LineChange;
import dev.orchestra.support.SearchAttributes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coupons and points: held with the stock, used up by the order, and had again when no order came of it. */
@Timeout(30)
class PlaceOrderBenefitsTest {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    /** A basket of 419.00 with a coupon over 20.00 and 100 of the owner's 150 points. */
    private PlaceOrder basketWithCouponAndPoints() {
        fillBasketWithCouponAndPoints();
        return Orders.cash(running.shop(), "299.00");
    }

    private void fillBasketWithCouponAndPoints() {
        running.shop().hasPoints(OWNER, 150);
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        running.shop().redeems(running.shop().cartId(), 100);
    }

    /** Another cart of the same owner, with a mug; its coupon and points are still to be chosen. */
    private String otherCart() {
        return running.shop().expressCart(MUG).cartId();
    }

    @Test
    void anOrderUsesThemUp() {
        PlaceOrder order = basketWithCouponAndPoints();

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.order().total()).isEqualByComparingTo("299.00");
        running.end(order);
        Aftermath.orderedOnce(running, order, "299.00");
        assertThat(running.shop().couponsUsed()).containsExactly(COUPON);
        assertThat(running.shop().couponHolds()).containsExactly("USED");
        assertThat(running.shop().pointHolds()).containsExactly("BURNT");
        assertThat(running.shop().pointsBurnt()).containsExactly(100);
        assertThat(running.shop().pointsEarned()).as("one for ten rupees").containsExactly(29);
        assertThat(running.shop().points(OWNER)).isEqualTo(79);
    }

    @Test
    void theyAreHeldAsLongAsTheStockAndBeforeThereIsAnOrder() {
        PlaceOrder order = basketWithCouponAndPoints();
        running.click(order);
        running.end(order);

        List<String> steps = running.ledger().done();
        assertThat(steps)
                .containsSubsequence(
                        "Inventory.Reserve", "Marketing.HoldCoupons", "Order.Create", "Marketing.CouponsUsed")
                .containsSubsequence(
                        "Inventory.Reserve", "Loyalty.Hold", "Order.Create", "Loyalty.Burn", "Loyalty.Earn");
        assertThat(running.ledger().calls("Marketing.HoldCoupons"))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.key()).isEqualTo(running.id(order) + "/3a");
                    assertThat(call.body()).extracting("ttlSeconds").isEqualTo(900L);
                });
        assertThat(running.ledger().calls("Loyalty.Hold")).singleElement().satisfies(call -> {
            assertThat(call.key()).isEqualTo(running.id(order) + "/3b");
            assertThat(call.body()).extracting("ttlSeconds").isEqualTo(900L);
        });
    }

    @Test
    void anOrderWithoutThemHoldsNoneAndEarnsPoints() {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.click(order);
        running.end(order);

        assertThat(running.ledger().done()).doesNotContain("Marketing.HoldCoupons", "Loyalty.Hold", "Loyalty.Burn");
        assertThat(running.shop().points(OWNER)).isEqualTo(41);
    }

    @Test
    void theOrderSaysWhatWasChosenAndTheCustomersWordsAreThereByReference() {
        basketWithCouponAndPoints();
        running.shop().basketIsDelivered();
        running.shop()
                .chosen(
                        running.shop().cartId(),
                        new Options()
                                .tips("10.00", "txt_tip")
                                .giftWrap("txt_wrap")
                                .instructions("txt_door"));
        PlaceOrder order = Orders.cash(running.shop(), "394.00");

        assertThat(running.click(order).refusal()).isNull();
        running.end(order);

        OrderService.Fulfilment fulfilment = running.shop().fulfilment();
        assertThat(fulfilment.shippingAddressId()).isEqualTo("addr_1");
        assertThat(fulfilment.billingAddressId()).isEqualTo("addr_1");
        assertThat(fulfilment.deliveryOptionId()).isEqualTo("deliv_1");
        assertThat(fulfilment.giftWrap()).isEqualTo(new OrderService.GiftWrap("wrap_1", "txt_wrap"));
        assertThat(fulfilment.specialInstructions()).isEqualTo("txt_door");
        assertThat(fulfilment.tipDescription()).isEqualTo("txt_tip");
        assertThat(fulfilment.coupons()).containsExactly(COUPON);
        assertThat(fulfilment.loyaltyPoints()).isEqualTo(100);
    }

    // ------------------------------------------------------------------------------- which coupons count

    private static PricingRule freeDelivery() {
        return new PricingRule("FREEDEL", "FREEDEL", "FREE_DELIVERY", null, null, null, List.of(), null, true);
    }

    @Test
    void aCouponThatSavesNothingIsNeitherHeldNorUsedUp() {
        running.shop().coupon(freeDelivery());
        running.shop().basket(CASE, MUG);
        running.shop().hasCoupons(running.shop().cartId(), "FREEDEL");
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        assertThat(running.click(order).refusal()).isNull();
        running.end(order);

        assertThat(running.ledger().done()).doesNotContain("Marketing.HoldCoupons");
        assertThat(running.shop().couponsUsed()).isEmpty();
        assertThat(running.shop().fulfilment().coupons()).isEmpty();
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void aCouponThatSavesTheDeliveryIsHeldAndUsedUp() {
        running.shop().coupon(freeDelivery());
        running.shop().basket(CASE, MUG);
        running.shop().basketIsDelivered();
        running.shop().hasCoupons(running.shop().cartId(), "FREEDEL");
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        assertThat(running.click(order).refusal()).isNull();
        running.end(order);

        assertThat(running.shop().couponHolds()).containsExactly("USED");
        assertThat(running.shop().couponsUsed()).containsExactly("FREEDEL");
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void aCouponThatIsGoneAfterAllDoesNotKeepTheOtherFromBeingUsedUp() {
        running.shop().couponTakesOff("EXTRA5", "5.00");
        running.shop().basket(CASE, MUG);
        running.shop().hasCoupons(running.shop().cartId(), COUPON, "EXTRA5");
        running.ledger()
                .fault("Marketing.CouponsUsed", Fault.refuses(409, "USED_UP").once());
        PlaceOrder order = Orders.cash(running.shop(), "394.00");

        assertThat(running.click(order).refusal()).isNull();
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);

        assertThat(running.ledger().calls("Marketing.CouponsUsed"))
                .extracting(Ledger.Call::key, Ledger.Call::outcome)
                .containsExactly(
                        tuple(running.id(order) + "/9/1", "refused USED_UP"),
                        tuple(running.id(order) + "/9/2", "done"));
        assertThat(running.shop().couponsUsed()).containsExactly("EXTRA5");
        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION))
                .as("an operator is told of the other")
                .endsWith(true);
    }

    @Test
    void anOrderForWhichNothingIsOwedIsPaid() {
        running.shop().couponTakesOff("419.00");
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        PlaceOrder order = Orders.cash(running.shop(), "0.00");

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.payment()).isEmpty();
        assertThat(answer.order().total()).isEqualByComparingTo("0.00");
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        assertThat(running.shop().orders()).singleElement().satisfies(placed -> {
            assertThat(placed.orderStatus()).isEqualTo("CONFIRMED");
            assertThat(placed.paymentStatus()).isEqualTo("PAID");
        });
        List<OrderEntry> timeline = running.shop().timeline();
        assertThat(timeline.get(timeline.size() - 1).order().paymentStatus()).isEqualTo("PAID");
        assertThat(timeline.get(timeline.size() - 1).order().payments()).isEmpty();
        assertThat(running.ledger().calls("Payment.Initiate")).isEmpty();
        assertThat(running.shop().couponsUsed()).containsExactly(COUPON);
        assertThat(running.shop().cart()).isNull();
        assertThat(running.shop().sent()).hasSize(3);
        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).doesNotContain(true);
    }

    @Test
    void whatACouponNeedsAtLeastIsCountedWithAddons() {
        running.shop()
                .coupon(new PricingRule(
                        "FROM550",
                        "FROM550",
                        "AMOUNT_OFF",
                        new BigDecimal("100.00"),
                        null,
                        new BigDecimal("550.00"),
                        List.of(),
                        null,
                        true));
        running.shop().basket();
        running.shop().addsPrintedShirt(running.shop().cartId());
        running.shop().computes(running.shop().cartId());
        running.shop().hasCoupons(running.shop().cartId(), "FROM550");
        PlaceOrder order = Orders.cash(running.shop(), "450.00");

        assertThat(running.click(order).refusal()).isNull();
        running.end(order);

        assertThat(running.shop().couponsUsed()).containsExactly("FROM550");
        assertThat(running.ledger().done("Cart.Compute"))
                .as("steps 1a and 2c agree on the coupon")
                .isEqualTo(1);
    }

    // ------------------------------------------------------------------------------- no order came of it

    @ParameterizedTest
    @CsvSource({
        "Inventory.Reserve, OUT_OF_STOCK, OUT_OF_STOCK",
        "Marketing.HoldCoupons, USED_UP, COUPON_UNAVAILABLE",
        "Marketing.HoldCoupons, UNKNOWN_COUPON, COUPON_UNAVAILABLE",
        "Loyalty.Hold, INSUFFICIENT_POINTS, INSUFFICIENT_POINTS",
        "Order.Create, ORDER_EXISTS, UNEXPECTED_REFUSAL",
        "Order.CreateSubOrders, SUB_ORDERS_DO_NOT_ADD_UP, UNEXPECTED_REFUSAL",
        "Order.SetPaymentStatus, PAYMENT_STATUS_REGRESSION, UNEXPECTED_REFUSAL",
        "Payment.Initiate, COD_NOT_ALLOWED, COD_NOT_ALLOWED"
    })
    void everyRefusalGivesThemBack(String activity, String code, String told) {
        PlaceOrder order = basketWithCouponAndPoints();
        running.ledger().fault(activity, Fault.refuses(409, code));

        assertThat(running.click(order).refusal().code()).isEqualTo(told);

        running.end(order);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
        assertThat(running.shop().points(OWNER)).isEqualTo(150);
    }

    @Test
    void pointsThatAreGoneChangeTheTotal() {
        PlaceOrder order = basketWithCouponAndPoints();
        running.shop().hasPoints(OWNER, -110);

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal().code()).isEqualTo("TOTAL_CHANGED");
        assertThat(answer.refusal().total()).isEqualByComparingTo("359.00");
        assertThat(answer.refusal().changes())
                .contains(
                        new LineChange("points", null, "loyalty", "-100.00", "-40.00"),
                        new LineChange("total", null, null, "299.00", "359.00"));
        running.end(order);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    @Test
    void theNextAttemptTakesOverWhatTheLastOneStillHolds() {
        PlaceOrder first = basketWithCouponAndPoints();
        running.shop().couponMayBeUsed("20.00", 1);
        running.ledger()
                .fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED").once());
        running.ledger().fault("Marketing.ReleaseCoupons", Fault.down());
        running.ledger().fault("Loyalty.Release", Fault.down());
        assertThat(running.click(first).refusal().code()).isEqualTo("COD_NOT_ALLOWED");
        assertThat(running.shop().couponHolds()).containsExactly("HELD");

        PlaceOrder second = Orders.cash(running.shop().cartId(), 2, "299.00");
        assertThat(running.click(second).refusal()).isNull();
        running.ledger().heal();
        running.end(second);
        running.end(first);

        assertThat(running.shop().couponHolds()).containsExactly("RELEASED", "USED");
        assertThat(running.shop().pointHolds()).containsExactly("RELEASED", "BURNT");
        assertThat(running.shop().couponsUsed()).containsExactly(COUPON);
        assertThat(running.shop().points(OWNER)).isEqualTo(79);
    }

    /** The first attempt's calls are still under way when it has ended, and its undo did not get through yet. */
    @ParameterizedTest
    @CsvSource({"Marketing.HoldCoupons, Marketing.ReleaseCoupons", "Loyalty.Hold, Loyalty.Release"})
    void aHoldOfTheLastAttemptThatArrivesLateDoesNotTakeTheNextOnesPlace(String hold, String release) {
        PlaceOrder first = basketWithCouponAndPoints();
        running.ledger().fault(hold, Fault.of(Fault.Kind.ARRIVES_LATE).times(3));
        running.ledger().fault(release, Fault.down());
        assertThat(running.click(first).refusal().code()).isEqualTo("SERVICE_UNAVAILABLE");

        PlaceOrder second = Orders.cash(running.shop().cartId(), 2, "299.00");
        running.ledger()
                .fault(
                        "Payment.Initiate",
                        Fault.meanwhile(() -> running.ledger().deliverLate()));
        assertThat(running.click(second).refusal()).isNull();
        running.ledger().heal();
        running.end(second);
        running.end(first);

        assertThat(running.ledger().calls(hold))
                .extracting(Ledger.Call::outcome)
                .contains("refused ATTEMPT_OVER");
        assertThat(running.shop().couponHolds()).doesNotContain("HELD").endsWith("USED");
        assertThat(running.shop().pointHolds()).doesNotContain("HELD").endsWith("BURNT");
        assertThat(running.shop().pointsBurnt()).containsExactly(100);
        assertThat(running.shop().couponsUsed()).containsExactly(COUPON);
        assertThat(running.shop().points(OWNER)).isEqualTo(79);
    }

    /** What was held first is given back only while the order that was paid late is carried out. */
    @Test
    void givingThemBackAfterTheLapseDoesNotTakeThemFromTheOrderThatIsPaidLate() {
        fillBasketWithCouponAndPoints();
        PlaceOrder order = Orders.paidBy(running.shop(), "299.00", false, Orders.at("RAZORPAY", "299.00"));
        assertThat(running.click(order).refusal()).isNull();
        for (String release : List.of("Marketing.ReleaseCoupons", "Loyalty.Release")) {
            running.ledger().fault(release, Fault.down().lasting(Duration.ofMinutes(4)));
        }
        running.ledger().fault("Order.Confirm", Fault.down().lasting(Duration.ofMinutes(8)));
        running.after(
                Duration.ofSeconds(870).plusMinutes(2),
                () -> running.hearsWhoeverIsAtIt(
                        order, running.shop().payments().pays("RAZORPAY")));

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);

        assertThat(running.shop().couponHolds()).containsExactly("EXPIRED", "USED");
        assertThat(running.shop().pointHolds()).containsExactly("EXPIRED", "BURNT");
    }

    // ------------------------------------------------------------------------------- two carts

    @Test
    void pointsThatAnotherCartsOrderHoldsAreNotThereForThisOne() {
        PlaceOrder order = basketWithCouponAndPoints();
        String other = otherCart();
        running.shop().redeems(other, 100);
        PlaceOrder second = Orders.cash(other, 1, "20.00");
        running.ledger().fault("Inventory.Deduct", Fault.down().lasting(Duration.ofMinutes(1)));
        running.click(order);

        Phase1Answer answer = running.click(second);

        assertThat(answer.refusal().code()).isEqualTo("TOTAL_CHANGED");
        assertThat(answer.refusal().changes()).contains(new LineChange("points", null, "loyalty", "-100.00", "-50.00"));
        running.end(order);
        running.end(second);
        assertThat(running.shop().pointsBurnt()).containsExactly(100);
    }

    @Test
    void twoCartsThatSawTheSamePointsCannotBothSpendThem() {
        PlaceOrder order = basketWithCouponAndPoints();
        String other = otherCart();
        running.shop().redeems(other, 100);
        PlaceOrder quicker = Orders.cash(other, 1, "20.00");
        running.ledger()
                .fault(
                        "Loyalty.Hold",
                        Fault.meanwhile(() ->
                                assertThat(running.click(quicker).refusal()).isNull()));

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal().code()).isEqualTo("INSUFFICIENT_POINTS");
        assertThat(answer.order()).isNull();
        running.end(quicker);
        running.end(order);
        assertThat(running.shop().pointsBurnt()).containsExactly(100);
        assertThat(running.shop().points(OWNER))
                .as("150, less 100, and 2 for 20 rupees")
                .isEqualTo(52);
        assertThat(running.shop().couponsUsed()).isEmpty();
        assertThat(running.shop().couponHolds()).containsExactly("RELEASED");
        assertThat(running.shop().cart().lockedBy()).isNull();
    }

    @Test
    void theLastUseOfACouponIsForOneCart() {
        running.shop().couponMayBeUsed("20.00", 1);
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        PlaceOrder order = Orders.cash(running.shop(), "399.00");
        String other = otherCart();
        running.shop().hasCoupons(other, COUPON);
        PlaceOrder quicker = Orders.cash(other, 1, "100.00");
        running.ledger()
                .fault(
                        "Marketing.HoldCoupons",
                        Fault.meanwhile(() ->
                                assertThat(running.click(quicker).refusal()).isNull()));

        assertThat(running.click(order).refusal().code()).isEqualTo("COUPON_UNAVAILABLE");

        running.end(quicker);
        running.end(order);
        assertThat(running.shop().couponsUsed()).containsExactly(COUPON);
        assertThat(running.shop().cart().lockedBy()).isNull();
    }

    // ------------------------------------------------------------------------------- Loyalty is away

    @Test
    void withoutLoyaltyAnOrderWithoutPointsIsPlacedAndEarnsThemLater() {
        running.shop().basket(CASE, MUG);
        for (String activity : List.of("Loyalty.Quote", "Loyalty.Hold", "Loyalty.Burn", "Loyalty.Earn")) {
            running.ledger().fault(activity, Fault.down().lasting(Duration.ofHours(1)));
        }
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        assertThat(running.click(order).refusal()).isNull();

        await().until(() -> running.ledger().calls("Loyalty.Earn").size() > 0);
        List<OrderEntry> timeline = running.shop().timeline();
        assertThat(timeline.get(timeline.size() - 1).state()).isEqualTo(CheckoutState.COMPLETED);
        assertThat(running.shop().pointsEarned()).isEmpty();

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);
        assertThat(running.shop().pointsEarned()).containsExactly(41);
        Aftermath.orderedOnce(running, order, "419.00");
    }

    @Test
    void withoutLoyaltyACheckoutWithoutPointsIsRefusedAtOnceToo() {
        running.shop().basket(CASE, MUG);
        running.ledger().fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED"));
        running.ledger().fault("Loyalty.Release", Fault.down().lasting(Duration.ofHours(1)));
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        assertThat(running.click(order).refusal().code()).isEqualTo("COD_NOT_ALLOWED");

        assertThat(running.shop().cart().lockedBy())
                .as("the cart is open again")
                .isNull();
        running.end(order);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    /** The order waits for an hour behind its decision, longer than anything is held. */
    @Test
    void pointsWhoseHoldRanOutAreTakenFromTheBalance() {
        PlaceOrder order = basketWithCouponAndPoints();
        running.ledger().fault("Order.Confirm", Fault.down().lasting(Duration.ofHours(1)));

        running.click(order);
        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);

        assertThat(running.shop().pointHolds()).containsExactly("EXPIRED");
        assertThat(running.shop().couponHolds()).containsExactly("EXPIRED");
        assertThat(running.shop().points(OWNER)).isEqualTo(79);
        assertThat(running.shop().couponsUsed()).containsExactly(COUPON);
    }

    @Test
    void pointsThatWereSpentAfterTheirHoldRanOutCostTheShop() {
        PlaceOrder order = basketWithCouponAndPoints();
        running.ledger().fault("Loyalty.Burn", Fault.down().lasting(Duration.ofHours(1)));
        running.click(order);
        running.shop().hasPoints(OWNER, -100);

        assertThat(running.end(order)).isEqualTo(CheckoutState.COMPLETED);

        assertThat(running.values(order, SearchAttributes.NEEDS_ATTENTION)).endsWith(true);
        assertThat(running.shop().pointsBurnt()).isEmpty();
        assertThat(running.shop().orders())
                .extracting(OrderService.Order::orderStatus)
                .containsExactly("CONFIRMED");
        assertThat(running.shop().cart()).as("the cart is not kept for it").isNull();
    }
}
