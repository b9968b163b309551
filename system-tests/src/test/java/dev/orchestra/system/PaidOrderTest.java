package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders that are paid, or not, at a gateway, from a wallet and at the door: what the customer sees, and where the money is afterwards. */
@ExtendWith(Stack.class)
class PaidOrderTest {

    /** As the specification prints it; the three dots are filled in. */
    private static final String EXAMPLE = """
            {
              "payment_instruction": [
                { "full_amount": false, "amount": 150, "currency": "INR", "payment_mode": "GATEWAY", "gateway": "PHONEPE", "client_callback_url": "%s" },
                { "full_amount": false, "amount": 50, "currency": "INR", "payment_mode": "WALLET", "gateway": "STORE-WALLET", "meta": { "wallet_id": "%s", "otp": "%s" } },
                { "full_amount": false, "amount": 50, "currency": "INR", "payment_mode": "MANUAL", "gateway": "COD" }
              ],
              "total_order_amount": 250,
              "multiple_payment_methods": true,
              "order_initiated_from": "WEB",
              "device": { "type": "MOBILE", "fingerprint": "fp_hash_456", "ip_address": "192.168.1.1", "user_agent": "Mozilla/5.0", "timezone": "Asia/Kolkata" }
            }""";

    /** As the specification prints it. */
    private static final String EXAMPLE_ANSWER = """
            {
              "success": true,
              "order": {
                "id": "order_999",
                "number": "ORD-2025-1234",
                "order_status": "PENDING",
                "payment_status": "PENDING",
                "total": 250,
                "currency": "INR",
                "sub_orders": [
                  { "id": "sub_order_001", "number": "ORD-2025-1234-01", "store_id": "store_123", "order_status": "PENDING", "total": 250 }
                ]
              },
              "payment": [
                { "id": "pay_001", "status": "PENDING", "payment_mode": "GATEWAY", "gateway": "PHONEPE", "amount": 150, "redirect_url": "https://phonepe.com/pay/..." },
                { "id": "pay_002", "status": "SUCCESS", "payment_mode": "WALLET", "gateway": "STORE-WALLET", "amount": 50 },
                { "id": "pay_003", "status": "SUCCESS", "payment_mode": "MANUAL", "gateway": "COD", "amount": 50 }
              ]
            }""";

    private static final String STOREFRONT = "http://localhost:3000/paid?from=cart";

    private Gateways gateways;

    @AfterEach
    void noRulesStay() {
        if (gateways != null) {
            gateways.forgetRules();
        }
    }

    /** An order of one cable, 250.00, that waits for its payment at this gateway. */
    private record Waiting(Customer customer, String orderId, JsonNode payment) {}

    private Waiting waitsFor(String gateway, LocalStack stack) {
        gateways = new Gateways(stack);
        Customer customer = new Customer(stack);
        customer.adds("prod_250", 1);
        Client.Answer placed = customer.pays("250.00", Customer.all(gateway));
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        JsonNode payment = placed.body().at("/payment/0");
        assertThat(payment.get("status").asText()).as("%s", placed).isEqualTo("PENDING");
        return new Waiting(customer, placed.body().at("/order/id").asText(), payment);
    }

    private static void completed(JsonNode order, String paymentStatus) {
        assertThat(order.get("checkout_state").asText()).as("%s", order).isEqualTo("COMPLETED");
        assertThat(order.get("order_status").asText()).isEqualTo("CONFIRMED");
        assertThat(order.get("payment_status").asText()).isEqualTo(paymentStatus);
        assertThat(order.get("waiting_for")).isEmpty();
    }

    private static List<String> titles(Customer customer, String orderId) {
        return customer.api.get("/orders/" + orderId + "/timeline").body().findValuesAsText("title");
    }

    // --------------------------------------------------------------------------------------------- money comes

