package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes die and servers go away; every order still comes to its end, once. */
@ExtendWith(Stack.class)
class BadDayTest {

    private static final Duration RECOVERY = Duration.ofSeconds(90);

    @RegisterExtension
    final Faults faults = new Faults();

    /** Step 8 is the first effect behind the decision, steps 12 and 13 the last. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/api/inventory/deduct", "/api/coupons/used", "/api/notifications/send", "/api/events/publish"})
    void aWorkerKilledInPhase2LosesNothingAndDoesNothingTwice(String path, LocalStack stack) {
        Customer customer = new Customer(stack);
        int before = customer.stockOf("prod_456").get("on_hand").asInt();
        BigDecimal total = Customer.owed(customer.adds("prod_456", 1));
        faults.slow(stack, path, 4_000, 1);

        Client.Answer placed = customer.places(total);
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        String orderId = placed.body().at("/order/id").asText();
        faults.awaitFirstHit();
        stack.kill(Part.WORKERS);
        stack.start(Part.WORKERS);

        JsonNode order = customer.seesTheEndOf(orderId);
        assertThat(order.get("checkout_state").asText()).isEqualTo("COMPLETED");
        assertThat(order.get("order_status").asText()).isEqualTo("CONFIRMED");
        await("everybody was told")
                .atMost(RECOVERY)
                .until(() -> customer.notificationsOf(orderId).size() == 3);
        assertThat(customer.stockOf("prod_456").get("on_hand").asInt()).isEqualTo(before - 1);
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
        assertThat(customer.notificationsOf(orderId).findValuesAsText("channel"))
                .containsExactlyInAnyOrder("EMAIL", "SMS", "PUSH");
        assertThat(Messages.of(stack, "orchestra.events", orderId, 1))
                .as("distinct events")
                .hasSize(1);
    }

    @Test
    void workersFinishWhatTheyHaveBeforeTheyGo(LocalStack stack) {
        Customer customer = new Customer(stack);
        BigDecimal total = Customer.owed(customer.adds("prod_456", 1));
        faults.slow(stack, "/api/inventory/deduct", 3_000, 1);
        String orderId = customer.places(total).body().at("/order/id").asText();
        faults.awaitFirstHit();

        stack.stop(Part.WORKERS);
        assertThat(customer.holdsOf(orderId).findValuesAsText("status"))
                .as("the step in work was finished before the process went")
                .containsExactly("DEDUCTED");
        assertThat(stack.log(Part.WORKERS)).contains("Draining", "Drained");

        stack.start(Part.WORKERS);
        assertThat(customer.seesTheEndOf(orderId).get("checkout_state").asText())
                .isEqualTo("COMPLETED");
    }

    @Test
    void anApiKilledInTheMiddleOfACartOperationLosesNothing(LocalStack stack) throws Exception {
        Customer customer = new Customer(stack);
        customer.adds("prod_789", 1);
        faults.slow(stack, "/api/carts/*/items/batch", 1_500, 1);
        Client keyed = customer.api.with("Idempotency-Key", "survives");
        Thread caller = new Thread(() -> {
            try {
                keyed.post("/cart/items", Customer.add("prod_456", 1));
            } catch (IllegalStateException cutOff) {
                // The connection dies with the process: that is the point.
            }
        });
        caller.start();
        faults.awaitFirstHit();
        stack.kill(Part.API);
        caller.join();
        stack.start(Part.API);

