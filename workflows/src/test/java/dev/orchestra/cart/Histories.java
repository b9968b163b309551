package dev.orchestra.cart;

import static dev.orchestra.cart.Wishes.wish;
import static dev.orchestra.fakes.FakeShop.ADDRESS;
import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.COUPON;
import static dev.orchestra.fakes.FakeShop.DELIVERY;
import static dev.orchestra.fakes.FakeShop.GUEST;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OWNER;

import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartOperation.Op;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.recommendations.Recommendation;
import io.temporal.client.WorkflowException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records the histories of cart operations, as {@code dev.orchestra.checkout.Histories} does those of checkouts. */
@Timeout(30)
@EnabledIfSystemProperty(named = "orchestra.record", matches = "true")
class Histories {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    static Stream<Arguments> ways() {
        return Stream.of(items(), views(), options(), others()).flatMap(way -> way);
    }

    private static Stream<Arguments> items() {
        return Stream.of(
                way("cart-items-applied", basket(), Histories::update),
                way(
                        "cart-items-with-warnings",
                        basket().andThen(shop -> {
                            shop.basketHasCoupon();
                            shop.basketIsDelivered();
                            shop.ledger().fault("Marketing.ApplicablePromotions", Fault.down());
                        }),
                        Histories::update),
                way("cart-items-refused", basket().andThen(shop -> shop.lockBasket("order_1")), Histories::update),
                way("cart-items-service-down", basket().andThen(down("Product.Search")), Histories::update),
                way(
                        "cart-items-unexpected-refusal",
                        basket().andThen(shop -> shop.ledger().fault("Product.Search", Fault.refuses(404, "HTTP_404"))),
                        Histories::update),
                way("cart-items-totals-pending", basket().andThen(down("Cart.Compute")), Histories::update),
                way(
                        "cart-items-second-round",
                        basket().andThen(meanwhile(shop -> shop.addsToBasket(FakeShop.RETIRED))),
                        Histories::update),
                way("cart-items-outdated", basket().andThen(meanwhile(Histories::entersCoupon)), Histories::update),
                way(
                        "cart-items-applied-late",
                        basket().andThen(shop -> shop.ledger()
                                .fault(
                                        "Cart.ApplyOperations",
                                        Fault.answerLost().lasting(Duration.ofMinutes(5)))),
                        Histories::update),
                way(
                        "cart-items-only-applied",
                        basket(),
                        running -> running.operation(UpdateCartItemsWorkflow.class)
                                .run(new UpdateCartItemsWorkflow.Request(
                                        OWNER, "fingerprint_1", operations(), false, CartPolicy.DEFAULT))),
                way(
                        "buy-now-bought",
                        basket(),
                        running -> running.operation(BuyNowWorkflow.class)
                                .run(new BuyNowWorkflow.Request(
                                        OWNER, "fingerprint_1", operations(), CartPolicy.DEFAULT))));
    }

    private static Stream<Arguments> views() {
        return Stream.of(
                way("cart-view-computed", everything(), Histories::view),
                way("cart-view-no-cart", shop -> {}, Histories::view),
                way("cart-view-locked", basket().andThen(shop -> shop.lockBasket("order_1")), Histories::view),
                way(
                        "cart-view-locked-meanwhile",
                        everything().andThen(meanwhile(shop -> shop.lockBasket("order_1"))),
                        Histories::view),
                way("cart-view-outdated", basket().andThen(meanwhile(Histories::entersCoupon)), Histories::view),
                way(
                        "cart-view-with-warnings",
                        everything()
                                .andThen(down("Marketing.ApplicablePromotions"))
                                .andThen(down("Marketing.ValidateCoupons"))
                                .andThen(down("Shipping.CalculateRate"))
                                .andThen(down("SellerAdmin.DeliveryOption"))
                                .andThen(down("Loyalty.Quote"))
                                .andThen(down("Caching.Set")),
                        Histories::view),
                way("cart-view-totals-pending", basket().andThen(shop -> shop.knowsNoMore(CASE)), Histories::view),
                way("cart-view-service-down", basket().andThen(down("Inventory.CheckAvailability")), Histories::view));
    }

