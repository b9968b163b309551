package dev.orchestra.cart;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.COUPON;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orchestra.cart.GetCartWorkflow.Answer;
import dev.orchestra.cart.GetCartWorkflow.InventoryStatus;
import dev.orchestra.cart.GetCartWorkflow.Points;
import dev.orchestra.cart.GetCartWorkflow.Request;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Ledger;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.shipping.ShippingService.CalculateRate;
import dev.orchestra.support.Warning;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /cart}: what the cart is worth now, and what its owner must know before ordering. */
@Timeout(20)
class GetCartTest {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    @AfterEach
    void everyCallHasItsOwnKey() {
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    private Answer get() {
        return get(null, null);
    }

    private Answer get(String cartId, String basketCartId) {
        return running.operation(GetCartWorkflow.class)
                .run(new Request(OWNER, cartId, basketCartId, CartPolicy.DEFAULT));
    }

    /** A basket for which every service has something to say. */
    private void basketWithEverything() {
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        running.shop().basketIsDelivered();
        running.shop().hasPoints(OWNER, 150);
        running.shop()
                .chosen(
                        running.shop().cartId(),
                        new Options()
                                .loyalty(100)
                                .tips("50.00", "txt_tip")
                                .giftWrap("txt_wrap")
                                .instructions("txt_door"));
    }

    private static List<String> codes(Answer answer) {
        return answer.warnings().stream().map(Warning::code).toList();
    }

    // ------------------------------------------------------------------------------- what it is worth

    @Test
    void everyServiceHasItsSay() {
        basketWithEverything();
        running.shop().promotionTakesOff("9.00");

        Answer answer = get();

        assertThat(answer.refusal()).isNull();
        assertThat(answer.warnings()).isEmpty();
        Cart cart = answer.cart();
        assertThat(cart.computed()).isTrue();
        assertThat(cart.totals().subtotal()).isEqualByComparingTo("419.00");
        assertThat(cart.totals().discount()).isEqualByComparingTo("-129.00");
        assertThat(cart.totals().deliveryCharge()).isEqualByComparingTo("60.00");
        assertThat(cart.totals().tips()).isEqualByComparingTo("50.00");
        assertThat(cart.totals().giftWrap()).isEqualByComparingTo("25.00");
        assertThat(cart.totals().netPayable()).isEqualByComparingTo("425.00");
        assertThat(cart.loyalty().pointsApplied()).isEqualTo(100);
        assertThat(answer.loyalty()).isEqualTo(new Points(150, new BigDecimal("1.00"), 42));
        assertThat(answer.inventoryStatus())
                .containsExactlyInAnyOrder(
                        new InventoryStatus(CASE, null, true, 10), new InventoryStatus(MUG, null, true, 10));
        assertThat(running.shop().cached()).isEqualTo(cart);
    }

    @Test
    void stepsAreTakenInTheOrderOfTheirNumbersInOneTask() {
        basketWithEverything();
        get();

        List<String> steps = running.ledger().done();
        assertThat(steps).hasSize(13).startsWith("Cart.OfOwner");
        assertThat(steps.get(10)).isEqualTo("Cart.Compute");
        assertThat(steps.subList(11, 13))
                .as("10a and 11, side by side")
                .containsExactlyInAnyOrder("Loyalty.Quote", "Caching.Set");
        assertThat(steps.subList(1, 7))
                .as("2 to 7")
                .containsExactlyInAnyOrder(
                        "Product.Search",
                        "Inventory.CheckAvailability",
                        "SellerAdmin.Stores",
                        "SellerAdmin.TaxSettings",
                        "SellerAdmin.DeliveryOption",
                        "Shipping.CalculateRate");
        assertThat(steps.subList(7, 10))
                .as("8, 9 and 9a")
                .containsExactlyInAnyOrder(
                        "Marketing.ApplicablePromotions", "Marketing.ValidateCoupons", "Loyalty.Quote");
        running.wasOneTask();
    }

    @Test
    void whatWasNotChosenIsNotAskedAbout() {
        running.shop().basket(CASE);

        assertThat(get().warnings()).isEmpty();

        assertThat(running.ledger().done())
                .doesNotContain("SellerAdmin.DeliveryOption", "Shipping.CalculateRate", "Marketing.ValidateCoupons")
                .containsOnlyOnce("Loyalty.Quote");
    }

    @Test
    void pricesAreThoseOfNow() {
        running.shop().basket(CASE, MUG);
        running.shop().sells(MUG, "store_b", "125.00", "ACTIVE");

        Answer answer = get();

        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("424.00");
        assertThat(answer.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("PRICE_CHANGED");
            assertThat(warning.productId()).isEqualTo(MUG);
            assertThat(warning.message()).contains("120.00").contains("125.00");
        });
    }

