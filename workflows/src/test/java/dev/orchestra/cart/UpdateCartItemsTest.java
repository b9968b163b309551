package dev.orchestra.cart;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.cart.UpdateCartItemsWorkflow.Answer;
import dev.orchestra.cart.UpdateCartItemsWorkflow.Request;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Ledger;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartOperation.Op;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.marketing.MarketingService.PricedLine;
import dev.orchestra.services.marketing.MarketingService.ValidateCoupons;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /cart/items}: each operation on its own, all of it or nothing where the cart would not be true. */
@Timeout(20)
class UpdateCartItemsTest {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    @AfterEach
    void everyCallHasItsOwnKey() {
        assertThat(running.ledger().keysUsedTwice()).isEmpty();
    }

    private static CartOperation add(String productId, int quantity) {
        return new CartOperation(Op.ADD, productId, null, null, quantity, null);
    }

    private static CartOperation set(String productId, String variantId, int quantity) {
        return new CartOperation(Op.SET, productId, variantId, null, quantity, null);
    }

    private static CartOperation update(String itemId, int quantity) {
        return new CartOperation(Op.UPDATE, null, null, itemId, quantity, null);
    }

    private static CartOperation delete(String itemId) {
        return new CartOperation(Op.DELETE, null, null, itemId, null, null);
    }

    private static Request request(CartOperation... operations) {
        return new Request(FakeShop.OWNER, "fingerprint_1", List.of(operations), true, CartPolicy.DEFAULT);
    }

    /** Runs an operation that fails as a whole, and says why. */
    private Refusal unavailable(Request request) {
        return running.unavailable(() -> running.update(request));
    }

    // ------------------------------------------------------------------------------- operations