    @Test
    void theExampleIsPaidOnTheGatewaysPageFromAWalletAndAtTheDoor(LocalStack stack) {
        Customer customer = new Customer(stack);
        int before = customer.stockOf("prod_250").get("on_hand").asInt();
        JsonNode cart = customer.adds("prod_250", 1);
        String wallet = customer.walletOf(cart, "200.00");
        String otp = customer.asksForPassword(wallet, "50");

        Client.Answer placed = customer.api.post("/cart/place-order", EXAMPLE.formatted(STOREFRONT, wallet, otp));

        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        assertThat(Shape.of(placed.body())).containsAll(Shape.of(EXAMPLE_ANSWER));
        JsonNode order = placed.body().get("order");
        assertThat(order.get("order_status").asText()).isEqualTo("PENDING");
        assertThat(order.get("payment_status").asText()).isEqualTo("PENDING");
        assertThat(order.get("total").decimalValue()).isEqualByComparingTo("250");
        JsonNode payments = placed.body().get("payment");
        assertThat(payments.findValuesAsText("gateway")).containsExactly("PHONEPE", "STORE-WALLET", "COD");
        assertThat(payments.findValuesAsText("payment_mode")).containsExactly("GATEWAY", "WALLET", "MANUAL");
        assertThat(payments.findValuesAsText("status")).containsExactly("PENDING", "SUCCESS", "SUCCESS");
        assertThat(payments.findValues("amount").stream().map(JsonNode::decimalValue))
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(new BigDecimal("150"), new BigDecimal("50"), new BigDecimal("50"));
        assertThat(payments.at("/1/redirect_url").isNull()).isTrue();
        assertThat(payments.at("/2/redirect_url").isNull()).isTrue();
        assertThat(customer.wallet(wallet).get("balance").decimalValue()).isEqualByComparingTo("150");
        String orderId = order.get("id").asText();
        JsonNode waiting = customer.order(orderId);
        assertThat(waiting.get("checkout_state").asText()).isEqualTo("AWAITING_PAYMENT");
        assertThat(waiting.at("/waiting_for/0/what").asText()).isEqualTo("PAYMENT");
        assertThat(waiting.at("/waiting_for/0/redirect_url")).isEqualTo(payments.at("/0/redirect_url"));
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("HELD");

        URI shop = pays(payments.get(0), stack);

        assertThat(shop.toString()).startsWith(STOREFRONT + "&order_id=" + orderId + "&state=");
        completed(customer.seesTheEndOf(orderId), "PARTIALLY_PAID");
        assertThat(customer.order(orderId).get("payment").findValuesAsText("status"))
                .containsOnly("SUCCESS");
        assertThat(customer.stockOf("prod_250").get("on_hand").asInt()).isEqualTo(before - 1);
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
        Routes.assertBooks(stack, orderId, 150_00, 0);
        assertThat(customer.wallet(wallet).get("entries").findValuesAsText("type"))
                .containsExactlyInAnyOrder("CREDIT", "DEBIT");
        await("everybody was told")
                .atMost(Duration.ofSeconds(30))
                .until(() -> customer.notificationsOf(orderId).size() == 3);
    }

