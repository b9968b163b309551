package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestra.deploy.LocalStack;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ticket flow from the seat map to the sold seat, without a wait in it: what the visitor sees, and what the world is told. */
@ExtendWith(Stack.class)
class TicketOrderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Gateways gateways;

    @AfterEach
    void noRulesStay() {
        if (gateways != null) {
            gateways.forgetRules();
        }
    }

    /** That the order is sold to its visitor, and everybody was told so once. */
    private static void assertSold(LocalStack stack, Visitor visitor, JsonNode order, Seat... seats) {
        String orderId = order.get("id").asText();
        assertThat(order.get("state").asText()).as("%s", order).isEqualTo("completed");
        assertThat(order.get("paidAt").isNull()).isFalse();
        assertThat(order.get("payment").findValuesAsText("status")).containsOnly("SUCCESS");
        for (Seat seat : seats) {
            assertThat(seat.stateNow(stack)).isEqualTo("SOLD");
        }
        JsonNode data = told(stack, "order-completed", orderId);
        assertThat(data.get("items").findValuesAsText("seatId"))
                .containsExactlyInAnyOrder(List.of(seats).stream().map(Seat::id).toArray(String[]::new));
        assertThat(data.get("totalAmount").decimalValue())
                .isEqualByComparingTo(order.get("totalAmount").decimalValue());
        assertNotifiedOnce(stack, orderId);
        assertThat(visitor.draft().status()).as("nothing is left to check out").isEqualTo(404);
    }

    private static void assertNotifiedOnce(LocalStack stack, String orderId) {
        Client services = new Client(stack.stubsUrl());
        await("everybody was told")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(services.get("/api/notifications?order_id=" + orderId)
                                .body()
                                .get("notifications")
                                .findValuesAsText("channel"))
                        .containsExactlyInAnyOrder("EMAIL", "SMS", "PUSH"));
    }

    /** What the one message of a topic about this key says. */
    static JsonNode told(LocalStack stack, String topic, String key) {
        Set<String> messages = Messages.of(stack, topic, key, 1);
        assertThat(messages).as("different messages").hasSize(1);
        String message = messages.iterator().next();
        Messages.assertValid(topic, message);
        try {
            return JSON.readTree(message).get("data");
        } catch (IOException mistake) {
            throw new IllegalStateException(mistake);
        }
    }

    private static JsonNode collected(Visitor visitor, Seat... seats) {
        JsonNode draft = null;
        for (Seat seat : seats) {
            draft = visitor.collects(seat);
        }
        assertThat(draft.get("items")).hasSize(seats.length);
        return draft;
    }

    // --------------------------------------------------------------------------------------------- money comes

    @Test
    void seatsArePaidOnTheGatewaysPage(LocalStack stack) {
        Visitor visitor = new Visitor(stack);
        List<Seat> seats = Seat.free(stack, Seat.SHAKUNTALA, "Left", 2);
        JsonNode draft = collected(visitor, seats.get(0), seats.get(1));
        assertThat(draft.get("totalAmount").decimalValue()).isEqualByComparingTo("1200");
        assertThat(seats.get(0).stateNow(stack)).isEqualTo("HELD");

        JsonNode order = Visitor.ok(visitor.checksOut());

        assertThat(order.get("id")).isEqualTo(draft.get("id"));
        assertThat(order.get("state").asText()).isEqualTo("pending");
        assertThat(order.get("items")).isEqualTo(draft.get("items"));
        JsonNode payment = order.at("/payment/0");
        assertThat(payment.get("status").asText()).isEqualTo("PENDING");
        assertThat(payment.get("gateway").asText()).isEqualTo("PHONEPE");
        assertThat(visitor.order(order.get("id").asText()).get("state").asText())
                .isEqualTo("pending");
        Browser browser = new Browser();
        Browser.Page page = browser.opens(URI.create(payment.get("redirectUrl").asText()));
        Browser.Page pressed = browser.presses("pay", page);
        assertThat(pressed.status()).as("%s", pressed).isEqualTo(303);

        JsonNode end = visitor.seesTheEndOf(order.get("id").asText());
        assertSold(stack, visitor, end, seats.get(0), seats.get(1));
        Routes.assertBooks(stack, order.get("id").asText(), 1200_00, 0);
    }

    @Test
    void aGuestPaysAtRazorpay(LocalStack stack) {
        gateways = new Gateways(stack);
        Visitor guest = Visitor.guest(stack);
        Seat seat = Seat.free(stack);
        collected(guest, seat);
        JsonNode order = Visitor.ok(guest.checksOut(Visitor.all("RAZORPAY")));

        gateways.customer(order.at("/payment/0"), "pay");

        assertSold(stack, guest, guest.seesTheEndOf(order.get("id").asText()), seat);
        Routes.assertBooks(stack, order.get("id").asText(), 249_50, 0);
    }

    @Test
    void seatsArePaidFromAWallet(LocalStack stack) {
        Visitor visitor = new Visitor(stack);
        Seat seat = Seat.free(stack);
        String reservation = visitor.reserves(seat);
        JsonNode draft = Visitor.ok(visitor.adds(reservation, seat));
        String wallet = visitor.walletOf(reservation, "300.00");
        String otp = visitor.customer.asksForPassword(
                wallet, "249.50", draft.get("id").asText());
        String wrong = otp.equals("000000") ? "111111" : "000000";
        Client.Answer refused = visitor.checksOut(Visitor.fromWallet(new BigDecimal("249.50"), wallet, wrong));
        assertThat(refused.status()).as("%s", refused).isEqualTo(422);
        assertThat(visitor.draft().body()).as("still a draft").isEqualTo(draft);

        JsonNode order = Visitor.ok(visitor.checksOut(Visitor.fromWallet(new BigDecimal("249.50"), wallet, otp)));

        assertThat(order.at("/payment/0/status").asText()).isEqualTo("SUCCESS");
        assertSold(stack, visitor, visitor.seesTheEndOf(draft.get("id").asText()), seat);
        assertThat(visitor.customer.wallet(wallet).get("balance").decimalValue())
                .isEqualByComparingTo("50.50");
    }

    @Test
    void seatsArePaidFromAWalletAndAtAGateway(LocalStack stack) {
        gateways = new Gateways(stack);
        Visitor visitor = new Visitor(stack);
        Split split = split(visitor, stack);

        gateways.customer(split.payment(), "pay");

        assertSold(stack, visitor, visitor.seesTheEndOf(split.orderId()), split.seat());
        Routes.assertBooks(stack, split.orderId(), 200_00, 0);
        assertThat(visitor.customer.wallet(split.wallet()).get("balance").decimalValue())
                .isEqualByComparingTo("50.50");
    }

    /** An order of 249.50, of which 49.50 came from a wallet with 100.00 in it, and which waits for the rest at PhonePe. */
    private record Split(String orderId, Seat seat, String wallet, JsonNode payment) {}

    private static Split split(Visitor visitor, LocalStack stack) {
        Seat seat = Seat.free(stack);
        String reservation = visitor.reserves(seat);
        String orderId = Visitor.ok(visitor.adds(reservation, seat)).get("id").asText();
        String wallet = visitor.walletOf(reservation, "100.00");
        String otp = visitor.customer.asksForPassword(wallet, "49.50", orderId);
        JsonNode order = Visitor.ok(visitor.checksOut(
                Visitor.atGateway("PHONEPE", new BigDecimal("200.00")),
                Visitor.fromWallet(new BigDecimal("49.50"), wallet, otp)));
        assertThat(order.get("payment").findValuesAsText("status")).containsExactly("PENDING", "SUCCESS");
        return new Split(orderId, seat, wallet, order.at("/payment/0"));
    }

    @Test
    void whatWasDeclinedIsPaidAtTheOtherGateway(LocalStack stack) {
        gateways = new Gateways(stack);
        Visitor visitor = new Visitor(stack);
        Seat seat = Seat.free(stack);
        collected(visitor, seat);
        JsonNode order = Visitor.ok(visitor.checksOut());
        String orderId = order.get("id").asText();
        gateways.customer(order.at("/payment/0"), "fail");
        JsonNode failed = visitor.seesThat(
                orderId,
                "the failed payment",
                now -> "FAILED".equals(now.at("/payment/0/status").asText()));
        assertThat(failed.get("state").asText()).isEqualTo("pending");

        JsonNode again = Visitor.ok(visitor.customer.api.post(
                "/orders/" + orderId + "/payments/" + failed.at("/payment/0/id").asText() + "/retry",
                "{\"gateway\": \"RAZORPAY\"}"));

        assertThat(Shape.of(again)).as("told like any order of seats").isEqualTo(Shape.of(order));
        assertThat(again.at("/payment/0/gateway").asText()).isEqualTo("RAZORPAY");
        gateways.customer(again.at("/payment/0"), "pay");
        assertSold(stack, visitor, visitor.seesTheEndOf(orderId), seat);
        Routes.assertBooks(stack, orderId, 249_50, 0);
    }

    @Test
    void whatIsTakenOutAgainIsNotPaidAndFree(LocalStack stack) {
        gateways = new Gateways(stack);
        Visitor visitor = new Visitor(stack);
        List<Seat> seats = Seat.free(stack, Seat.SHAKUNTALA, "Left", 3);
        String reservation = visitor.reserves(seats.get(0));
        Visitor.ok(visitor.adds(reservation, seats.get(0)));
        visitor.collects(seats.get(1));
        visitor.collects(seats.get(2));

        assertThat(Visitor.ok(visitor.releases(reservation)).get("items")).hasSize(2);
        JsonNode left = Visitor.ok(visitor.takesOut(seats.get(1)));
        assertThat(left.get("items").findValuesAsText("seatId"))
                .containsExactly(seats.get(2).id());
        assertThat(left.get("totalAmount").decimalValue()).isEqualByComparingTo("600");

        JsonNode order = Visitor.ok(visitor.checksOut());
        assertThat(order.get("items")).isEqualTo(left.get("items"));
        gateways.customer(order.at("/payment/0"), "pay");
        assertSold(stack, visitor, visitor.seesTheEndOf(order.get("id").asText()), seats.get(2));
        Routes.assertBooks(stack, order.get("id").asText(), 600_00, 0);
        assertThat(seats.get(0).stateNow(stack)).isEqualTo("AVAILABLE");
        assertThat(seats.get(1).stateNow(stack)).isEqualTo("AVAILABLE");
        Client.Answer sold = new Visitor(stack).reserves(List.of(seats.get(1), seats.get(2)));
        assertThat(sold.status()).as("%s", sold).isEqualTo(409);
        assertThat(sold.body().toString()).isEqualTo("{\"error\":\"Seat is not available\"}");
        assertThat(seats.get(1).stateNow(stack)).as("all or none").isEqualTo("AVAILABLE");
    }

    // ------------------------------------------------------------------------------------------ money goes back

    @Test
    void whoPaysSeatsThatWereCalledOffGetsEverythingBack(LocalStack stack) {
        gateways = new Gateways(stack);
        Visitor visitor = new Visitor(stack);
        Split split = split(visitor, stack);

        Visitor.ok(visitor.customer.api.post("/orders/" + split.orderId() + "/cancel", ""));

        JsonNode end = visitor.seesTheEndOf(split.orderId());
        assertThat(end.get("state").asText()).isEqualTo("cancelled");
        assertThat(end.get("paidAt").isNull()).isTrue();
        JsonNode data = told(stack, "order-cancelled", split.orderId());
        assertThat(data.get("reason").asText()).isEqualTo("CANCELLED");
        assertThat(split.seat().stateNow(stack)).isEqualTo("AVAILABLE");

        gateways.customer(split.payment(), "pay");

        Routes.assertBooks(stack, split.orderId(), 0, 200_00);
        visitor.seesThat(
                split.orderId(),
                "the refund",
                order -> "REFUNDED".equals(order.at("/payment/0/status").asText()));
        assertThat(visitor.order(split.orderId()).get("state").asText()).isEqualTo("cancelled");
        assertThat(visitor.customer.wallet(split.wallet()).get("balance").decimalValue())
                .isEqualByComparingTo("100");
        assertThat(new Visitor(stack).collects(split.seat()).get("items"))
                .as("somebody else's now")
                .hasSize(1);
    }
}