    @Test
    void fourOperationsAreAppliedEachOnItsOwn() {
        running.shop().basket(CASE);

        Answer answer =
                running.update(request(add(CASE, 1), set(MUG, null, 2), update("item_1", 3), delete("item_99")));

        assertThat(answer.refusal()).isNull();
        assertThat(answer.fingerprint()).isEqualTo("fingerprint_1");
        assertThat(answer.operationsApplied()).isEqualTo(3);
        assertThat(answer.results())
                .extracting(OperationResult::status)
                .containsExactly("SUCCESS", "SUCCESS", "SUCCESS", "FAILED");
        assertThat(answer.results().get(3).code()).isEqualTo("ITEM_NOT_FOUND");
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.cart().computed()).isTrue();
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("1137.00");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x3", MUG + " x2");
        assertThat(running.shop().cached()).isEqualTo(answer.cart());
    }

    @Test
    void anItemThatAnEarlierOperationRemovedIsNotFoundAnyMore() {
        running.shop().basket(CASE, MUG);

        Answer answer = running.update(request(delete("item_1"), update("item_1", 2)));

        assertThat(answer.results()).extracting(OperationResult::status).containsExactly("SUCCESS", "FAILED");
        assertThat(running.shop().cartProducts()).containsExactly(MUG + " x1");
    }

    @Test
    void onlyWhatTheLastSetAsksForMustBeInStock() {
        running.shop().basket(CASE);

        Answer answer = running.update(request(set(MUG, null, 9), set(MUG, null, 8), add(MUG, 2)));

        assertThat(answer.results()).extracting(OperationResult::status).containsOnly("SUCCESS");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1", MUG + " x10");
    }

    @Test
    void theFirstOperationMakesTheCart() {
        Answer answer = running.update(request(set(FakeShop.SHIRT, "var_m", 1)));

        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("500.00");
    }

    @Test
    void removingWhatIsNotSoldAnyMoreWorks() {
        running.shop().basket(CASE, FakeShop.RETIRED);

        Answer answer = running.update(request(delete("item_2")));

        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");
    }

    @Test
    void theWholeOperationIsOneWorkflowTask() {
        running.shop().basket(CASE);
        running.update(request(add(MUG, 1)));

        running.wasOneTask();
    }

    @ParameterizedTest
    @CsvSource({
        "prod_unknown, , PRODUCT_NOT_FOUND",
        "prod_shirt, , VARIANT_REQUIRED",
        "prod_shirt, var_unknown, VARIANT_NOT_FOUND"
    })
    void aRequestThatNamesWhatDoesNotExistAppliesNothing(String productId, String variantId, String code) {
        running.shop().basket(CASE);

        Answer answer = running.update(request(add(CASE, 1), set(productId, variantId, 1)));

        assertThat(answer.refusal().code()).isEqualTo(code);
        assertThat(answer.refusal().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.productId()).isEqualTo(productId));
        assertThat(answer.operationsApplied()).isZero();
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");
    }

    @Test
    void anUnknownAddonAppliesNothing() {
        Answer answer = running.update(request(new CartOperation(
                Op.ADD, FakeShop.SHIRT, "var_m", null, 1, List.of(new CartOperation.Addon("addon_unknown", 1)))));

        assertThat(answer.refusal().code()).isEqualTo("ADDON_NOT_FOUND");
        assertThat(running.ledger().done()).doesNotContain("Cart.ApplyOperations");
    }

    @Test
    void anUnknownAddonForWhatIsInTheCartAppliesNothing() {
        running.shop().basket(CASE);
        running.shop().addsPrintedShirt(running.shop().cartId());

        Answer answer = running.update(request(
                add(CASE, 1),
                new CartOperation(
                        Op.UPDATE, null, null, "item_2", 2, List.of(new CartOperation.Addon("addon_unknown", 1)))));

        assertThat(answer.refusal().code()).isEqualTo("ADDON_NOT_FOUND");
        assertThat(answer.refusal().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.productId()).isEqualTo(FakeShop.SHIRT));
        assertThat(answer.operationsApplied()).isZero();
        assertThat(running.ledger().done()).doesNotContain("Cart.ApplyOperations");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1", FakeShop.SHIRT + " x1");
    }

    @Test
    void twoLinesThatAnUpdateMakesEqualBecomeOne() {
        running.shop().basket();
        running.shop().addsPrintedShirt(running.shop().cartId());
        running.shop()
                .operate(running.shop().cartId(), new CartOperation(Op.ADD, FakeShop.SHIRT, "var_m", null, 3, null));

        Answer answer = running.update(request(new CartOperation(Op.UPDATE, null, null, "item_1", 2, List.of())));

        assertThat(answer.results()).singleElement().satisfies(result -> {
            assertThat(result.actionTaken()).isEqualTo("UPDATED");
            assertThat(result.itemId()).isEqualTo("item_2");
            assertThat(result.item().subtotal()).isEqualByComparingTo("2500.00");
        });
        assertThat(running.shop().cartProducts()).containsExactly(FakeShop.SHIRT + " x5");
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("2500.00");
    }

    @ParameterizedTest
    @CsvSource({
        "prod_mug, , 11, INSUFFICIENT_STOCK",
        "prod_of_closed_store, , 1, STORE_CLOSED",
        "prod_retired, , 1, PRODUCT_UNAVAILABLE",
        "prod_shirt, var_xl, 1, PRODUCT_UNAVAILABLE"
    })
    void whatCannotBeBoughtNowFailsAlone(String productId, String variantId, int quantity, String code) {
        running.shop().basket(CASE);

        Answer answer = running.update(request(set(productId, variantId, quantity), add(CASE, 1)));

        assertThat(answer.refusal()).isNull();
        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(answer.results()).extracting(OperationResult::code).containsExactly(code, null);
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x2");
    }

    @Test
    void stockIsCountedOverAllLinesOfTheCart() {
        running.shop().basket(CASE);
        running.shop().stock(CASE, null, 3);

        Answer answer = running.update(request(add(CASE, 3)));

        assertThat(answer.results()).extracting(OperationResult::code).containsExactly("INSUFFICIENT_STOCK");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");
    }

    // ------------------------------------------------------------------------------- services that fail

    @ParameterizedTest
    @CsvSource({
        "Cart.FindOrCreate, cart",
        "Product.Search, product",
        "Inventory.CheckAvailability, inventory",
        "SellerAdmin.Stores, seller-admin",
        "SellerAdmin.TaxSettings, seller-admin"
    })
    void withoutWhatACartNeedsToBeTrueNothingIsApplied(String activity, String service) {
        running.shop().basket(CASE);
        running.ledger().fault(activity, Fault.down());

        Refusal refusal = unavailable(request(add(MUG, 1)));

        assertThat(refusal.code()).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(refusal.service()).isEqualTo(service);
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");
        assertThat(running.ledger().done()).doesNotContain("Cart.ApplyOperations");
    }

    /** A proxy's page or a mistake of ours is nothing that a repeat of the request should get again. */
    @Test
    void aRefusalThatNobodyExpectsIsNoAnswerToKeep() {
        running.shop().basket(CASE);
        running.ledger().fault("Product.Search", Fault.refuses(404, "HTTP_404"));

        Refusal refusal = running.failure("UNEXPECTED_REFUSAL", () -> running.update(request(add(MUG, 1))));

        assertThat(refusal.service()).isEqualTo("product");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");

        running.ledger().heal();

        assertThat(running.update(request(add(MUG, 1))).operationsApplied()).isEqualTo(1);
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1", MUG + " x1");
    }

    @ParameterizedTest
    @CsvSource({
        "Marketing.ApplicablePromotions, PROMOTIONS_UNAVAILABLE",
        "Marketing.ValidateCoupons, COUPONS_UNAVAILABLE",
        "Shipping.CalculateRate, DELIVERY_ESTIMATE_UNAVAILABLE",
        "Caching.Set, CACHE_UNAVAILABLE"
    })
    void whatDecoratesACartIsLeftOutWithAWarning(String activity, String warning) {
        running.shop().basket(CASE);
        running.shop().basketHasCoupon();
        running.shop().basketIsDelivered();
        running.ledger().fault(activity, Fault.down());

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(answer.warnings()).extracting(Warning::code).containsExactly(warning);
        assertThat(answer.cart().computed()).isTrue();
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1", MUG + " x1");
    }

    @Test
    void promotionsAndCouponsChangeTheTotal() {
        running.shop().basket(CASE);
        running.shop().basketHasCoupon();
        running.shop().promotionTakesOff("9.00");

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("390.00");
        assertThat(answer.couponApplied())
                .singleElement()
                .satisfies(coupon -> assertThat(coupon.code()).isEqualTo(FakeShop.COUPON));
    }

    @Test
    void whatWasAppliedStaysWhenItCannotBeComputed() {
        running.shop().basket(CASE);
        running.ledger().fault("Cart.Compute", Fault.down());

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(answer.cart().computed()).isFalse();
        assertThat(answer.warnings()).extracting(Warning::code).containsExactly("TOTALS_PENDING");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1", MUG + " x1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void operationsWhoseAnswerIsLostAreAppliedOnce(int times) {
        running.shop().basket(CASE);
        running.ledger().fault("Cart.ApplyOperations", Fault.answerLost().times(times));

        Answer answer = running.update(request(add(CASE, 1)));

        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x2");
        assertThat(running.ledger().done("Cart.ApplyOperations")).isEqualTo(1);
    }

    // ------------------------------------------------------------------------------- others at the same cart

    @Test
    void aFrozenCartNamesTheOrderThatFrozeIt() {
        running.shop().basket(CASE);
        running.shop().lockBasket("order_1");

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(answer.refusal().code()).isEqualTo("CART_LOCKED");
        assertThat(answer.refusal().orderId()).isEqualTo("order_1");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");
    }

    @Test
    void aCartThatFreezesMeanwhileRefusesToo() {
        running.shop().basket(CASE);
        running.ledger()
                .fault(
                        "Cart.ApplyOperations",
                        Fault.meanwhile(() -> running.shop().lockBasket("order_1")));

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(answer.refusal().code()).isEqualTo("CART_LOCKED");
        assertThat(answer.refusal().orderId()).isEqualTo("order_1");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");
    }

    @Test
    void aProductThatSomebodyElseAddsMeanwhileIsPricedInASecondRound() {
        running.shop().basket(CASE);
        running.ledger()
                .fault("Cart.Compute", Fault.meanwhile(() -> running.shop().addsToBasket(MUG)));

        Answer answer = running.update(request(add(CASE, 1)));

        assertThat(running.ledger().calls("Cart.Compute"))
                .extracting(call -> call.outcome())
                .containsExactly("refused QUOTE_INPUT_MISSING", "done");
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("718.00");
    }

    @Test
    void aCouponThatSomebodyElseEntersMeanwhileIsAskedAbout() {
        running.shop().basket(CASE);
        meanwhile(() -> running.shop()
                .chooses(
                        running.shop().cartId(),
                        new Options().coupons(List.of(new OptionsChange.Coupon(FakeShop.COUPON)))));

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(outcomesOfComputing()).containsExactly("refused QUOTE_OUTDATED", "done");
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.cart().computed()).isTrue();
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("399.00");
    }

    /** Whether a coupon may be used can depend on quantities. */
    @Test
    void aCouponIsAskedAboutAgainWhenSomebodyElseChangesTheGoodsMeanwhile() {
        running.shop().basket(CASE);
        running.shop().basketHasCoupon();
        meanwhile(() -> running.shop().addsTo(running.shop().cartId(), CASE, 2));

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(outcomesOfComputing()).containsExactly("refused QUOTE_OUTDATED", "done");
        assertThat(running.ledger().calls("Marketing.ValidateCoupons"))
                .extracting(call -> ((ValidateCoupons) call.body())
                        .lines().stream().mapToInt(PricedLine::quantity).sum())
                .containsExactly(2, 4);
        assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("997.00");
    }

    @Test
    void aCartThatSomebodyElseChangesAllTheTimeIsComputedWithTheNextRead() {
        running.shop().basket(CASE);
        running.shop().basketHasCoupon();
        running.ledger()
                .fault(
                        "Cart.Compute",
                        Fault.meanwhile(() ->
                                        running.shop().addsTo(running.shop().cartId(), CASE, 1))
                                .times(Integer.MAX_VALUE));

        Answer answer = running.update(request(add(MUG, 1)));

        assertThat(outcomesOfComputing()).hasSize(3).containsOnly("refused QUOTE_OUTDATED");
        assertThat(answer.operationsApplied()).isEqualTo(1);
        assertThat(answer.cart().computed()).isFalse();
        assertThat(answer.warnings()).extracting(Warning::code).containsExactly("TOTALS_PENDING");
    }

    private void meanwhile(Runnable somebodyElse) {
        running.ledger().fault("Cart.Compute", Fault.meanwhile(somebodyElse));
    }

    private List<String> outcomesOfComputing() {
        return running.ledger().calls("Cart.Compute").stream()
                .map(Ledger.Call::outcome)
                .toList();
    }

    // ------------------------------------------------------------------------------- services that are slow

    @Test
    void whatDecoratesACartMayHangAndTheRestIsStillInTime() {
        running.shop().basket(CASE);
        running.shop().basketHasCoupon();
        running.shop().basketIsDelivered();
        running.shop().hasPoints(FakeShop.OWNER, 10);
        running.shop().redeems(running.shop().cartId(), 10);
        CompletableFuture<Void> endOfTheTest = new CompletableFuture<>();
        Stream.of(
                        "Marketing.ApplicablePromotions",
                        "Marketing.ValidateCoupons",
                        "Shipping.CalculateRate",
                        "Loyalty.Quote",
                        "Caching.Set")
                .forEach(activity -> running.ledger()
                        .fault(activity, Fault.meanwhile(endOfTheTest::join).times(Integer.MAX_VALUE)));
        try {
            Answer answer = running.update(request(add(MUG, 1)));

            assertThat(answer.warnings())
                    .extracting(Warning::code)
                    .containsExactlyInAnyOrder(
                            "DELIVERY_ESTIMATE_UNAVAILABLE",
                            "PROMOTIONS_UNAVAILABLE",
                            "COUPONS_UNAVAILABLE",
                            "POINTS_UNAVAILABLE",
                            "CACHE_UNAVAILABLE");
            assertThat(answer.operationsApplied()).isEqualTo(1);
            assertThat(answer.cart().computed()).isTrue();
            assertThat(answer.cart().totals().netPayable()).isEqualByComparingTo("419.00");
        } finally {
            endOfTheTest.complete(null);
        }
    }

    // ------------------------------------------------------------------------------- without computation

    private static Request lite(CartOperation... operations) {
        return new Request(FakeShop.OWNER, "fingerprint_1", List.of(operations), false, CartPolicy.DEFAULT);
    }

    @Test
    void withoutComputationThereAreThreeSteps() {
        running.shop().basket(CASE);

        Answer answer = running.update(lite(add(MUG, 1), set(CASE, null, 3), delete("item_9")));

        assertThat(running.ledger().done()).containsExactly("Cart.FindOrCreate", "Cart.ApplyOperations", "Caching.Set");
        assertThat(answer.fingerprint()).isEqualTo("fingerprint_1");
        assertThat(answer.operationsApplied()).isEqualTo(2);
        assertThat(answer.results()).extracting(OperationResult::code).containsExactly(null, null, "ITEM_NOT_FOUND");
        assertThat(answer.cart().computed()).isFalse();
        assertThat(answer.warnings()).isEmpty();
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x3", MUG + " x1");
        assertThat(running.shop().cached()).isEqualTo(answer.cart());
        running.wasOneTask();
    }

    @Test
    void withoutComputationNothingIsValidated() {
        Answer answer = running.update(lite(add("prod_unknown", 1)));

        assertThat(answer.refusal()).isNull();
        assertThat(answer.operationsApplied()).isEqualTo(1);
    }

    @Test
    void withoutComputationAFrozenCartStaysAsItIsToo() {
        running.shop().basket(CASE);
        running.shop().lockBasket("order_1");

        assertThat(running.update(lite(add(MUG, 1))).refusal().orderId()).isEqualTo("order_1");
        assertThat(running.shop().cartProducts()).containsExactly(CASE + " x1");
    }

    @Test
    void withoutComputationACacheThatIsAwayIsSaidToo() {
        running.ledger().fault("Caching.Set", Fault.down());

        assertThat(running.update(lite(add(MUG, 1))).warnings())
                .extracting(Warning::code)
                .containsExactly("CACHE_UNAVAILABLE");
    }

    @Test
    void withoutTheCartServiceNothingIsApplied() {
        running.ledger().fault("Cart.FindOrCreate", Fault.down());

        assertThat(unavailable(lite(add(MUG, 1))).service()).isEqualTo("cart");
    }

    @Test
    void aRequestThatRunsAgainAfterItFailedFindsTheBasketAsItIsThen() {
        running.shop().basket(CASE);
        running.ledger().fault("Product.Search", Fault.down());
        unavailable(request(add(MUG, 1)));
        running.ledger().heal();
        running.shop().lockBasket("order_1");

        assertThat(running.update(request(add(MUG, 1))).refusal().orderId()).isEqualTo("order_1");
    }
}
