package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From an empty cart to an order paid at the door. */
@ExtendWith(Stack.class)
class CashOrderTest {

    @Test
    void aCartBecomesAnOrderThroughBothPhases(LocalStack stack) {
        Customer customer = new Customer(stack);
        int before = customer.stockOf("prod_456").get("on_hand").asInt();

        JsonNode cart = customer.adds("prod_456", 2);
        assertThat(cart.at("/items/0/quantity").asInt()).isEqualTo(2);
        assertThat(cart.get("computed").asBoolean()).isTrue();
        JsonNode cached = customer.api.get("/cart?compute=false").body();
        assertThat(cached.get("from_cache").asBoolean()).isTrue();
        assertThat(cached.get("cart")).isEqualTo(cart);

        Client.Answer placed = customer.places(Customer.owed(cart));
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        JsonNode order = placed.body().get("order");
        assertThat(order.get("number").asText()).matches("ORD-20\\d\\d-\\d+");
        assertThat(order.get("order_status").asText()).isEqualTo("PENDING");
        assertThat(order.get("payment_status").asText()).isEqualTo("PENDING");
        assertThat(order.at("/sub_orders/0/number").asText())
                .isEqualTo(order.get("number").asText() + "-01");
        assertThat(placed.body().at("/payment/0/status").asText()).isEqualTo("SUCCESS");
        assertThat(placed.body().at("/payment/0/gateway").asText()).isEqualTo("COD");

        String orderId = order.get("id").asText();
        JsonNode end = customer.seesTheEndOf(orderId);
        assertThat(end.get("checkout_state").asText()).isEqualTo("COMPLETED");
        assertThat(end.get("order_status").asText()).isEqualTo("CONFIRMED");
        assertThat(customer.stockOf("prod_456").get("on_hand").asInt()).isEqualTo(before - 2);
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
        assertThat(customer.api.get("/cart?compute=false").body().get("cart").isNull())
                .as("the cart is gone")
                .isTrue();
        List<String> told =
                customer.api.get("/orders/" + orderId + "/timeline").body().findValuesAsText("state");
        assertThat(told)
                .startsWith("VALIDATING", "HOLDING")
                .endsWith("COMPLETED")
                .doesNotContainSequence("COMPLETED", "HOLDING");
    }

