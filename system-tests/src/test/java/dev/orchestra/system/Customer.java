package dev.orchestra.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Somebody who shops, and what the services behind the shop know of it. */
final class Customer {

    /** What they are known by: a customer's user id, a guest's token. */
    final String id;

    final Client api;
    final Client services;

    Customer(LocalStack stack) {
        this(stack, "X-User-Id", "customer-" + UUID.randomUUID());
    }

    private Customer(LocalStack stack, String header, String id) {
        this(id, new Client(stack.apiUrl()).with(header, id).whoAsksAgain(), new Client(stack.stubsUrl()));
    }

    private Customer(String id, Client api, Client services) {
        this.id = id;
        this.api = api;
        this.services = services;
    }

    /** The same one, with one request to send, as often as it takes. */
    Customer keyed() {
        return new Customer(id, api.keyed(), services);
    }

    /** Somebody who has not signed in. */
    static Customer guest(LocalStack stack) {
        String token = new Client(stack.apiUrl())
                .post("/guests", "")
                .body()
                .get("guest_token")
                .asText();
        return new Customer(stack, "X-Guest-Token", token);
    }

    /** Puts one product into the cart and returns the cart. */
    JsonNode adds(String productId, int quantity) {
        Client.Answer answer = api.post("/cart/items", add(productId, quantity));
        if (answer.status() != 200) {
            throw new AssertionError("POST /cart/items: " + answer);
        }
        return answer.body().get("cart");
    }

    static String add(String productId, int quantity) {
        return """
                {"operations": [{"op": "ADD", "product_id": "%s", "quantity": %d}]}""".formatted(productId, quantity);
    }

    /** Chooses something for the basket and returns the whole answer. */
    JsonNode chooses(String options) {
        Client.Answer answer = api.put("/cart", options);
        if (answer.status() != 200) {
            throw new AssertionError("PUT /cart " + options + ": " + answer);
        }
        return answer.body();
    }

    /** The basket, or the named cart, computed. */
    JsonNode sees(String query) {
        Client.Answer answer = api.get("/cart" + query);
        if (answer.status() != 200) {
            throw new AssertionError("GET /cart" + query + ": " + answer);
        }
        return answer.body();
    }

    /** Who the customer is to the services: they know an id that says nothing, and the API keeps it to itself. */
    String ownerOf(JsonNode cart) {
        return services.get("/api/carts/" + cart.get("cart_id").asText())
                .body()
                .get("owner_id")
                .asText();
    }

    /** Gets points from the shop. */
    void isGiven(int points, String ownerId) {
        Client.Answer answer = services.with("Idempotency-Key", "gift-" + UUID.randomUUID())
                .post("/api/loyalty/credit", """
                {"owner_id": "%s", "points": %d, "reason": "Welcome"}""".formatted(ownerId, points));
        if (answer.status() != 200) {
            throw new AssertionError("POST /api/loyalty/credit: " + answer);
        }
    }

    /** Balance, what is held of it, and how it came about, at the Loyalty service. */
    JsonNode pointsOf(String ownerId) {
        return services.get("/api/loyalty/entries?owner_id=" + ownerId).body();
    }

    /** A wallet of the owner of this cart, with so much in it. */
    String walletOf(JsonNode cart, String amount) {
        return walletOf(ownerOf(cart), amount);
    }

    String walletOf(String ownerId, String amount) {
        String key = "-" + UUID.randomUUID();
        String walletId = services.with("Idempotency-Key", "wallet" + key)
                .post("/api/wallets", """
                {"owner_id": "%s"}""".formatted(ownerId))
                .body()
                .get("wallet_id")
                .asText();
        Client.Answer answer = services.with("Idempotency-Key", "credit" + key)
                .post("/api/wallets/" + walletId + "/credit", """
                {"amount": %s, "currency": "INR", "reason": "Gift card"}""".formatted(amount));
        if (answer.status() != 200) {
            throw new AssertionError("POST /api/wallets/" + walletId + "/credit: " + answer);
        }
        return walletId;
    }

    /** Has a one-time password sent for paying so much of the basket, and reads it from the phone. */
    String asksForPassword(String walletId, String amount) {
        return passwordFor(walletId, """
                {"amount": %s, "currency": "INR"}""".formatted(amount));
    }

