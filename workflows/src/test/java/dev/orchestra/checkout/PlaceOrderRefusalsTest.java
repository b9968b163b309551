package dev.orchestra.checkout;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Refusal.LineChange;
import dev.orchestra.support.Refusal.LineProblem;
import java.math.BigDecimal;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every no that phase 1 can say: with its own code, and leaving nothing behind. */
@Timeout(30)
class PlaceOrderRefusalsTest {

    private static final Cart.DeliveryOption STANDARD =
            new Cart.DeliveryOption(FakeShop.DELIVERY, "Standard", new BigDecimal("30.00"));

    @RegisterExtension
    final RunningShop running = new RunningShop();

    static Stream<Arguments> refusals() {
        PaymentInstruction cash = Orders.CASH;
        return Stream.of(
                refusal("an empty cart", "CART_EMPTY", shop -> shop.basket(), shop -> Orders.cash(shop, "419.00")),
                asking(
                        "instructions that do not sum up",
                        "PAYMENT_SUM_MISMATCH",
                        shop -> Orders.paidBy(shop, "419.00", false, Orders.part("400.00", "INR", "MANUAL", "COD"))),
                asking("no instruction", "PAYMENT_SUM_MISMATCH", shop -> Orders.paidBy(shop, "419.00", false)),
                asking(
                        "full_amount beside another",
                        "FULL_AMOUNT_NOT_ALONE",
                        shop -> Orders.paidBy(
                                shop, "419.00", true, cash, Orders.part("19.00", "INR", "MANUAL", "COD"))),
                asking(
                        "several methods, said to be one",
                        "PAYMENT_METHODS_MISMATCH",
                        shop -> Orders.paidBy(
                                shop,
                                "419.00",
                                false,
                                Orders.part("400.00", "INR", "MANUAL", "COD"),
                                Orders.part("19.00", "INR", "MANUAL", "COD"))),
                asking(
                        "one method, said to be several",
                        "PAYMENT_METHODS_MISMATCH",
                        shop -> Orders.paidBy(shop, "419.00", true, cash)),
                asking(
                        "another currency",
                        "CURRENCY_MISMATCH",
                        shop -> Orders.paidBy(shop, "419.00", false, Orders.part("419.00", "USD", "MANUAL", "COD"))),
                asking(
                        "a mode that is not offered",
                        "PAYMENT_MODE_UNSUPPORTED",
                        shop -> Orders.paidBy(
                                shop, "419.00", false, Orders.part("419.00", "INR", "GATEWAY", "BARTER"))),
                asking("another total than the cart's", "TOTAL_CHANGED", shop -> Orders.cash(shop, "400.00")),
                refusal(
                        "a changed price",
                        "TOTAL_CHANGED",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.sells(MUG, "store_b", "125.00", "ACTIVE");
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "a coupon that is over",
                        "TOTAL_CHANGED",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.basketHasCoupon();
                            shop.couponIsOver("EXPIRED");
                        },
                        shop -> Orders.cash(shop, "399.00")),
                refusal(
                        "a product that is not sold any more",
                        "PRODUCT_UNAVAILABLE",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.sells(MUG, "store_b", "120.00", "INACTIVE");
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "a store that takes no orders",
                        "PRODUCT_UNAVAILABLE",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.closes("store_b");
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "a store that has left",
                        "PRODUCT_UNAVAILABLE",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.forgets("store_b");
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "stock that is short at step 2a",
                        "OUT_OF_STOCK",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.stock(MUG, null, 0);
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "stock that is short at step 3",
                        "OUT_OF_STOCK",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.ledger().fault("Inventory.Reserve", Fault.meanwhile(() -> shop.stock(MUG, null, 0)));
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "an addon that is not sold any more",
                        "PRODUCT_UNAVAILABLE",
                        shop -> {
                            shop.basket(CASE);
                            shop.addsPrintedShirt(shop.cartId());
                            shop.soldWithoutPrint();
                        },
                        shop -> Orders.cash(shop, "849.00")),
                refusal(
                        "a delivery to nowhere",
                        "ADDRESS_NEEDED",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.chosen(shop.cartId(), new Options().deliveryOption(STANDARD));
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "a delivery to where the bill goes",
                        "ADDRESS_NEEDED",
                        shop -> {
                            shop.basket(CASE, MUG);
                            shop.chosen(
                                    shop.cartId(),
                                    new Options()
                                            .deliveryOption(STANDARD)
                                            .address(
                                                    new Cart.Address(null, new Cart.Billing(false, FakeShop.ADDRESS))));
                        },
                        shop -> Orders.cash(shop, "419.00")),
                refusal(
                        "more than may be paid at the door",
                        "COD_NOT_ALLOWED",
                        shop -> {
                            shop.sells(MUG, "store_b", "20000.00", "ACTIVE");
                            shop.basket(CASE, MUG);
                        },
                        shop -> Orders.cash(shop, "20299.00")));
    }

    private static Arguments asking(String what, String code, Function<FakeShop, PlaceOrder> order) {
        return refusal(what, code, shop -> shop.basket(CASE, MUG), order);
    }

    private static Arguments refusal(
            String what, String code, Consumer<FakeShop> shop, Function<FakeShop, PlaceOrder> order) {
        return Arguments.of(named(what, code), shop, order);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void leavesNothingBehind(String code, Consumer<FakeShop> prepare, Function<FakeShop, PlaceOrder> asked) {
        prepare.accept(running.shop());
        PlaceOrder order = asked.apply(running.shop());

        Phase1Answer answer = running.click(order);

        assertThat(answer.refusal().code()).isEqualTo(code);
        assertThat(answer.refusal().message()).isNotBlank();
        assertThat(answer.order()).isNull();
        assertThat(answer.payment()).isEmpty();
        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);
        Aftermath.nothingLeft(running, order, CheckoutState.REJECTED);
    }

    @Test
    void aChangedTotalSaysWhatChanged() {
        running.shop().basket(CASE, MUG);
        running.shop().basketHasCoupon();
        running.shop().sells(MUG, "store_b", "125.00", "ACTIVE");
        running.shop().couponIsOver("USED_UP");
        PlaceOrder order = Orders.cash(running.shop(), "399.00");

        Refusal refusal = running.click(order).refusal();

        assertThat(refusal.total()).isEqualByComparingTo("424.00");
        assertThat(refusal.changes())
                .containsExactlyInAnyOrder(
                        new LineChange("price", "item_2", MUG, "120.00", "125.00"),
                        new LineChange("coupon", null, FakeShop.COUPON, "-20.00", "USED_UP"),
                        new LineChange("total", null, null, "399.00", "424.00"));
        running.end(order);
    }

    @Test
    void shortStockSaysWhatIsLeft() {
        running.shop().basket(CASE, MUG);
        running.shop().addsToBasket(MUG);
        running.shop().stock(MUG, null, 1);
        PlaceOrder order = Orders.cash(running.shop(), "539.00");

        assertThat(running.click(order).refusal().problems())
                .containsExactly(new LineProblem("OUT_OF_STOCK", MUG, null, 2, 1));
        running.end(order);
    }

    @Test
    void aCartThatAnotherOrderFrozeIsLeftToIt() {
        running.shop().basket(CASE, MUG);
        running.ledger()
                .fault(
                        "Cart.Lock",
                        Fault.refuses(new dev.orchestra.support.ServiceProblem(
                                409, "CART_LOCKED", "locked", "order_other", null, null, null)));
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        Refusal refusal = running.click(order).refusal();

        assertThat(refusal.code()).isEqualTo("CART_LOCKED");
        assertThat(refusal.orderId()).isEqualTo("order_other");
        running.end(order);
        assertThat(running.ledger().done()).doesNotContain("Inventory.Reserve", "Order.Create");
    }

    @Test
    void aCartThatIsGoneIsAnEmptyOne() {
        PlaceOrder order = Orders.cash(running.shop(), "419.00");

        assertThat(running.click(order).refusal().code()).isEqualTo("CART_EMPTY");
        assertThat(running.end(order)).isEqualTo(CheckoutState.REJECTED);
    }
}
