package dev.orchestra.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Somebody who buys seats, and never waits between two requests. */
final class Visitor {

    final Client api;
    final Customer customer;

    private final String field;
    private final String named;
    private final String query;

    private Visitor(LocalStack stack, Customer customer, String field) {
        this(new Client(stack.apiUrl()).whoAsksAgain(), customer, field);
    }

    private Visitor(Client api, Customer customer, String field) {
        this.api = api;
        this.customer = customer;
        this.field = field;
        named = "\"" + field + "\": \"" + customer.id + "\"";
        query = "?" + field + "=" + customer.id;
    }

    /** The same one, with one request to send, as often as it takes. */
    Visitor keyed() {
        return new Visitor(api.keyed(), customer, field);
    }

    /** Signed in: named in each request, as the specification's examples do it. */
    Visitor(LocalStack stack) {
        this(stack, new Customer(stack), "userId");
    }

    static Visitor guest(LocalStack stack) {
        return new Visitor(stack, Customer.guest(stack), "guestToken");
    }

    Client.Answer reserves(List<Seat> seats) {
        String ids = seats.stream().map(seat -> "\"" + seat.id() + "\"").collect(Collectors.joining(", "));
        return api.post("/reservations", """
                {"eventId": "%s", "seatIds": [%s], %s}""".formatted(seats.get(0).eventId(), ids, named));
    }

    /** Reserves a seat and returns the reservation's id. */
    String reserves(Seat seat) {
        Client.Answer answer = reserves(List.of(seat));
        if (answer.status() != 201) {
            throw new AssertionError("POST /reservations: " + answer);
        }
        return answer.body().at("/reservations/0/reservationId").asText();
    }

    /** @param reservationId null: reserved on the spot */
    Client.Answer adds(String reservationId, Seat seat) {
        return adds(reservationId, seat.id(), seat.price());
    }

    Client.Answer adds(String reservationId, String seatId, BigDecimal price) {
        String reservation = reservationId == null ? "null" : "\"" + reservationId + "\"";
        return api.post("/cart/add", """
                {"reservationId": %s, "seatId": "%s", "price": %s, %s}""".formatted(reservation, seatId, price, named));
    }

    /** Reserves the seat, adds it, and returns the draft order. */
    JsonNode collects(Seat seat) {
        return ok(adds(reserves(seat), seat));
    }

    /** @param payment none: all of it at PhonePe */
    Client.Answer checksOut(String... payment) {
        String how = payment.length == 0 ? "" : "\"payment\": [" + String.join(", ", payment) + "], ";
        return api.post("/orders/checkout", "{" + how + named + "}");
    }

    static String all(String gateway) {
        return """
                {"fullAmount": true, "currency": "INR", "paymentMode": "GATEWAY", "gateway": "%s"}""".formatted(gateway);
    }

    static String atGateway(String gateway, BigDecimal amount) {
        return """
                {"fullAmount": false, "amount": %s, "currency": "INR", "paymentMode": "GATEWAY", "gateway": "%s"}""".formatted(amount, gateway);
    }

    static String fromWallet(BigDecimal amount, String walletId, String otp) {
        return """
                {"fullAmount": false, "amount": %s, "currency": "INR", "paymentMode": "WALLET", "gateway": "STORE-WALLET",
                 "meta": {"walletId": "%s", "otp": "%s"}}""".formatted(amount, walletId, otp);
    }

    Client.Answer draft() {
        return api.get("/cart/seats" + query);
    }

    Client.Answer takesOut(Seat seat) {
        return api.delete("/cart/seats/" + seat.id() + query);
    }

    Client.Answer releases(String reservationId) {
        return api.delete("/reservations/" + reservationId + query);
    }

    /** As it stands; headers tell who asks. */
    JsonNode order(String orderId) {
        return ok(customer.api.get("/orders/" + orderId));
    }

    /** Waits until the order shows what is asked for, and returns it. */
    JsonNode seesThat(String orderId, String what, Predicate<JsonNode> shown) {
        Awaitility.await(what + " of order " + orderId)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> shown.test(order(orderId)));
        return order(orderId);
    }

    JsonNode seesTheEndOf(String orderId) {
        return seesThat(
                orderId,
                "the end",
                order -> List.of("completed", "cancelled")
                        .contains(order.get("state").asText()));
    }

    /** Who the visitor is to the services. */
    String ownerOf(String reservationId) {
        return customer.services
                .get("/reservations/" + reservationId)
                .body()
                .get("ownerId")
                .asText();
    }

    /** A wallet of the owner of this reservation, with so much in it. */
    String walletOf(String reservationId, String amount) {
        return customer.walletOf(ownerOf(reservationId), amount);
    }

    static JsonNode ok(Client.Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        return answer.body();
    }
}