    /** The same, for paying so much of a draft order of seats. */
    String asksForPassword(String walletId, String amount, String orderId) {
        return passwordFor(walletId, """
                {"order_id": "%s", "amount": %s, "currency": "INR"}""".formatted(orderId, amount));
    }

    private String passwordFor(String walletId, String what) {
        Client.Answer answer = api.post("/wallets/" + walletId + "/otp", what);
        if (answer.status() != 200) {
            throw new AssertionError("POST /wallets/" + walletId + "/otp: " + answer);
        }
        return services.get("/simulators/phones/" + walletId)
                .body()
                .at("/messages/0/otp")
                .asText();
    }

    JsonNode wallet(String walletId) {
        return services.get("/api/wallets/" + walletId).body();
    }

    /** Places the order of the basket, to be paid in these ways. */
    Client.Answer pays(String total, String... instructions) {
        return pays(api, total, instructions);
    }

    /** The same by a caller with headers of its own. */
    Client.Answer pays(Client caller, String total, String... instructions) {
        return caller.post(
                "/cart/place-order", """
                {"payment_instruction": [%s], "total_order_amount": %s, "multiple_payment_methods": %s, "order_initiated_from": "WEB"}""".formatted(String.join(", ", instructions), total, instructions.length > 1));
    }

    /** All of it at one gateway. */
    static String all(String gateway) {
        return """
                {"full_amount": true, "currency": "INR", "payment_mode": "GATEWAY", "gateway": "%s"}""".formatted(gateway);
    }

    static String atGateway(String gateway, String amount) {
        return """
                {"full_amount": false, "amount": %s, "currency": "INR", "payment_mode": "GATEWAY", "gateway": "%s"}""".formatted(amount, gateway);
    }

    static String fromWallet(String amount, String walletId, String otp) {
        return """
                {"full_amount": false, "amount": %s, "currency": "INR", "payment_mode": "WALLET", "gateway": "STORE-WALLET",
                 "meta": {"wallet_id": "%s", "otp": "%s"}}""".formatted(amount, walletId, otp);
    }

    static String cash(BigDecimal total) {
        return """
                {"payment_instruction": [{"full_amount": false, "amount": %1$s, "currency": "INR", "payment_mode": "MANUAL", "gateway": "COD"}],
                 "total_order_amount": %1$s, "multiple_payment_methods": false, "order_initiated_from": "WEB",
                 "device": {"type": "MOBILE", "fingerprint": "fp_hash_456", "ip_address": "192.168.1.1", "user_agent": "Mozilla/5.0", "timezone": "Asia/Kolkata"}}""".formatted(total);
    }

    Client.Answer places(BigDecimal total) {
        return api.post("/cart/place-order", cash(total));
    }

    /** Places the order of the named cart. */
    Client.Answer places(String cartId, BigDecimal total) {
        return api.post("/cart/place-order", cash(total).replaceFirst("\\{", "{\"cart_id\": \"" + cartId + "\","));
    }

    static BigDecimal owed(JsonNode cart) {
        return cart.at("/totals/net_payable").decimalValue();
    }

    /** Waits until the order has come to its end and returns it. */
    JsonNode seesTheEndOf(String orderId) {
        Awaitility.await("end of order " + orderId)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> switch (order(orderId).path("checkout_state").asText()) {
                    case "COMPLETED", "REJECTED", "CANCELLED", "EXPIRED" -> true;
                    default -> false;
                });
        return order(orderId);
    }

    JsonNode order(String orderId) {
        return api.get("/orders/" + orderId).body().path("order");
    }

    /** Waits until the order shows what is asked for, and returns it. */
    JsonNode seesThat(String orderId, String what, Predicate<JsonNode> shown) {
        Awaitility.await(what + " of order " + orderId)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> shown.test(order(orderId)));
        return order(orderId);
    }

    JsonNode stockOf(String productId) {
        return services.get("/api/inventory/stock?product_ids=" + productId)
                .body()
                .at("/items/0");
    }

    JsonNode holdsOf(String orderId) {
        return services.get("/api/inventory/reservations?order_id=" + orderId)
                .body()
                .get("reservations");
    }

    JsonNode notificationsOf(String orderId) {
        return services.get("/api/notifications?order_id=" + orderId).body().get("notifications");
    }
}
