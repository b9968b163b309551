package dev.orchestra.checkout;

import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;

import dev.orchestra.cart.CartPolicy;
import dev.orchestra.cart.UpdateCartItemsWorkflow;
import dev.orchestra.cart.UpdateCartItemsWorkflow.Request;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartOperation.Op;
import io.temporal.client.WorkflowException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * Records the histories that {@code ReplayTest} replays, one for each way a run can go:
 * {@code mvn -pl workflows test -Dtest=Histories -Dorchestra.record=true}. A history that was released stays; a change that would break it needs
 * {@code Workflow.getVersion}.
 */
@Timeout(30)
@EnabledIfSystemProperty(named = "orchestra.record", matches = "true")
class Histories {

    private static final Path FOLDER = Path.of("src/test/resources/histories");

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
        write(name, running.id(order));
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
        write(name, running.id(order));
    }

    static Stream<Arguments> cancellations() {
        return Stream.of(
                Arguments.of("place-order-cancelled-in-time", "Order.Create"),
                Arguments.of("place-order-cancelled-too-late", "Inventory.Deduct"));
    }

    static Stream<Arguments> carts() {
        return Stream.of(
                cart("cart-items-applied", shop -> {}),
                cart("cart-items-with-warnings", shop -> {
                    shop.basketHasCoupon();
                    shop.basketIsDelivered();
                    shop.ledger().fault("Marketing.ApplicablePromotions", Fault.down());
                }),
                cart("cart-items-refused", shop -> shop.lockBasket("order_1")),
                cart("cart-items-service-down", shop -> shop.ledger().fault("Product.Search", Fault.down())),
                cart("cart-items-totals-pending", shop -> shop.ledger().fault("Cart.Compute", Fault.down())),
                cart(
                        "cart-items-second-round",
                        shop -> shop.ledger()
                                .fault("Cart.Compute", Fault.meanwhile(() -> shop.addsToBasket(FakeShop.RETIRED)))),
                cart(
                        "cart-items-applied-late",
                        shop -> shop.ledger()
                                .fault(
                                        "Cart.ApplyOperations",
                                        Fault.answerLost().lasting(Duration.ofMinutes(5)))));
    }

    private static Arguments cart(String name, Consumer<FakeShop> trouble) {
        return Arguments.of(name, trouble);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("carts")
    void carts(String name, Consumer<FakeShop> trouble) throws IOException {
        running.shop().basket(CASE);
        trouble.accept(running.shop());
        try {
            running.update(new Request(
                    FakeShop.OWNER,
                    "fingerprint_1",
                    List.of(
                            new CartOperation(Op.ADD, MUG, null, null, 1, null),
                            new CartOperation(Op.SET, FakeShop.SHIRT, "var_m", null, 2, null),
                            new CartOperation(Op.UPDATE, null, null, "item_1", 3, null),
                            new CartOperation(Op.DELETE, null, null, "item_9", null, null)),
                    true,
                    CartPolicy.DEFAULT));
        } catch (WorkflowException down) {
            // The run fails when it cannot be done, so that it may be done again.
        }
        write(name, running.id(UpdateCartItemsWorkflow.class));
    }

    private void write(String name, String workflowId) throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(
                FOLDER.resolve(name + ".json"),
                running.client().fetchHistory(workflowId).toJson(true) + "\n");
    }
}