    @Test
    void aCouponThatIsOverStaysInTheCartAndTakesNothingOff() {
        running.shop().basket(CASE);
        running.shop().basketHasCoupon();
        running.shop().couponIsOver("EXPIRED");

        Answer answer = get();

        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("299.00");
        assertThat(answer.cart().couponsApplied()).singleElement().satisfies(coupon -> {
            assertThat(coupon.code()).isEqualTo(COUPON);
            assertThat(coupon.status()).isEqualTo("INVALID");
            assertThat(coupon.reason()).isEqualTo("EXPIRED");
        });
    }

    @Test
    void pointsThatAreGoneAreNotRedeemed() {
        running.shop().basket(CASE);
        running.shop().hasPoints(OWNER, 100);
        running.shop().redeems(running.shop().cartId(), 100);
        running.shop().hasPoints(OWNER, -40);

        Answer answer = get();

        assertThat(answer.cart().loyalty().points()).isEqualTo(100);
        assertThat(answer.cart().loyalty().pointsApplied()).isEqualTo(60);
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("239.00");
    }

    // ------------------------------------------------------------------------------- which cart

    @Test
    void whoHasNoCartIsToldSo() {
        Answer answer = get();

        assertThat(answer.refusal()).isNull();
        assertThat(answer.cart()).isNull();
        assertThat(answer.warnings()).isEmpty();
        assertThat(running.shop().carts()).as("reading makes no cart").isEmpty();
    }

    @Test
    void anEmptiedCartCostsNothing() {
        running.shop().basket();

        Answer answer = get();

        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("0.00");
        assertThat(answer.inventoryStatus()).isEmpty();
        assertThat(answer.warnings()).isEmpty();
        assertThat(running.ledger().done()).doesNotContain("Product.Search", "Inventory.CheckAvailability");
    }

    @Test
    void aBasketThatIsKnownIsAskedForByItsName() {
        running.shop().basket(CASE);

        assertThat(get(null, running.shop().cartId()).cart().cartId())
                .isEqualTo(running.shop().cartId());
        assertThat(running.ledger().done()).contains("Cart.Get").doesNotContain("Cart.OfOwner");
    }

    @Test
    void aBasketThatIsOutOfDateIsLookedUp() {
        running.shop().basket(CASE);

        assertThat(get(null, "cart_of_yesterday").cart().cartId())
                .isEqualTo(running.shop().cartId());
    }

    @Test
    void theBasketOfSomebodyElseIsNeverShown() {
        String theirs = running.shop().basketOf(FakeShop.GUEST, MUG).cartId();
        running.shop().basket(CASE);

        assertThat(get(null, theirs).cart().ownerId()).isEqualTo(OWNER);
    }

    @Test
    void aCartOfSomebodyElseIsLikeNone() {
        String theirs = running.shop().basketOf(FakeShop.GUEST, MUG).cartId();

        Answer answer = get(theirs, null);

        assertThat(answer.refusal().code()).isEqualTo("CART_NOT_FOUND");
        assertThat(answer.cart()).isNull();
        assertThat(running.ledger().done()).doesNotContain("Cart.Compute");
    }

    @Test
    void aCartThatDoesNotExistIsSaidSo() {
        assertThat(get("cart_unknown", null).refusal().code()).isEqualTo("CART_NOT_FOUND");
    }

    @Test
    void anExpressCartIsShownWhenItIsNamed() {
        running.shop().basket(CASE);
        String express = running.shop().expressCart(MUG).cartId();

        assertThat(FakeShop.products(get(express, null).cart())).containsExactly(MUG + " x1");
    }