    /** As a person with a browser does it; where it ends up is told, and not gone to. */
    private static URI pays(JsonNode payment, LocalStack stack) {
        Browser browser = new Browser();
        Browser.Page page = browser.opens(URI.create(payment.get("redirect_url").asText()));
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        Browser.Page pressed = browser.presses("pay", page);
        assertThat(pressed.status()).as("%s", pressed).isEqualTo(303);
        assertThat(pressed.sentTo().toString()).startsWith(stack.apiUrl() + "/payments/return/pa_");
        Browser.Page back = browser.opens(pressed.sentTo());
        assertThat(back.status()).as("%s", back).isEqualTo(303);
        // Razorpay's are only authorised until the checkout takes them.
        await("the page has nothing more to pay")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(browser.opens(page.address()).html())
                        .contains("This order is paid.")
                        .doesNotContain("value=\"pay\""));
        return back.sentTo();
    }

    @Test
    void allOfItIsPaidAtRazorpay(LocalStack stack) {
        Customer customer = new Customer(stack);
        customer.adds("prod_456", 1);
        String all = Customer.all("RAZORPAY").replaceFirst("}$", ", \"client_callback_url\": \"" + STOREFRONT + "\"}");
        Client.Answer placed = customer.pays("299", all);
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        assertThat(placed.body().at("/payment/0/amount").decimalValue()).isEqualByComparingTo("299");
        String orderId = placed.body().at("/order/id").asText();

        URI shop = pays(placed.body().at("/payment/0"), stack);

        assertThat(shop.toString())
                .as("nothing of the gateway's comes along")
                .matches("\\Q" + STOREFRONT + "&order_id=" + orderId + "&state=\\E[A-Z_]+");
        completed(customer.seesTheEndOf(orderId), "PAID");
        Routes.assertBooks(stack, orderId, 299_00, 0);
    }

    @Test
    void withoutWebhooksTheGatewayIsAsked(LocalStack stack) {
        gateways = new Gateways(stack);
        gateways.rule("RAZORPAY", "{\"order\": \"NEXT\", \"webhook_off\": true}");
        Waiting waiting = waitsFor("RAZORPAY", stack);

        gateways.customer(waiting.payment(), "pay");

        completed(waiting.customer().seesTheEndOf(waiting.orderId()), "PAID");
        assertThat(gateways.books(waiting.payment()).get("webhooks").findValuesAsText("state"))
                .doesNotContain("DELIVERED");
        Routes.assertBooks(stack, waiting.orderId(), 250_00, 0);
    }

    @Test
    void whatFailedAtOneGatewayIsPaidAtTheOther(LocalStack stack) {
        Waiting waiting = waitsFor("PHONEPE", stack);
        Customer customer = waiting.customer();
        String payment = "/orders/" + waiting.orderId() + "/payments/"
                + waiting.payment().get("id").asText();
        gateways.customer(waiting.payment(), "fail");
        JsonNode failed = customer.seesThat(
                waiting.orderId(),
                "the failed payment",
                order -> "FAILED".equals(order.at("/payment/0/status").asText()));
        assertThat(failed.get("checkout_state").asText()).isEqualTo("AWAITING_PAYMENT");
        assertThat(failed.at("/payment/0/code").asText()).isNotBlank();
        assertThat(failed.at("/payment/0/redirect_url").isNull()).isTrue();
        assertThat(failed.at("/waiting_for/0/what").asText()).isEqualTo("RETRY");

        Client.Answer again = customer.api.post(payment + "/retry", "{\"gateway\": \"RAZORPAY\"}");

        assertThat(again.status()).as("%s", again).isEqualTo(200);
        JsonNode other = again.body().at("/order/payment/0");
        assertThat(other.get("id"))
                .as("it is the same payment")
                .isEqualTo(waiting.payment().get("id"));
        assertThat(other.get("gateway").asText()).isEqualTo("RAZORPAY");
        assertThat(other.get("status").asText()).isEqualTo("PENDING");
        gateways.customer(other, "pay");
        completed(customer.seesTheEndOf(waiting.orderId()), "PAID");
        Routes.assertBooks(stack, waiting.orderId(), 250_00, 0);
        assertThat(titles(customer, waiting.orderId()))
                .containsSubsequence(
                        "Payment at PHONEPE failed",
                        "Another attempt to pay, at RAZORPAY",
                        "Payment at RAZORPAY received");
        assertThat(customer.api.post(payment + "/retry", "{}").code()).isEqualTo("ORDER_DECIDED");
    }

    @Test
    void whatIsPaidInCashInsteadGoesBackWhenItIsPaidAtTheGatewayToo(LocalStack stack) {
        Waiting waiting = waitsFor("PHONEPE", stack);
        Customer customer = waiting.customer();

        Client.Answer cash = customer.api.post(
                "/orders/" + waiting.orderId() + "/payments/"
                        + waiting.payment().get("id").asText() + "/switch-to-cod",
                "");

        assertThat(cash.status()).as("%s", cash).isEqualTo(200);
        completed(customer.seesTheEndOf(waiting.orderId()), "PENDING");
        assertThat(customer.order(waiting.orderId()).at("/payment/0/gateway").asText())
                .isEqualTo("COD");
        gateways.customer(waiting.payment(), "pay");
        Routes.assertBooks(stack, waiting.orderId(), 0, 250_00);
        completed(customer.order(waiting.orderId()), "PENDING");
    }

    // ------------------------------------------------------------------------------------------ money goes back

    @Test
    void whoPaysAnOrderThatWasCalledOffGetsEverythingBack(LocalStack stack) {
        gateways = new Gateways(stack);
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String wallet = customer.walletOf(cart, "60.00");
        String otp = customer.asksForPassword(wallet, "50");
        Client.Answer placed = customer.pays(
                "250.00", Customer.atGateway("PHONEPE", "200.00"), Customer.fromWallet("50.00", wallet, otp));
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        String orderId = placed.body().at("/order/id").asText();
        JsonNode payment = placed.body().at("/payment/0");

        Client.Answer cancelled = customer.api.post("/orders/" + orderId + "/cancel", "");

        assertThat(cancelled.status()).as("%s", cancelled).isEqualTo(200);
        assertThat(cancelled.body().at("/order/checkout_state").asText()).isEqualTo("CANCELLED");
        await("the wallet has its money back")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(customer.wallet(wallet).get("balance").decimalValue())
                                .isEqualByComparingTo("60"));
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("RELEASED");
        gateways.customer(payment, "pay");
        Routes.assertBooks(stack, orderId, 0, 200_00);
        JsonNode end = customer.seesThat(
                orderId,
                "the refund",
                order -> "REFUNDED".equals(order.at("/payment/0/status").asText()));
        assertThat(end.get("checkout_state").asText()).isEqualTo("CANCELLED");
        assertThat(end.get("order_status").asText()).isEqualTo("CANCELLED");
        assertThat(end.at("/sub_orders/0/order_status").asText()).isEqualTo("CANCELLED");
        assertThat(end.at("/payment/1/status").asText()).isEqualTo("REFUNDED");
        assertThat(customer.wallet(wallet).get("balance").decimalValue()).isEqualByComparingTo("60");

        assertThat(customer.places(Customer.owed(customer.sees("").get("cart"))).status())
                .as("the cart is open again")
                .isEqualTo(200);
    }

    @Test
    void anotherAmountNeverPaysTheOrder(LocalStack stack) {
        gateways = new Gateways(stack);
        gateways.rule("PHONEPE", "{\"order\": \"NEXT\", \"wrong_amount\": 100}");
        Waiting waiting = waitsFor("PHONEPE", stack);
        Customer customer = waiting.customer();

        gateways.customer(waiting.payment(), "pay");

        JsonNode order = customer.seesThat(
                waiting.orderId(),
                "the wrong amount",
                now -> "WRONG_AMOUNT".equals(now.at("/payment/0/code").asText()));
        assertThat(order.get("checkout_state").asText()).isEqualTo("AWAITING_PAYMENT");
        assertThat(order.get("payment_status").asText()).isEqualTo("PENDING");
        Client.Answer cancelled = customer.api.post("/orders/" + waiting.orderId() + "/cancel", "");
        assertThat(cancelled.status()).as("%s", cancelled).isEqualTo(200);
        Routes.assertBooks(stack, waiting.orderId(), 0, 1_00);
        assertThat(customer.order(waiting.orderId()).get("checkout_state").asText())
                .isEqualTo("CANCELLED");
    }

    /** The second time before anybody has taken what is only authorised. */
    @Test
    void whoPressesPayTwicePaysOnce(LocalStack stack) {
        gateways = new Gateways(stack);
        gateways.rule("RAZORPAY", "{\"order\": \"NEXT\", \"webhook_delay_ms\": 2000}");
        Waiting waiting = waitsFor("RAZORPAY", stack);
        Browser browser = new Browser();
        Browser.Page page =
                browser.opens(URI.create(waiting.payment().get("redirect_url").asText()));

        browser.presses("pay", page);
        browser.presses("pay", page);

        completed(waiting.customer().seesTheEndOf(waiting.orderId()), "PAID");
        JsonNode books = gateways.books(waiting.payment());
        assertThat(books.get("payments").findValuesAsText("state")).containsExactly("CAPTURED");
        Routes.assertBooks(stack, waiting.orderId(), 250_00, 0);
    }

    // ------------------------------------------------------------------------------------------- nothing comes

    @Test
    void aForgedWebhookChangesNothing(LocalStack stack) {
        Waiting waiting = waitsFor("PHONEPE", stack);
        Customer customer = waiting.customer();
        JsonNode before = customer.order(waiting.orderId());
        String forged = """
                {"event": "checkout.order.completed", "type": "CHECKOUT_ORDER_COMPLETED",
                 "payload": {"merchantOrderId": "%s", "orderId": "%s", "state": "COMPLETED", "amount": 25000}}""".formatted(
                gateways.books(waiting.payment()).get("merchant_order_id").asText(),
                waiting.payment().get("gateway_order_id").asText());
        Client anybody = new Client(stack.apiUrl());

        for (Client.Answer refused : List.of(
                anybody.post("/webhooks/phonepe", forged),
                anybody.with("x-phonepe-checksum-signature", "0".repeat(64)).post("/webhooks/phonepe", forged),
                anybody.with("Authorization", "0".repeat(64)).post("/webhooks/phonepe", forged),
                anybody.with("X-Razorpay-Signature", "0".repeat(64)).post("/webhooks/razorpay", forged))) {
            assertThat(refused.status()).as("%s", refused).isEqualTo(401);
            assertThat(refused.code()).isEqualTo("SIGNATURE_INVALID");
        }

        assertThat(customer.order(waiting.orderId())).isEqualTo(before);
        gateways.customer(waiting.payment(), "pay");
        completed(customer.seesTheEndOf(waiting.orderId()), "PAID");
        assertThat(titles(customer, waiting.orderId()))
                .filteredOn("Payment at PHONEPE received"::equals)
                .hasSize(1);
    }

    @Test
    void aGatewayThatIsAwayRefusesNoOrder(LocalStack stack) {
        gateways = new Gateways(stack);
        Customer customer = new Customer(stack);
        customer.adds("prod_250", 1);
        customer.services.post("/faults", """
                {"rules": [{"name": "away", "path": "/gateways/phonepe/**", "error_status": 503}]}""");
        Client.Answer placed;
        try {
            placed = customer.pays("250.00", Customer.all("PHONEPE"));
        } finally {
            customer.services.delete("/faults");
        }

        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        JsonNode payment = placed.body().at("/payment/0");
        assertThat(payment.get("status").asText()).isEqualTo("FAILED");
        assertThat(payment.get("code").asText()).isEqualTo("GATEWAY_UNAVAILABLE");
        String orderId = placed.body().at("/order/id").asText();
        assertThat(customer.order(orderId).at("/waiting_for/0/what").asText()).isEqualTo("RETRY");

        Client.Answer again = customer.api.post(
                "/orders/" + orderId + "/payments/" + payment.get("id").asText() + "/retry", "");
        assertThat(again.status()).as("%s", again).isEqualTo(200);
        gateways.customer(again.body().at("/order/payment/0"), "pay");
        completed(customer.seesTheEndOf(orderId), "PAID");
        Routes.assertBooks(stack, orderId, 250_00, 0);
    }

    @Test
    void aWrongPasswordCostsNothingAndAnEmptyWalletRefusesTheOrder(LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String wallet = customer.walletOf(cart, "49.99");
        String otp = customer.asksForPassword(wallet, "50");
        int held = customer.stockOf("prod_250").get("held").asInt();
        String wrong = otp.equals("000000") ? "111111" : "000000";

        Client.Answer refused = customer.pays(
                "250.00", Customer.atGateway("PHONEPE", "200.00"), Customer.fromWallet("50.00", wallet, wrong));
        assertThat(refused.status()).as("%s", refused).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("OTP_INVALID");
        assertThat(refused.body().get("tries_left").asInt()).isEqualTo(4);

        Client.Answer poor = customer.pays(
                "250.00", Customer.atGateway("PHONEPE", "200.00"), Customer.fromWallet("50.00", wallet, otp));
        assertThat(poor.status()).as("%s", poor).isEqualTo(422);
        assertThat(poor.code()).isEqualTo("INSUFFICIENT_BALANCE");
        assertThat(customer.wallet(wallet).get("balance").decimalValue()).isEqualByComparingTo("49.99");
        assertThat(customer.stockOf("prod_250").get("held").asInt()).isEqualTo(held);
        assertThat(customer.pays("250.00", Customer.all("RAZORPAY")).status())
                .as("the cart is open again")
                .isEqualTo(200);
    }

    // ------------------------------------------------------------------------------------------------- watching

    @Test
    void whoeverWatchesSeesThePaymentAndTheEnd(LocalStack stack) throws Exception {
        Waiting waiting = waitsFor("RAZORPAY", stack);
        String address = stack.apiUrl() + "/orders/" + waiting.orderId() + "/events";
        EventStream stream = new EventStream(address, waiting.customer().id, null);
        await("what happened before")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        stream.events.stream().anyMatch(event -> event.state().equals("AWAITING_PAYMENT")));
        assertThat(stream.end).isNotDone();

        gateways.customer(waiting.payment(), "pay");

        assertThat(stream.end.get(60, TimeUnit.SECONDS)).isEqualTo(200);
        List<EventStream.Event> events = stream.events;
        assertThat(events).extracting(EventStream.Event::id).isSorted().doesNotHaveDuplicates();
        assertThat(events).extracting(EventStream.Event::name).containsOnly("timeline");
        assertThat(events)
                .extracting(EventStream.Event::title)
                .contains("Payment at RAZORPAY received", "Stock deducted")
                .isEqualTo(titles(waiting.customer(), waiting.orderId()));
        assertThat(events.get(events.size() - 1).state()).isEqualTo("COMPLETED");

        int seen = events.get(events.size() - 3).id();
        EventStream rest = new EventStream(address, waiting.customer().id, seen);
        assertThat(rest.end.get(30, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(rest.events)
                .extracting(EventStream.Event::id, EventStream.Event::title)
                .isEqualTo(events.subList(events.size() - 2, events.size()).stream()
                        .map(event -> tuple(event.id(), event.title()))
                        .toList());
        EventStream nothing = new EventStream(
                address, waiting.customer().id, events.get(events.size() - 1).id());
        assertThat(nothing.end.get(30, TimeUnit.SECONDS))
                .as("there is nothing to come again for")
                .isEqualTo(204);
        EventStream strangers = new EventStream(address, "stranger", null);
        assertThat(strangers.end.get(30, TimeUnit.SECONDS)).isEqualTo(404);
    }
}
