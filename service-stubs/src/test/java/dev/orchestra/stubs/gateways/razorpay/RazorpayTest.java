package dev.orchestra.stubs.gateways.razorpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.gateways.GatewayTest;
import dev.orchestra.stubs.gateways.WebhookInbox;
import dev.orchestra.stubs.gateways.WebhookInbox.Received;
import dev.orchestra.stubs.support.Ids;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class RazorpayTest extends GatewayTest {

    @Autowired
    private JdbcClient database;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void theKeyAndItsSecretAreNeeded() {
        for (Answer refused : List.of(
                get(RAZORPAY + "/v1/orders?receipt=r"),
                send("GET", RAZORPAY + "/v1/orders?receipt=r", null, "Authorization", "Basic Z3Vlc3NlZDpzZWNyZXQ="))) {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text("/error/code")).isEqualTo("BAD_REQUEST_ERROR");
        }
    }

    @Test
    void anOrderIsFoundByItsReceipt() {
        String receipt = receipt();

        String order = razorpayOrder(receipt);

        assertThat(order).matches("order_[A-Za-z0-9]{14}");
        JsonNode shown = razorpay("GET", "/v1/orders/" + order, null).body();
        assertThat(shown).isEqualTo(json.readTree("""
                        {"id": "%s", "entity": "order", "amount": 15000, "amount_paid": 0, "amount_due": 15000, "currency": "INR",
                         "receipt": "%s", "offer_id": null, "status": "created", "attempts": 0, "notes": [], "created_at": %d}""".formatted(
                        order, receipt, shown.at("/created_at").asLong())));
        Answer found = razorpay("GET", "/v1/orders?receipt=" + receipt, null);
        assertThat(found.body().at("/count").asInt()).isEqualTo(1);
        assertThat(found.body().at("/items/0")).isEqualTo(shown);
        assertThat(razorpay("GET", "/v1/orders?receipt=nobodys", null).body().at("/items"))
                .isEmpty();
    }

    @Test
    void notesComeBackAsTheyWereGiven() {
        Answer order =
                razorpay("POST", "/v1/orders", orderRequest(receipt(), "manual").replace("{}", "{\"cart\": \"c_1\"}"));

        assertThat(order.body().at("/notes")).isEqualTo(json.readTree("{\"cart\": \"c_1\"}"));
    }

    @Test
    void refusesWhatItsPagesForbid() {
        String good = orderRequest("r", "automatic");
        for (String bad : List.of(
                good.replace("15000", "99"),
                good.replace("INR", "rupees"),
                good.replace("\"r\"", "\"" + "r".repeat(41) + "\""),
                good.replace("automatic\",", "never\","),
                good.replace("12", "11"),
                good.replace("14", "11"),
                good.replace("14", "7201"),
                good.replace("normal", "fast"),
                good.replace("\"amount\": 15000,", ""),
                "{")) {
            Answer refused = razorpay("POST", "/v1/orders", bad);
            assertThat(refused.status()).as(bad).isEqualTo(400);
            assertThat(refused.text("/error/code")).isEqualTo("BAD_REQUEST_ERROR");
            assertThat(refused.text("/error/description")).isNotEmpty();
        }
        Answer unknown = razorpay("GET", "/v1/orders/order_none", null);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text("/error/description")).isEqualTo("The id provided does not exist");
    }

    @Test
    void withinItsWindowAPaymentIsCapturedByItself() throws Exception {
        String order = razorpayOrder(receipt());

        act("razorpay", order, "pay");

        Answer payment = razorpayPayment(order);
        assertThat(payment.text("/id")).matches("pay_[A-Za-z0-9]{14}");
        assertThat(payment.text("/status")).isEqualTo("captured");
        assertThat(payment.text("/order_id")).isEqualTo(order);
        Answer paid = razorpay("GET", "/v1/orders/" + order, null);
        assertThat(paid.text("/status")).isEqualTo("paid");
        assertThat(paid.body().at("/amount_due").asLong()).isZero();
        assertThat(eventsAbout(order, 3)).containsExactly("payment.authorized", "payment.captured", "order.paid");
        Set<String> eventIds = new HashSet<>();
        for (Received webhook : WebhookInbox.about(order)) {
            assertThat(webhook.path()).isEqualTo("/webhooks/razorpay");
            assertThat(webhook.header("X-Razorpay-Signature")).isEqualTo(hmac(razorpayWebhookSecret, webhook.body()));
            eventIds.add(webhook.header("x-razorpay-event-id"));
        }
        assertThat(eventIds).hasSize(3).doesNotContainNull();
        JsonNode authorized = json.readTree(WebhookInbox.about(order).get(0).body());
        assertThat(authorized.at("/entity").stringValue()).isEqualTo("event");
        assertThat(authorized.at("/contains")).isEqualTo(json.readTree("[\"payment\"]"));
        // A snapshot of when it happened, not of when it was sent.
        assertThat(authorized.at("/payload/payment/entity/status").stringValue())
                .isEqualTo("authorized");
        assertThat(authorized.at("/payload/payment/entity/notes")).isEqualTo(json.readTree("[]"));
        JsonNode orderPaid = json.readTree(WebhookInbox.about(order).get(2).body());
        assertThat(orderPaid.at("/payload/order/entity/status").stringValue()).isEqualTo("paid");
    }

    @Test
    void afterItsWindowAPaymentWaitsForTheMerchantAndThenGoesBack() {
        String order = razorpayOrder(receipt());
        act("razorpay", order, "expire");

        act("razorpay", order, "pay");

        assertThat(razorpayPayment(order).text("/status")).isEqualTo("authorized");
        act("razorpay", order, "release");
        Answer payment = razorpayPayment(order);
        assertThat(payment.text("/status")).isEqualTo("refunded");
        assertThat(payment.body().at("/captured").booleanValue()).isFalse();
        assertThat(eventsAbout(order, 3)).containsExactly("payment.authorized", "refund.created", "refund.processed");
        JsonNode books = books("razorpay", order).body();
        assertThat(books.at("/captured").asLong()).isZero();
        assertThat(books.at("/refunded").asLong()).isZero();
        assertThat(books.at("/released").asLong()).isEqualTo(15_000);
    }

    @Test
    void whatIsAuthorisedAfterAllPeriodsGoesBackAtOnce() {
        String order = razorpayOrder(receipt());
        act("razorpay", order, "expire");
        act("razorpay", order, "release");

        act("razorpay", order, "pay");

        await().until(() -> razorpayPayment(order).text("/status").equals("refunded"));
        assertThat(books("razorpay", order).body().at("/released").asLong()).isEqualTo(15_000);
    }

    @Test
    void whatNobodyCapturesIsNotCapturedLater() {
        String order = razorpayOrder(receipt(), "manual");
        act("razorpay", order, "pay");
        String payment = razorpayPayment(order).text("/id");
        act("razorpay", order, "release");

        Answer refused = capture(payment, 15_000, "INR");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refund(payment, "{}", newKey()).status()).isEqualTo(400);
    }

    @Test
    void theMerchantCapturesTheWholeAmountOnce() {
        String order = razorpayOrder(receipt(), "manual");
        act("razorpay", order, "pay");
        String payment = razorpayPayment(order).text("/id");
        assertThat(razorpay("GET", "/v1/orders/" + order, null).text("/status")).isEqualTo("attempted");

        assertThat(capture(payment, 14_999, "INR").status()).isEqualTo(400);
        assertThat(capture(payment, 15_000, "USD").status()).isEqualTo(400);
        Answer captured = capture(payment, 15_000, "INR");
        assertThat(captured.status()).isEqualTo(200);
        assertThat(captured.text("/status")).isEqualTo("captured");
        Answer again = capture(payment, 15_000, "INR");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.text("/error/description")).isEqualTo("This payment has already been captured");
        assertThat(eventsAbout(order, 3)).containsExactly("payment.authorized", "payment.captured", "order.paid");
    }

    @Test
    void anAuthorisationCanBeLeftToTheMerchantByRule() {
        String receipt = receipt();
        rule("razorpay", receipt, "\"outcome\": \"AUTHORIZE\", \"act_after_ms\": 0");
        String order = razorpayOrder(receipt);

        assertThat(eventsAbout(order, 1)).containsExactly("payment.authorized");
        assertThat(razorpayPayment(order).text("/status")).isEqualTo("authorized");
    }

    @Test
    void aFailedPaymentMaySucceedAfterAll() {
        String receipt = receipt();
        rule("razorpay", receipt, "\"outcome\": \"FAIL_THEN_PAY\", \"act_after_ms\": 0, \"retry_after_ms\": 300");
        String order = razorpayOrder(receipt);

        await().until(() -> razorpayPayment(order).text("/status").equals("failed"));
        Answer failed = razorpayPayment(order);
        assertThat(failed.text("/error_code")).isEqualTo("BAD_REQUEST_ERROR");
        await().until(() -> razorpayPayment(order).text("/status").equals("captured"));
        assertThat(razorpayPayment(order).text("/id")).isEqualTo(failed.text("/id"));
        assertThat(eventsAbout(order, 4))
                .containsExactly("payment.failed", "payment.authorized", "payment.captured", "order.paid");
    }

    @Test
    void whoTriesAgainOnThePageMakesAnotherPayment() {
        String order = razorpayOrder(receipt());

        act("razorpay", order, "fail");
        act("razorpay", order, "pay");

        Answer payments = razorpay("GET", "/v1/orders/" + order + "/payments", null);
        assertThat(payments.body().at("/items"))
                .extracting(payment -> payment.at("/status").stringValue())
                .containsExactly("failed", "captured");
        assertThat(send("POST", CONTROL + "/razorpay/orders/" + order + "/pay", null)
                        .status())
                .isEqualTo(409);
    }

    @Test
    void moneyThatComesLateIsNotCaptured() {
        String order = razorpayOrder(receipt());
        send("POST", CONTROL + "/razorpay/orders/" + order + "/late", "{\"after_ms\": 700}");
        assertThat(razorpayPayment(order).text("/status")).isEqualTo("created");

        act("razorpay", order, "expire");

        String payment = razorpayPayment(order).text("/id");
        assertThat(razorpayPayment(order).text("/status")).isEqualTo("failed");
        await().until(() -> razorpayPayment(order).text("/status").equals("authorized"));
        assertThat(razorpayPayment(order).text("/id")).isEqualTo(payment);
        assertThat(eventsAbout(order, 2)).containsExactly("payment.failed", "payment.authorized");
    }

    @Test
    void anotherAmountInAnotherCurrencyCanBeTaken() {
        String receipt = receipt();
        rule("razorpay", receipt, "\"act_after_ms\": 0, \"wrong_amount\": 1500000, \"wrong_currency\": \"USD\"");
        String order = razorpayOrder(receipt);

        eventsAbout(order, 3);
        Answer payment = razorpayPayment(order);
        assertThat(payment.body().at("/amount").asLong()).isEqualTo(1_500_000);
        assertThat(payment.text("/currency")).isEqualTo("USD");
        assertThat(razorpay("GET", "/v1/orders/" + order, null).text("/currency"))
                .isEqualTo("INR");
    }

    @Test
    void aRefundIsPendingAndThenProcessed() {
        String order = paidOrder("\"refund_after_ms\": 300");
        String payment = razorpayPayment(order).text("/id");

        Answer refund = refund(payment, "{\"amount\": 5000}", newKey());

        assertThat(refund.status()).isEqualTo(200);
        assertThat(refund.text("/id")).startsWith("rfnd_");
        assertThat(refund.text("/status")).isEqualTo("pending");
        String id = refund.text("/id");
        await().until(() ->
                razorpay("GET", "/v1/refunds/" + id, null).text("/status").equals("processed"));
        Answer after = razorpayPayment(order);
        assertThat(after.text("/refund_status")).isEqualTo("partial");
        assertThat(after.text("/status")).isEqualTo("captured");
        assertThat(after.body().at("/amount_refunded").asLong()).isEqualTo(5_000);
        assertThat(eventsAbout(order, 5)).endsWith("refund.created", "refund.processed");
        Answer all = razorpay("GET", "/v1/payments/" + payment + "/refunds", null);
        assertThat(all.body().at("/count").asInt()).isEqualTo(1);
    }

    @Test
    void aRefundKeyIsForOneRefund() {
        String order = paidOrder("\"refund_after_ms\": 0");
        String payment = razorpayPayment(order).text("/id");
        String key = newKey();

        Answer first = refund(payment, "{}", key);

        assertThat(refund(payment, "{}", key).text("/id")).isEqualTo(first.text("/id"));
        Answer other = refund(payment, "{\"amount\": 100}", key);
        assertThat(other.status()).isEqualTo(400);
        assertThat(refund(payment, "{}", newKey()).status()).isEqualTo(400);
        assertThat(refund(payment, "{}", "short").status()).isEqualTo(400);
        await().until(() -> razorpayPayment(order).text("/status").equals("refunded"));
        assertThat(razorpay("GET", "/v1/orders/" + order, null).text("/status")).isEqualTo("paid");
    }

    @Test
    void aRefundUnderWayIsAConflict() {
        String order = paidOrder("\"refund_after_ms\": 0");
        String payment = razorpayPayment(order).text("/id");
        String key = newKey();

        new TransactionTemplate(transactions).executeWithoutResult(underWay -> {
            database.sql("select pg_advisory_xact_lock(hashtextextended('razorpay-refund/' || ?, 0))")
                    .param(key)
                    .query((row, number) -> key)
                    .single();
            assertThat(refund(payment, "{}", key).status()).isEqualTo(409);
        });
        assertThat(refund(payment, "{}", key).status()).isEqualTo(200);
    }

    @Test
    void aRefundThatFailsLeavesTheMoneyToRefund() {
        String order = paidOrder("\"refund_outcome\": \"FAILED\", \"refund_after_ms\": 0");
        String payment = razorpayPayment(order).text("/id");

        refund(payment, "{}", newKey());

        assertThat(eventsAbout(order, 5)).endsWith("refund.created", "refund.failed");
        assertThat(razorpayPayment(order).text("/status")).isEqualTo("captured");
        assertThat(refund(payment, "{}", newKey()).status()).isEqualTo(200);
    }

    @Test
    void aRefundCanStayPending() {
        String order = paidOrder("\"refund_outcome\": \"STAY_PENDING\"");
        String refund =
                refund(razorpayPayment(order).text("/id"), "{}", newKey()).text("/id");

        assertThat(eventsAbout(order, 4)).endsWith("refund.created");
        assertThat(razorpay("GET", "/v1/refunds/" + refund, null).text("/status"))
                .isEqualTo("pending");
        assertThat(books("razorpay", order).text("/refunds/0/state")).isEqualTo("PENDING");
    }

    private String paidOrder(String wishes) {
        String receipt = receipt();
        rule("razorpay", receipt, wishes);
        String order = razorpayOrder(receipt);
        act("razorpay", order, "pay");
        return order;
    }

    private Answer capture(String payment, long amount, String currency) {
        return razorpay(
                "POST",
                "/v1/payments/" + payment + "/capture",
                "{\"amount\": %d, \"currency\": \"%s\"}".formatted(amount, currency));
    }

    private Answer refund(String payment, String body, String key) {
        return razorpay("POST", "/v1/payments/" + payment + "/refund", body, "X-Refund-Idempotency", key);
    }

    private static String receipt() {
        return Ids.next("r");
    }
}