    @Test
    void anExpressCartIsNotTakenForTheBasket() {
        running.shop().basket(CASE);
        String express = running.shop().expressCart(MUG).cartId();

        assertThat(FakeShop.products(get(null, express).cart())).containsExactly(CASE + " x1");
    }

    // ------------------------------------------------------------------------------- while an order is placed

    @Test
    void aFrozenCartShowsTheQuoteThatItWasFrozenWith() {
        running.shop().basket(CASE, MUG);
        running.shop().lockBasket("order_1");
        running.shop().sells(MUG, "store_b", "125.00", "INACTIVE");

        Answer answer = get();

        assertThat(codes(answer)).containsExactly("CART_LOCKED");
        assertThat(answer.cart().lockedBy()).isEqualTo("order_1");
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("419.00");
        assertThat(running.ledger().done()).containsExactly("Cart.OfOwner");
    }

    @Test
    void aCartThatFreezesMeanwhileShowsThatQuote() {
        running.shop().basket(CASE, MUG);
        running.shop().sells(MUG, "store_b", "125.00", "ACTIVE");
        running.ledger()
                .fault("Cart.Compute", Fault.meanwhile(() -> running.shop().lockBasket("order_1")));

        Answer answer = get();

        assertThat(codes(answer)).containsExactly("CART_LOCKED");
        assertThat(answer.cart().lockedBy()).isEqualTo("order_1");
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("419.00");
    }

    // ------------------------------------------------------------------------------- what must be known before
    // ordering

