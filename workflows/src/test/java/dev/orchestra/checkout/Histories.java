package dev.orchestra.checkout;

import static dev.orchestra.checkout.Orders.at;
import static dev.orchestra.checkout.Orders.door;
import static dev.orchestra.checkout.Orders.wallet;
import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;

import dev.orchestra.checkout.CheckoutVerbs.RetryPayment;
import dev.orchestra.checkout.CheckoutVerbs.SwitchToCod;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.Options;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.payment.PaymentGuardianWorkflow;
import dev.orchestra.payment.PaymentInstruction;
import io.temporal.client.WorkflowException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records the histories of checkouts that {@code ReplayTest} replays, one for each way a run can go:
 * {@code mvn -pl workflows test -Dtest=dev.orchestra.checkout.Histories -Dorchestra.record=true}. A history that was released stays; a change that would break it needs
 * {@code Workflow.getVersion}.
 */
@Timeout(30)
@EnabledIfSystemProperty(named = "orchestra.record", matches = "true")
class Histories {

    @RegisterExtension
    final RunningShop running = new RunningShop();

    static Stream<Arguments> checkouts() {
        return Stream.of(
                checkout("place-order-completed", "419.00", shop -> {}),
                checkout("place-order-computed-on-the-way", "459.00", shop -> {
                    shop.basketHasCoupon();
                    shop.basketIsDelivered();
                    shop.basketIsNotComputed();
                }),
                checkout("place-order-total-changed", "419.00", shop -> shop.sells(MUG, "store_b", "125.00", "ACTIVE")),
                checkout(
                        "place-order-out-of-stock",
                        "419.00",
                        shop -> shop.ledger()
                                .fault("Inventory.Reserve", Fault.meanwhile(() -> shop.stock(MUG, null, 0)))),
                checkout("place-order-nothing-to-pay", "0.00", shop -> {
                    shop.couponTakesOff("419.00");
                    shop.basketHasCoupon();
                }),
                checkout("place-order-one-of-two-coupons-gone-after-all", "394.00", shop -> {
                    shop.couponTakesOff("EXTRA5", "5.00");
                    shop.hasCoupons(shop.cartId(), FakeShop.COUPON, "EXTRA5");
                    shop.ledger()
                            .fault(
                                    "Marketing.CouponsUsed",
                                    Fault.refuses(409, "USED_UP").once());
                }),
                checkout("place-order-with-everything", "294.00", Histories::everything),
                checkout("place-order-gives-everything-back", "294.00", shop -> {
                    everything(shop);
                    shop.ledger().fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED"));
                }),
                checkout("place-order-gives-points-back-for-an-hour", "294.00", shop -> {
                    everything(shop);
                    shop.ledger().fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED"));
                    shop.ledger().fault("Loyalty.Release", Fault.down().lasting(Duration.ofHours(1)));
                }),
                checkout("place-order-points-gone-at-the-hold", "294.00", shop -> {
                    everything(shop);
                    shop.ledger().fault("Loyalty.Hold", Fault.refuses(409, "INSUFFICIENT_POINTS"));
                }),
                checkout("place-order-points-gone-after-all", "294.00", shop -> {
                    everything(shop);
                    shop.ledger().fault("Loyalty.Burn", Fault.refuses(409, "INSUFFICIENT_POINTS"));
                }),
                checkout(
                        "place-order-points-earned-an-hour-later",
                        "419.00",
                        shop -> shop.ledger().fault("Loyalty.Earn", Fault.down().lasting(Duration.ofHours(1)))),
                checkout(
                        "place-order-payment-refused",
                        "419.00",
                        shop -> shop.ledger().fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED"))),
                checkout(
                        "place-order-service-down",
                        "419.00",
                        shop -> shop.ledger().fault("Order.CreateSubOrders", Fault.down())),
                checkout("place-order-undo-takes-an-hour", "419.00", shop -> {
                    shop.ledger().fault("Payment.Initiate", Fault.refuses(422, "COD_NOT_ALLOWED"));
                    shop.ledger().fault("Order.Cancel", Fault.down().lasting(Duration.ofHours(1)));
                }),
                checkout(
                        "place-order-stock-lost",
                        "419.00",
                        shop -> shop.ledger().fault("Inventory.Deduct", Fault.meanwhile(shop::losesHolds))),
                checkout(
                        "place-order-step-takes-an-hour",
                        "419.00",
                        shop -> shop.ledger()
                                .fault("Order.Confirm", Fault.down().lasting(Duration.ofHours(1)))),
                checkout(
                        "place-order-step-refused",
                        "419.00",
                        shop -> shop.ledger()
                                .fault(
                                        "Marketing.CouponsUsed",
                                        Fault.refuses(409, "USED_UP").once())),
                checkout(
                        "place-order-nobody-told-for-an-hour",
                        "419.00",
                        shop -> shop.ledger()
                                .fault("Notification.Send", Fault.down().lasting(Duration.ofHours(1)))));
    }

    /** Coupon, points, delivery, and the customer's own words. */
    private static void everything(FakeShop shop) {
        shop.basketHasCoupon();
        shop.basketIsDelivered();
        shop.hasPoints(FakeShop.OWNER, 200);
        shop.chosen(
                shop.cartId(),
                new Options()
                        .loyalty(200)
                        .tips("10.00", "txt_tip")
                        .giftWrap("txt_wrap")
                        .instructions("txt_door"));
    }

    private static Arguments checkout(String name, String total, Consumer<FakeShop> trouble) {
        return Arguments.of(name, total, trouble);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checkouts")
    void checkouts(String name, String total, Consumer<FakeShop> trouble) throws IOException {
        running.shop().basket(CASE, MUG);
        trouble.accept(running.shop());
        PlaceOrder order = Orders.cash(running.shop(), total);
        var answer = running.clicking(order);
        running.end(order);
        answer.join();
        running.keepHistory(name, running.id(order));
    }

    @ParameterizedTest(name = "place-order-cancelled at {0}")
    @MethodSource("cancellations")
    void cancellations(String name, String activity) throws IOException {
        running.shop().basket(CASE, MUG);
        PlaceOrder order = Orders.cash(running.shop(), "419.00");
        running.ledger().fault(activity, Fault.meanwhile(() -> running.cancelAndBeHeard(order)));
        running.click(order);
        try {
            running.end(order);
        } catch (WorkflowException cancelled) {
            // As Temporal closes every run that was cancelled.
        }
        running.keepHistory(name, running.id(order));
    }

    static Stream<Arguments> cancellations() {
        return Stream.of(
                Arguments.of("place-order-cancelled-in-time", "Order.Create"),
                Arguments.of("place-order-cancelled-too-late", "Inventory.Deduct"));
    }

    /** What happens to the money of one order. */
    private interface Story {
        PlaceOrder of(RunningShop running);
    }

    private static Arguments money(String name, Story story) {
        return Arguments.of("place-order-" + name, story);
    }

    private static PlaceOrder waiting(RunningShop running, PaymentInstruction... instructions) {
        PlaceOrder order = Orders.split(running.shop(), instructions);
        running.click(order);
        return order;
    }

    private static RetryPayment first(PlaceOrder order, RunningShop running, String gateway) {
        return new RetryPayment(Orders.paymentId(running.id(order), 1), gateway);
    }

    static Stream<Arguments> payments() {
        return Stream.of(
                money("split-in-three", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "219.00"), wallet("100.00"), door("100.00"));
                    running.hears(order, running.shop().payments().pays("PHONEPE"));
                    return order;
                }),
                money("paid-without-a-webhook", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.after(
                            Duration.ofMinutes(3),
                            () -> running.shop().payments().pays("PHONEPE"));
                    return order;
                }),
                money("failed-and-paid-after-all", running -> {
                    PlaceOrder order = waiting(running, at("RAZORPAY", "419.00"));
                    running.hears(order, running.shop().payments().declines("RAZORPAY"));
                    running.tells("failed");
                    running.hears(order, running.shop().payments().authorizes("RAZORPAY"));
                    return order;
                }),
                money("paid-twice", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.asks(order, "retryPayment", first(order, running, "RAZORPAY"));
                    running.shop().payments().pays("PHONEPE");
                    running.hears(order, running.shop().payments().pays("RAZORPAY"));
                    return order;
                }),
                money("gateway-away-then-another-one", running -> {
                    PlaceOrder order = Orders.split(running.shop(), at("PHONEPE", "419.00"));
                    running.ledger().fault("Payment.Initiate", Fault.down().lasting(Duration.ofSeconds(30)));
                    running.clicking(order);
                    running.after(
                            Duration.ofMinutes(1),
                            () -> running.asksLater(order, "retryPayment", first(order, running, "RAZORPAY")));
                    running.after(
                            Duration.ofMinutes(2),
                            () -> running.shop().payments().pays("RAZORPAY"));
                    return order;
                }),
                money("changed-to-cash", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.asks(
                            order,
                            "switchToCod",
                            new SwitchToCod(first(order, running, null).paymentId()));
                    return order;
                }),
                money("wrong-amount", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.hears(order, running.shop().payments().paysAs("PHONEPE", "1.00", "INR"));
                    return order;
                }),
                money("not-paid", running -> waiting(running, at("PHONEPE", "219.00"), wallet("200.00"))),
                money("paid-late", running -> {
                    PlaceOrder order = waiting(running, at("RAZORPAY", "419.00"));
                    running.after(
                            Duration.ofMinutes(16),
                            () -> running.shop().payments().pays("RAZORPAY"));
                    return order;
                }),
                money("paid-late-for-a-changed-cart", running -> {
                    PlaceOrder order = waiting(running, at("RAZORPAY", "419.00"));
                    running.after(Duration.ofMinutes(15), () -> running.shop().addsToBasket(MUG));
                    running.after(
                            Duration.ofMinutes(16),
                            () -> running.shop().payments().pays("RAZORPAY"));
                    return order;
                }),
                money("called-off-when-lapsed", running -> {
                    PlaceOrder order = waiting(running, at("RAZORPAY", "219.00"), wallet("200.00"));
                    running.after(Duration.ofMinutes(16), () -> running.asksLater(order, "cancel"));
                    return order;
                }),
                money("paid-once-more", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "200.00"), at("RAZORPAY", "219.00"));
                    running.hears(order, running.shop().payments().pays("RAZORPAY"));
                    running.tells("received");
                    running.hears(order, running.shop().payments().paysOnTop("RAZORPAY"));
                    running.hears(order, running.shop().payments().pays("PHONEPE"));
                    return order;
                }),
                money("called-off-while-waiting", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "219.00"), wallet("200.00"));
                    running.asks(order, "cancel");
                    return order;
                }),
                money("called-off-and-paid-later", running -> {
                    running.shop().payments().refundsFail(1);
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.asks(order, "cancel");
                    running.after(
                            Duration.ofMinutes(2),
                            () -> running.shop().payments().pays("PHONEPE"));
                    return order;
                }),
                money("called-off-in-the-ui-while-waiting", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "219.00"), wallet("200.00"));
                    running.run(order).cancel();
                    return order;
                }),
                money("cash-refused-beside-a-paid-gateway", running -> {
                    running.shop().payments().customersAreQuick();
                    running.shop().payments().refuses("COD");
                    return waiting(running, at("PHONEPE", "219.00"), door("200.00"));
                }),
                money("wallet-short", running -> {
                    running.shop().payments().walletHas("1.00");
                    return waiting(running, at("PHONEPE", "219.00"), wallet("200.00"));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void payments(String name, Story story) throws IOException {
        PlaceOrder order = story.of(running);
        try {
            running.end(order);
        } catch (WorkflowException cancelled) {
            // As Temporal closes every run that was cancelled.
        }
        running.keepHistory(name, running.id(order));
    }

    private static Arguments guardian(String name, Story story) {
        return Arguments.of("payment-guardian-" + name, story);
    }

    static Stream<Arguments> guardians() {
        return Stream.of(
                guardian("nothing-came", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.asks(order, "cancel");
                    return order;
                }),
                guardian("paid-days-later", running -> {
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.asks(order, "cancel");
                    running.after(
                            Duration.ofDays(4), () -> running.shop().payments().pays("PHONEPE"));
                    return order;
                }),
                guardian("refund-fails-and-takes-time", running -> {
                    running.shop().payments().refundsFail(1);
                    running.shop().payments().refundsTakeTime();
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.asks(order, "cancel");
                    running.shop().payments().pays("PHONEPE");
                    running.after(
                            Duration.ofHours(3), () -> running.shop().payments().refundsComplete());
                    return order;
                }),
                guardian("refund-refused", running -> {
                    running.ledger()
                            .fault(
                                    "Payment.Refund",
                                    Fault.refuses(409, "NOTHING_TO_REFUND").once());
                    PlaceOrder order = waiting(running, at("PHONEPE", "419.00"));
                    running.asks(order, "cancel");
                    running.shop().payments().pays("PHONEPE");
                    return order;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void guardians(String name, Story story) throws IOException {
        running.end(story.of(running));
        String attempt = running.shop().payments().attempts().get(0);
        running.keepHistory(name, PaymentGuardianWorkflow.workflowId(attempt));
    }
}
