package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator who terminates runs in the Temporal UI. Terminating runs no code of theirs: what they leave is put right all the same. */
@ExtendWith(Stack.class)
class LostRunsTest {

    private static final Duration RECOVERY = Duration.ofSeconds(90);

    @RegisterExtension
    final Faults faults = new Faults();

    private static void nothingIsHeld(Customer customer, String orderId) {
        await("nothing is held").atMost(RECOVERY).untilAsserted(() -> {
            assertThat(customer.order(orderId).path("checkout_state").asText()).isEqualTo("CANCELLED");
            assertThat(customer.holdsOf(orderId).findValuesAsText("status")).doesNotContain("HELD", "DEDUCTED");
        });
        await("the cart is open")
                .atMost(RECOVERY)
                .until(() -> customer.api
                                .post("/cart/items", Customer.add("prod_456", 1))
                                .status()
                        == 200);
    }

    /** The customer, who does not ask again and again while it is under way. */
    private static Client once(LocalStack stack, Customer customer) {
        return new Client(stack.apiUrl()).with("X-User-Id", customer.id);
    }

    /** Nobody has told the customer yet. */
    private static String orderOf(LocalStack stack, String cartId) {
        try (Connection db = DriverManager.getConnection(stack.jdbcUrl(), stack.dbUser(), stack.dbPassword());
                PreparedStatement query =
                        db.prepareStatement("select order_id from orchestra.orders where cart_id = ?")) {
            query.setString(1, cartId);
            ResultSet row = query.executeQuery();
            row.next();
            return row.getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/inventory/check-availability", "/api/orders"})
    void terminatedInPhase1ItIsUndone(String path, LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String cartId = cart.get("cart_id").asText();
        faults.slow(stack, path, 1500, 1);
        CompletableFuture<Client.Answer> click = CompletableFuture.supplyAsync(
                () -> customer.pays(once(stack, customer), "250.00", Customer.all("PHONEPE")));
        faults.awaitFirstHit();

        Runs.terminate(stack, "place-order/" + cartId + "/1");

        nothingIsHeld(customer, orderOf(stack, cartId));
        click.handle((answer, failure) -> null).join();
    }

    /** Nobody has to pay it first, so its phase 1 may be over before the request to cancel is seen: either end is whole. */
    @Test
    void aCashOrderTerminatedInPhase1IsUndoneOrCarriedOut(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String cartId = cart.get("cart_id").asText();
        faults.slow(stack, "/api/inventory/check-availability", 1500, 1);
        CompletableFuture<Client.Answer> click = CompletableFuture.supplyAsync(
                () -> once(stack, customer).post("/cart/place-order", Customer.cash(Customer.owed(cart))));
        faults.awaitFirstHit();

        Runs.terminate(stack, "place-order/" + cartId + "/1");

        String orderId = orderOf(stack, cartId);
        JsonNode order = customer.seesTheEndOf(orderId);
        click.handle((answer, failure) -> null).join();
        if (order.get("checkout_state").asText().equals("COMPLETED")) {
            assertThat(order.get("order_status").asText()).isEqualTo("CONFIRMED");
            assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
        } else {
            nothingIsHeld(customer, orderId);
        }
    }

    @Test
    void terminatedWhileItWaitsForTheMoneyItIsUndoneAndThePaymentGoesBack(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String cartId = cart.get("cart_id").asText();
        Client.Answer placed = customer.pays("250.00", Customer.all("PHONEPE"));
        String orderId = placed.body().at("/order/id").asText();

        Runs.terminate(stack, "place-order/" + cartId + "/1");
        Client.Answer cancelled = once(stack, customer).post("/orders/" + orderId + "/cancel", "");
        assertThat(cancelled.status()).as("%s", cancelled).isIn(200, 202);
        new Gateways(stack).customer(placed.body().at("/payment/0"), "pay");

        nothingIsHeld(customer, orderId);
        Routes.assertBooks(stack, orderId, 0, 250_00);
        JsonNode order = customer.seesThat(
                orderId,
                "the refund",
                now -> now.at("/payment/0/status").asText().equals("REFUNDED"));
        assertThat(customer.api.post("/orders/" + orderId + "/cancel", "").status())
                .as("it is called off already")
                .isEqualTo(200);
        assertThat(order.get("order_status").asText()).isEqualTo("CANCELLED");
        assertThat(customer.api.get("/orders/" + orderId + "/timeline").body().findValuesAsText("title"))
                .contains("Refund by PHONEPE is through");
    }

    @Test
    void terminatedBehindTheDecisionItIsCarriedOut(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        faults.slow(stack, "/api/inventory/deduct", 3000, 1);
        Client.Answer placed = customer.places(Customer.owed(cart));
        String orderId = placed.body().at("/order/id").asText();
        faults.awaitFirstHit();

        Runs.terminate(stack, "place-order/" + cart.get("cart_id").asText() + "/1");

        JsonNode order = customer.seesTheEndOf(orderId);
        assertThat(order.get("checkout_state").asText()).isEqualTo("COMPLETED");
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
    }

    /** The customer has the order's end, and its stock is still held. */
    @Test
    void terminatedWhileItsUndoWaitsItIsUndone(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String orderId = customer.pays("250.00", Customer.all("PHONEPE"))
                .body()
                .at("/order/id")
                .asText();
        faults.rule(stack, "\"path\": \"/api/inventory/release-reservations\", \"error_status\": 503");
        assertThat(once(stack, customer)
                        .post("/orders/" + orderId + "/cancel", "")
                        .status())
                .isIn(200, 202);
        customer.seesThat(
                orderId,
                "its end",
                order -> order.get("checkout_state").asText().equals("CANCELLED"));

        Runs.terminate(stack, "place-order/" + cart.get("cart_id").asText() + "/1");
        faults.end();

        nothingIsHeld(customer, orderId);
    }

    @Test
    void terminatedWhenTheOrderIsCompleteItTellsEverybodyAllTheSame(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        faults.slow(stack, "/api/notifications/send", 3000, 1);
        String orderId =
                customer.places(Customer.owed(cart)).body().at("/order/id").asText();
        faults.awaitFirstHit();

        Runs.terminate(stack, "place-order/" + cart.get("cart_id").asText() + "/1");

        await("everybody is told")
                .atMost(RECOVERY)
                .until(() -> customer.notificationsOf(orderId).size() == 3);
        assertThat(customer.seesTheEndOf(orderId).get("checkout_state").asText())
                .isEqualTo("COMPLETED");
        assertThat(Messages.of(stack, "orchestra.events", orderId, 1)).hasSize(1);
    }

    @Test
    void aTerminatedCheckoutOfSeatsGivesThemBack(LocalStack stack) {
        Visitor visitor = new Visitor(stack);
        Seat seat = Seat.free(stack);
        visitor.collects(seat);
        String orderId = Visitor.ok(visitor.checksOut()).get("id").asText();

        Runs.terminate(stack, "ticket-checkout/" + orderId + "/1");

        assertThat(visitor.seesTheEndOf(orderId).get("state").asText()).isEqualTo("cancelled");
        await("the seat is free").atMost(RECOVERY).until(() -> "AVAILABLE".equals(seat.stateNow(stack)));
    }

    @Test
    void aTerminatedGuardianIsFollowedByAnotherOne(LocalStack stack) {
        Customer customer = new Customer(stack);
        customer.adds("prod_250", 1);
        Gateways gateways = new Gateways(stack);
        Client.Answer placed = customer.pays("250.00", Customer.all("RAZORPAY"));
        String orderId = placed.body().at("/order/id").asText();
        assertThat(customer.api.post("/orders/" + orderId + "/cancel", "").status())
                .isEqualTo(200);
        customer.seesTheEndOf(orderId);
        String attempt = Routes.of(stack, orderId).get(0).attemptId();
        await("its guardian has it")
                .atMost(RECOVERY)
                .until(() -> "GUARDIAN".equals(Routes.of(stack, orderId).get(0).owner()));

        Runs.terminate(stack, "payment-guardian/" + attempt);

        await("there is another one").atMost(RECOVERY).until(() -> Runs.isOpen(stack, "payment-guardian/" + attempt));
        gateways.paysLate(placed.body().at("/payment/0"));
        await("it is looked after")
                .atMost(RECOVERY)
                .until(() -> gateways.books(placed.body().at("/payment/0"))
                                .path("authorized")
                                .asLong()
                        > 0);
    }
}