    private static Stream<Arguments> options() {
        return Stream.of(
                way("cart-options-applied", basket(), Histories::choose),
                way("cart-options-removed", everything(), running -> choose(running, Wishes.nothingAnyMore())),
                way(
                        "cart-options-invalid",
                        basket(),
                        running -> choose(
                                running,
                                wish().coupons("NO")
                                        .deliveredTo(FakeShop.OUT_OF_REACH)
                                        .delivery("deliv_9")
                                        .pickup("pickup_9")
                                        .on("2001-01-01")
                                        .points(1)
                                        .all())),
                way(
                        "cart-options-locked-meanwhile",
                        basket().andThen(shop -> shop.ledger()
                                .fault("Cart.ChooseOptions", Fault.meanwhile(() -> shop.lockBasket("order_1")))),
                        Histories::choose),
                way("cart-options-outdated", basket().andThen(meanwhile(Histories::entersCoupon)), Histories::choose),
                way("cart-options-service-down", basket().andThen(down("Customer.Addresses")), Histories::choose),
                way("cart-options-totals-pending", basket().andThen(down("Cart.Compute")), Histories::choose));
    }

    private static Stream<Arguments> others() {
        return Stream.of(
                way("cart-delete-deleted", basket(), Histories::delete),
                way("cart-delete-no-cart", shop -> {}, Histories::delete),
                way(
                        "cart-delete-gone-already",
                        shop -> {},
                        running -> running.operation(DeleteCartWorkflow.class)
                                .run(new DeleteCartWorkflow.Request(
                                        OWNER, null, running.shop().cartId(), "fingerprint_1", CartPolicy.DEFAULT))),
                way("cart-delete-locked", basket().andThen(shop -> shop.lockBasket("order_1")), Histories::delete),
                way("cart-delete-with-warnings", basket().andThen(down("Caching.Delete")), Histories::delete),
                way("cart-merge-merged", basket().andThen(Histories::guestsBasket), Histories::merge),
                way("cart-merge-nothing", basket(), Histories::merge),
                way(
                        "cart-merge-not-now",
                        basket().andThen(Histories::guestsBasket).andThen(shop -> shop.lockBasket("order_1")),
                        Histories::merge),
                way(
                        "cart-merge-second-round",
                        basket().andThen(shop -> {
                            String guests = guestsBasket(shop);
                            shop.ledger().fault("Cart.Delete", Fault.meanwhile(() -> shop.addsTo(guests, MUG, 3)));
                        }),
                        Histories::merge),
                way(
                        "cart-merge-customers-changed-meanwhile",
                        basket().andThen(shop -> {
                            guestsBasket(shop);
                            shop.ledger().fault("Cart.ApplyOperations", Fault.meanwhile(() -> shop.addsToBasket(CASE)));
                        }),
                        Histories::merge),
                way("cart-suggestions-five-sources", basket().andThen(Histories::fiveSources), Histories::suggest),
                way(
                        "cart-suggestions-with-warnings",
                        basket().andThen(Histories::fiveSources)
                                .andThen(down("Recommendations.Upsells"))
                                .andThen(down("Inventory.CheckAvailability")),
                        Histories::suggest),
                way("cart-suggestions-none", basket(), Histories::suggest));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void ways(String name, Consumer<FakeShop> shop, Operation operation) throws IOException {
        shop.accept(running.shop());
        try {
            operation.run(running);
        } catch (WorkflowException down) {
            // The run fails when it cannot be done, so that it may be done again.
        }
        running.keepHistory(name, running.lastOperation());
    }

    /** What the customer does. */
    private interface Operation {
        void run(RunningShop running);
    }

    private static Arguments way(String name, Consumer<FakeShop> shop, Operation operation) {
        return Arguments.of(name, shop, operation);
    }

    // ------------------------------------------------------------------------------- what customers do

    private static List<CartOperation> operations() {
        return List.of(
                new CartOperation(Op.ADD, MUG, null, null, 1, null),
                new CartOperation(Op.SET, FakeShop.SHIRT, "var_m", null, 2, null),
                new CartOperation(Op.UPDATE, null, null, "item_1", 3, null),
                new CartOperation(Op.DELETE, null, null, "item_9", null, null));
    }

    private static void update(RunningShop running) {
        running.update(
                new UpdateCartItemsWorkflow.Request(OWNER, "fingerprint_1", operations(), true, CartPolicy.DEFAULT));
    }

    private static void view(RunningShop running) {
        running.operation(GetCartWorkflow.class)
                .run(new GetCartWorkflow.Request(OWNER, null, null, CartPolicy.DEFAULT));
    }

    private static void choose(RunningShop running) {
        choose(
                running,
                wish().coupons(COUPON, "NO")
                        .deliveredTo(ADDRESS)
                        .tip("50.00", "txt_tip")
                        .delivery(DELIVERY)
                        .atOnce()
                        .pickup(FakeShop.PICKUP)
                        .paidWith(FakeShop.CASH_METHOD)
                        .wrapped(FakeShop.GIFT_WRAP, "txt_wrap", 10)
                        .instructions("txt_door")
                        .points(1)
                        .all());
    }

    private static void choose(RunningShop running, UpdateCartOptionsWorkflow.Wishes wishes) {
        running.operation(UpdateCartOptionsWorkflow.class)
                .run(new UpdateCartOptionsWorkflow.Request(
                        OWNER, null, null, "fingerprint_1", wishes, CartPolicy.DEFAULT));
    }

    private static void delete(RunningShop running) {
        running.operation(DeleteCartWorkflow.class)
                .run(new DeleteCartWorkflow.Request(OWNER, null, null, "fingerprint_1", CartPolicy.DEFAULT));
    }

    private static void merge(RunningShop running) {
        running.operation(MergeCartsWorkflow.class)
                .run(new MergeCartsWorkflow.Request(GUEST, OWNER, CartPolicy.DEFAULT));
    }

    private static void suggest(RunningShop running) {
        running.operation(GetCartSuggestionsWorkflow.class)
                .run(new GetCartSuggestionsWorkflow.Request(OWNER, null, null, CartPolicy.DEFAULT));
    }

    // ------------------------------------------------------------------------------- how the shop is

    private static Consumer<FakeShop> basket() {
        return shop -> shop.basket(CASE);
    }

    private static Consumer<FakeShop> everything() {
        return shop -> {
            shop.basket(CASE, MUG);
            shop.basketHasCoupon();
            shop.basketIsDelivered();
            shop.hasPoints(OWNER, 150);
            shop.chosen(
                    shop.cartId(),
                    new Options()
                            .loyalty(100)
                            .tips("50.00", "txt_tip")
                            .giftWrap("txt_wrap")
                            .instructions("txt_door"));
            shop.promotionTakesOff("9.00");
        };
    }

    private static String guestsBasket(FakeShop shop) {
        String guests = shop.basketOf(GUEST, CASE, MUG).cartId();
        shop.hasCoupons(guests, COUPON);
        return guests;
    }

    private static void fiveSources(FakeShop shop) {
        shop.sells("prod_glass", "store_a", "149.00", "ACTIVE");
        shop.recommends(recommended(MUG));
        shop.offers("offer_1", "store_a", "398.00", "FREE_DELIVERY", recommended("prod_glass"));
        shop.bundle("bundle_1", "358.00", "90.00", "0.7", CASE, "prod_glass");
        shop.recommendsBetter(recommended(FakeShop.SHIRT));
        shop.reminds(recommended(FakeShop.RETIRED));
    }

    private static Recommendation recommended(String productId) {
        return new Recommendation(productId, "Bought together", BigDecimal.ONE, BigDecimal.ONE, null);
    }

    private static void entersCoupon(FakeShop shop) {
        shop.chooses(shop.cartId(), new Options().coupons(List.of(new OptionsChange.Coupon(COUPON))));
    }

    private static Consumer<FakeShop> down(String activity) {
        return shop -> shop.ledger().fault(activity, Fault.down());
    }

    /** Before the cart is computed. */
    private static Consumer<FakeShop> meanwhile(Consumer<FakeShop> somebodyElse) {
        return shop -> shop.ledger().fault("Cart.Compute", Fault.meanwhile(() -> somebodyElse.accept(shop)));
    }
}