    @Test
    void whatIsShortInStockIsSaidWithWhatIsLeft() {
        running.shop().basket(CASE, MUG);
        running.shop().addsTo(running.shop().cartId(), MUG, 2);
        running.shop().stock(MUG, null, 1);

        Answer answer = get();

        assertThat(answer.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("OUT_OF_STOCK");
            assertThat(warning.productId()).isEqualTo(MUG);
            assertThat(warning.message()).contains("1");
        });
        assertThat(answer.inventoryStatus()).contains(new InventoryStatus(MUG, null, false, 1));
        assertThat(FakeShop.products(answer.cart())).containsExactly(CASE + " x1", MUG + " x3");
    }

    @Test
    void aProductThatIsWithdrawnStaysUntilItIsTakenOut() {
        running.shop().basket(CASE, MUG);
        running.shop().sells(MUG, "store_b", "120.00", "INACTIVE");

        Answer answer = get();

        assertThat(answer.warnings())
                .extracting(Warning::code, Warning::productId)
                .containsExactly(tuple("PRODUCT_UNAVAILABLE", MUG));
        assertThat(FakeShop.products(answer.cart())).containsExactly(CASE + " x1", MUG + " x1");
    }

    @Test
    void aStoreThatClosedIsSaid() {
        running.shop().basket(CASE, MUG);
        running.shop().closes("store_b");

        assertThat(get().warnings())
                .extracting(Warning::code, Warning::productId)
                .containsExactly(tuple("STORE_CLOSED", MUG));
    }

    @Test
    void aDeliveryThatIsNotOfferedAnyMoreIsSaid() {
        running.shop().basket(CASE);
        running.shop().basketIsDelivered();
        running.shop().withdraws(FakeShop.DELIVERY);

        assertThat(codes(get())).containsExactly("DELIVERY_OPTION_UNAVAILABLE");
    }

    @Test
    void aDeliveryThatNobodyKnowsAnyMoreIsSaidOnceAndCostsNothing() {
        running.shop().basket(CASE);
        running.shop().basketIsDelivered();
        running.shop()
                .chosen(
                        running.shop().cartId(),
                        new Options().deliveryOption(new Cart.DeliveryOption("deliv_9", "Old", BigDecimal.TEN)));

        Answer answer = get();

        assertThat(codes(answer)).contains("DELIVERY_OPTION_UNAVAILABLE");
        assertThat(answer.cart().totals().deliveryCharge()).isEqualByComparingTo("0.00");
    }

    @Test
    void anAddressThatCannotBeReachedIsSaid() {
        running.shop().basket(CASE);
        running.shop().basketIsDelivered();
        running.shop()
                .chosen(
                        running.shop().cartId(),
                        new Options()
                                .address(new Cart.Address(
                                        new Cart.Shipping(FakeShop.OUT_OF_REACH), new Cart.Billing(true, null))));

        assertThat(codes(get())).containsExactly("NOT_SERVICEABLE");
    }

    @Test
    void aProductThatNobodyKnowsAnyMoreLeavesTheTotalOpen() {
        running.shop().basket(CASE);
        running.shop().addsToBasket(MUG);
        running.shop().knowsNoMore(MUG);

        Answer answer = get();

        assertThat(answer.refusal()).isNull();
        assertThat(answer.cart().computed()).isFalse();
        assertThat(answer.warnings())
                .extracting(Warning::code, Warning::productId)
                .containsExactly(tuple("PRODUCT_UNAVAILABLE", MUG), tuple("TOTALS_PENDING", null));
        assertThat(running.ledger().calls("Cart.Compute"))
                .as("asking again and again would not make it known")
                .hasSize(1);
    }

    @Test
    void anAddonThatIsGoneIsSaid() {
        running.shop().basket(CASE);
        running.shop().addsPrintedShirt(running.shop().cartId());
        running.shop().soldWithoutPrint();

        Answer answer = get();

        assertThat(answer.warnings())
                .extracting(Warning::code, Warning::productId)
                .containsExactly(tuple("PRODUCT_UNAVAILABLE", FakeShop.SHIRT), tuple("TOTALS_PENDING", null));
        assertThat(FakeShop.products(answer.cart())).containsExactly(CASE + " x1", FakeShop.SHIRT + " x1");
    }

    // ------------------------------------------------------------------------------- offers

    @Test
    void offersThatTheCartIsShortOfAreToldTheNearestFirst() {
        running.shop().basket(CASE, MUG);
        running.shop().promotion(from("promo_far", "AMOUNT_OFF", "600.00", null));
        running.shop().promotion(from("promo_near", "FREE_DELIVERY", "500.00", null));
        running.shop().promotion(from("promo_of_b", "AMOUNT_OFF", "150.50", "store_b"));
        running.shop().promotion(from("promo_reached", "AMOUNT_OFF", "400.00", null));
        running.shop().promotion(from("promo_of_c", "AMOUNT_OFF", "100.00", "store_c"));

        Answer answer = get();

        assertThat(answer.thresholdOffers())
                .extracting(GetCartWorkflow.ThresholdOffer::promotionId)
                .containsExactly("promo_of_b", "promo_near", "promo_far");
        assertThat(answer.thresholdOffers())
                .extracting(GetCartWorkflow.ThresholdOffer::title)
                .containsExactly(
                        "Add ₹30.50 more for a discount!",
                        "Add ₹81 more for FREE Delivery!",
                        "Add ₹181 more for a discount!");
        assertThat(answer.thresholdOffers().get(1)).satisfies(offer -> {
            assertThat(offer.targetAmount()).isEqualByComparingTo("500.00");
            assertThat(offer.currentAmount()).isEqualByComparingTo("419.00");
            assertThat(offer.remainingAmount()).isEqualByComparingTo("81.00");
            assertThat(offer.benefit()).isEqualTo("FREE_DELIVERY");
        });
    }

    private static PricingRule from(String id, String type, String minimum, String storeId) {
        return new PricingRule(
                id, id, type, new BigDecimal("5.00"), null, new BigDecimal(minimum), List.of(), storeId, true);
    }

    // ------------------------------------------------------------------------------- services that fail

    @ParameterizedTest
    @CsvSource({
        "Cart.OfOwner, cart",
        "Product.Search, product",
        "Inventory.CheckAvailability, inventory",
        "SellerAdmin.Stores, seller-admin",
        "SellerAdmin.TaxSettings, seller-admin"
    })
    void withoutWhatACartNeedsToBeTrueThereIsNoAnswer(String activity, String service) {
        basketWithEverything();
        running.ledger().fault(activity, Fault.down());

        assertThat(running.unavailable(this::get).service()).isEqualTo(service);
    }

    @ParameterizedTest
    @CsvSource({
        "SellerAdmin.DeliveryOption, DELIVERY_OPTION_NOT_CHECKED, 434.00",
        "Shipping.CalculateRate, DELIVERY_ESTIMATE_UNAVAILABLE, 374.00",
        "Marketing.ApplicablePromotions, PROMOTIONS_UNAVAILABLE, 434.00",
        "Marketing.ValidateCoupons, COUPONS_UNAVAILABLE, 454.00",
        "Loyalty.Quote, POINTS_UNAVAILABLE, 534.00",
        "Caching.Set, CACHE_UNAVAILABLE, 434.00"
    })
    void whatDecoratesACartIsLeftOutWithAWarning(String activity, String warning, String total) {
        basketWithEverything();
        running.ledger().fault(activity, Fault.down());

        Answer answer = get();

        assertThat(codes(answer)).containsExactly(warning);
        assertThat(answer.cart().computed()).isTrue();
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo(total);
        assertThat(answer.loyalty() == null).isEqualTo(activity.equals("Loyalty.Quote"));
    }

    /** A service that hangs is like one that is down, once the time that the shop allows for a request is over. */
    @Test
    void aServiceThatHangsIsNotWaitedForLongerThanTheShopAllows() {
        running.shop().basket(CASE);
        CompletableFuture<Void> endOfTheTest = new CompletableFuture<>();
        running.ledger()
                .fault("Product.Search", Fault.meanwhile(endOfTheTest::join).times(Integer.MAX_VALUE));
        CartPolicy impatient = new CartPolicy(Duration.ofMillis(500), null);
        try {
            assertThat(running.unavailable(() -> running.operation(GetCartWorkflow.class)
                                    .run(new Request(OWNER, null, null, impatient)))
                            .service())
                    .isEqualTo("product");
            running.wasOneTask();
        } finally {
            endOfTheTest.complete(null);
        }
    }

    @Test
    void whatCannotBeComputedNowIsComputedWithTheNextRead() {
        running.shop().basket(CASE);
        running.shop().addsToBasket(MUG);
        running.ledger().fault("Cart.Compute", Fault.down());

        Answer answer = get();

        assertThat(codes(answer)).containsExactly("TOTALS_PENDING");
        assertThat(answer.cart().computed()).isFalse();

        running.ledger().heal();

        Answer next = running.operation(GetCartWorkflow.class, "key_2")
                .run(new Request(OWNER, null, null, CartPolicy.DEFAULT));
        assertThat(next.warnings()).isEmpty();
        assertThat(next.cart().totals().netPayable()).isEqualByComparingTo("419.00");
    }

    // ------------------------------------------------------------------------------- others at the same cart

    @Test
    void aCouponThatIsEnteredMeanwhileIsAskedAbout() {
        running.shop().basket(CASE);
        meanwhile(new Options().coupons(List.of(new OptionsChange.Coupon(COUPON))));

        Answer answer = get();

        assertThat(outcomes("Cart.Compute")).containsExactly("refused QUOTE_OUTDATED", "done");
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("279.00");
    }

    @Test
    void pointsThatAreRedeemedMeanwhileAreAskedAbout() {
        running.shop().basket(CASE);
        running.shop().hasPoints(OWNER, 50);
        meanwhile(new Options().loyalty(50));

        Answer answer = get();

        assertThat(answer.cart().loyalty().pointsApplied()).isEqualTo(50);
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("249.00");
    }

    @Test
    void anAddressThatIsChangedMeanwhileIsAskedAbout() {
        running.shop().basket(CASE);
        running.shop().basketIsDelivered();
        meanwhile(new Options()
                .address(new Cart.Address(new Cart.Shipping(FakeShop.OTHER_ADDRESS), new Cart.Billing(true, null))));

        assertThat(get().cart().computed()).isTrue();

        assertThat(running.ledger().calls("Shipping.CalculateRate"))
                .extracting(call -> ((CalculateRate) call.body()).addressId())
                .containsExactly(FakeShop.ADDRESS, FakeShop.OTHER_ADDRESS);
    }

    private void meanwhile(Options options) {
        running.ledger()
                .fault(
                        "Cart.Compute",
                        Fault.meanwhile(
                                () -> running.shop().chooses(running.shop().cartId(), options)));
    }

    private List<String> outcomes(String activity) {
        return running.ledger().calls(activity).stream()
                .map(Ledger.Call::outcome)
                .toList();
    }
}