        await("the same request finds its answer")
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(500))
                .until(() ->
                        keyed.post("/cart/items", Customer.add("prod_456", 1)).status() == 200);
        JsonNode cart = customer.api.get("/cart?compute=false").body().get("cart");
        assertThat(cart.get("items")).hasSize(2);
        assertThat(cart.at("/items/1/quantity").asInt()).as("added once").isEqualTo(1);
    }

    @Test
    void withoutTemporalWritesAreRefusedUntilItIsBack(LocalStack stack) {
        Customer customer = new Customer(stack);
        customer.adds("prod_456", 1);
        Client apiHealth = new Client(stack.apiManagementUrl());
        Client workersHealth = new Client(stack.workersManagementUrl());

        stack.kill(Part.TEMPORAL);
        Client.Answer refused = customer.api.post("/cart/items", Customer.add("prod_456", 1));
        assertThat(refused.status()).as("%s", refused).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("ORCHESTRATION_UNAVAILABLE");
        assertThat(refused.header("Idempotency-Key")).isNotBlank();
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(customer.api.get("/cart?compute=false").status())
                .as("reads go on")
                .isEqualTo(200);
        for (Client health : List.of(apiHealth, workersHealth)) {
            await("health goes down")
                    .atMost(RECOVERY)
                    .until(() -> health.get("/actuator/health/readiness").status() == 503);
            assertThat(health.get("/actuator/health/liveness").status()).isEqualTo(200);
        }

        // An API that starts meanwhile starts all the same.
        stack.kill(Part.API);
        CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> stack.start(Part.API));
        await("the API answers")
                .atMost(RECOVERY)
                .ignoreExceptions()
                .until(() -> customer.api
                                .post("/cart/items", Customer.add("prod_456", 1))
                                .status()
                        == 503);

        stack.start(Part.TEMPORAL);
        for (Client health : List.of(apiHealth, workersHealth)) {
            await("health comes back")
                    .atMost(RECOVERY)
                    .until(() -> health.get("/actuator/health/readiness").status() == 200);
        }
        starting.join();
        await("writes go on")
                .atMost(RECOVERY)
                .until(() -> customer.api
                                .post("/cart/items", Customer.add("prod_789", 1))
                                .status()
                        == 200);
    }

    @Test
    void withoutADatabaseHealthIsDownUntilItIsBack(LocalStack stack) {
        Client health = new Client(stack.workersManagementUrl());
        Customer known = new Customer(stack);
        known.adds("prod_456", 1);
        stack.stop(Part.POSTGRES);
        for (Client.Answer refused : List.of(
                // The first call finds a connection that was cut, the others none at all.
                known.api.get("/cart?compute=false"),
                known.api.post("/cart/items", Customer.add("prod_456", 1)),
                known.places(BigDecimal.TEN),
                known.api.get("/orders/order_1"))) {
            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("SERVICE_UNAVAILABLE");
            assertThat(refused.body().get("service").asText()).isEqualTo("store");
            assertThat(refused.header("Retry-After")).isNotNull();
        }
        assertThat(known.api.post("/cart/items", Customer.add("prod_456", 1)).header("Idempotency-Key"))
                .as("the key to repeat the request with")
                .isNotBlank();
        await("health goes down")
                .atMost(RECOVERY)
                .until(() -> health.get("/actuator/health/readiness").status() == 503);
        stack.start(Part.POSTGRES);
        await("health comes back")
                .atMost(RECOVERY)
                .until(() -> health.get("/actuator/health/readiness").status() == 200);
        Customer customer = new Customer(stack);
        await("the shop is open again")
                .atMost(RECOVERY)
                .until(() -> customer.api
                                .post("/cart/items", Customer.add("prod_456", 1))
                                .status()
                        == 200);
    }

    @Test
    void aServiceThatIsDownIsNamedAndNothingIsApplied(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode before = customer.adds("prod_789", 1);
        faults.rule(
                stack,
                "\"method\": \"GET\", \"path\": \"/api/products/**\", \"error_rate\": 1.0, \"error_status\": 500");

        Client keyed = customer.api.with("Idempotency-Key", "once-the-service-is-back");
        Client.Answer refused = keyed.post("/cart/items", Customer.add("prod_456", 1));
        assertThat(refused.status()).as("%s", refused).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(refused.body().get("service").asText()).isEqualTo("product");
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(customer.api.get("/cart?compute=false").body().get("cart")).isEqualTo(before);

        faults.end();
        assertThat(keyed.post("/cart/items", Customer.add("prod_456", 1)).status())
                .as("the same key works now")
                .isEqualTo(200);
    }

    /** As a wrong address or a proxy would: only the Cart service's own codes say that a cart is gone. */
    @Test
    void aCartThatCannotBeReadIsNotTakenForOneThatIsGone(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_789", 1);
        BigDecimal total = Customer.owed(cart);
        String named = Customer.cash(total)
                .replaceFirst("\\{", "{\"cart_id\": \"" + cart.get("cart_id").asText() + "\",");
        faults.rule(stack, "\"method\": \"GET\", \"path\": \"/api/carts/*\", \"error_status\": 404, \"times\": 1");

        Client.Answer refused = customer.api.post("/cart/place-order", named);
        assertThat(refused.status()).as("%s", refused).isEqualTo(503);
        assertThat(refused.body().get("service").asText()).isEqualTo("cart");
        assertThat(customer.api.post("/cart/place-order", named).status()).isEqualTo(200);
    }
}