    @Test
    void logLinesNameTheCartTheOrderAndTheRunAndNothingPersonal(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_456", 1);
        String cartId = cart.get("cart_id").asText();
        String orderId =
                customer.places(Customer.owed(cart)).body().at("/order/id").asText();
        customer.seesTheEndOf(orderId);

        List<String> lines = stack.log(Part.WORKERS)
                .lines()
                .filter(line -> line.contains(orderId))
                .toList();
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .startsWith("{")
                        .contains(
                                "\"OrderId\":\"" + orderId + "\"",
                                "\"CartId\":\"" + cartId + "\"",
                                "\"WorkflowId\":\"place-order/" + cartId + "/1\""));
        // The API logs for a person here, and each write after its answer has left.
        await("the API's one line of the order")
                .untilAsserted(() -> assertThat(stack.log(Part.API).lines().filter(line -> line.contains(orderId)))
                        .hasSize(1)
                        .first(STRING)
                        .contains(
                                "POST /cart/place-order: OK in ",
                                "[workflow=place-order/" + cartId + "/1 cart=" + cartId + " order=" + orderId + "]"));
        for (Part part : List.of(Part.API, Part.WORKERS, Part.SERVICE_STUBS)) {
            assertThat(stack.log(part)).doesNotContain(customer.id, "fp_hash_456", "192.168.1.1");
        }
    }

    @Test
    void tenClicksMakeOneOrder(LocalStack stack) throws Exception {
        Customer customer = new Customer(stack);
        BigDecimal total = Customer.owed(customer.adds("prod_789", 1));
        ExecutorService clicks = Executors.newFixedThreadPool(10);
        try {
            List<Future<Client.Answer>> answers = IntStream.range(0, 10)
                    .mapToObj(click -> clicks.submit(() -> customer.places(total)))
                    .toList();
            Set<String> orders = answers.stream()
                    .map(CashOrderTest::answer)
                    .peek(answer -> assertThat(answer.status()).as("%s", answer).isEqualTo(200))
                    .map(answer -> answer.body().at("/order/id").asText())
                    .collect(Collectors.toSet());
            assertThat(orders).hasSize(1);
            customer.seesTheEndOf(orders.iterator().next());
            Client.Answer late = customer.places(total);
            assertThat(late.body().at("/order/id").asText())
                    .as("a click after the end gets the same order")
                    .isEqualTo(orders.iterator().next());
        } finally {
            clicks.shutdown();
        }
    }

    private static Client.Answer answer(Future<Client.Answer> future) {
        try {
            return future.get();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void anOrderMayComeWithoutADevice(LocalStack stack) {
        Customer customer = new Customer(stack);
        String cash = Customer.cash(Customer.owed(customer.adds("prod_456", 1)));
        String withoutDevice = cash.replaceFirst("(?s),\\s*\"device\".*", "}");
        assertThat(withoutDevice).doesNotContain("device").endsWith("}");

        Client.Answer placed = customer.api.post("/cart/place-order", withoutDevice);
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        assertThat(customer.seesTheEndOf(placed.body().at("/order/id").asText())
                        .get("checkout_state")
                        .asText())
                .isEqualTo("COMPLETED");
    }

    @Test
    void theLastUnitIsSoldOnce(LocalStack stack) {
        Customer first = new Customer(stack);
        Customer second = new Customer(stack);
        JsonNode products =
                first.services.get("/api/products/search?limit=100").body().get("products");
        String last = StreamSupport.stream(products.spliterator(), false)
                .map(product -> product.get("product_id").asText())
                .filter(product -> first.stockOf(product).path("on_hand").asInt() == 1)
                .findFirst()
                .orElseThrow();
        BigDecimal total = Customer.owed(first.adds(last, 1));
        assertThat(Customer.owed(second.adds(last, 1))).isEqualByComparingTo(total);

        String order = first.places(total).body().at("/order/id").asText();
        first.seesTheEndOf(order);
        Client.Answer refused = second.places(total);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("OUT_OF_STOCK");
        assertThat(refused.body().at("/problems/0/quantity_available").asInt()).isZero();
        assertThat(second.api.post("/cart/items", Customer.add("prod_456", 1)).status())
                .as("the refused cart is open again")
                .isEqualTo(200);
    }

    @Test
    void aChangedTotalIsRefusedAndNothingIsHeld(LocalStack stack) {
        Customer customer = new Customer(stack);
        BigDecimal total = Customer.owed(customer.adds("prod_456", 1));
        int held = customer.stockOf("prod_456").get("held").asInt();

        Client.Answer refused = customer.places(total.subtract(BigDecimal.ONE));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("TOTAL_CHANGED");
        assertThat(refused.body().get("total").decimalValue()).isEqualByComparingTo(total);
        assertThat(customer.stockOf("prod_456").get("held").asInt()).isEqualTo(held);

        assertThat(customer.places(total).status())
                .as("the next click is a new checkout")
                .isEqualTo(200);
    }

    @Test
    void theSameKeyIsOneOperation(LocalStack stack) {
        Customer customer = new Customer(stack);
        Client keyed = customer.api.with("Idempotency-Key", "first-add");
        Client.Answer first = keyed.post("/cart/items", Customer.add("prod_456", 1));
        Client.Answer again = keyed.post("/cart/items", Customer.add("prod_456", 1));
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.header("Idempotency-Key")).isEqualTo("first-add");
        assertThat(customer.api
                        .get("/cart?compute=false")
                        .body()
                        .at("/cart/items/0/quantity")
                        .asInt())
                .isEqualTo(1);
        assertThat(keyed.post("/cart/items", Customer.add("prod_456", 2)).code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void nobodySeesAnotherOwnersOrder(LocalStack stack) {
        Customer customer = new Customer(stack);
        BigDecimal total = Customer.owed(customer.adds("prod_456", 1));
        String order = customer.places(total).body().at("/order/id").asText();
        Customer stranger = new Customer(stack);
        assertThat(stranger.api.get("/orders/" + order).status()).isEqualTo(404);
        assertThat(stranger.api.get("/orders/" + order + "/timeline").code()).isEqualTo("ORDER_NOT_FOUND");
    }
}
