package dev.orchestra.stubs.gateways.phonepe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.gateways.GatewayTest;
import dev.orchestra.stubs.gateways.WebhookInbox;
import dev.orchestra.stubs.gateways.WebhookInbox.Received;
import dev.orchestra.stubs.support.Ids;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PhonePeTest extends GatewayTest {

    private static final String REFUND = "/pg/payments/v2/refund";

    @Test
    void aTokenIsForWhoKnowsTheSecret() {
        Answer token = token();

        assertThat(token.status()).isEqualTo(200);
        assertThat(token.text("/token_type")).isEqualTo("O-Bearer");
        assertThat(token.body().at("/expires_at").asLong())
                .isEqualTo(token.body().at("/issued_at").asLong() + 3_600);
        assertThat(token.body().at("/issued_at").asLong())
                .isCloseTo(Instant.now().getEpochSecond(), within(5L));
        HttpResponse<String> refused = form(
                PHONEPE + "/identity-manager/v1/oauth/token",
                Map.of(
                        "client_id", clientId,
                        "client_secret", "guessed",
                        "client_version", "1",
                        "grant_type", "client_credentials"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(json.readTree(refused.body()).at("/success").booleanValue()).isFalse();
        assertThat(refused.body()).doesNotContain("guessed", clientSecret);
    }

    @Test
    void withoutAGoodTokenNothingIsTold() {
        String order = Ids.next("mo");
        phonePeOrder(order);
        String path = PHONEPE + "/pg/checkout/v2/order/" + order + "/status";
        String good = token().text("/access_token");

        for (Answer refused : List.of(
                get(path),
                send("GET", path, null, "Authorization", "Bearer " + good),
                send("GET", path, null, "Authorization", "O-Bearer 99999999999999.0000"),
                send("GET", path, null, "Authorization", "O-Bearer 9" + good))) {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.text("/code")).isEqualTo("AUTHORIZATION_FAILED");
        }
        assertThat(send("GET", path, null, "Authorization", "O-Bearer " + good).status())
                .isEqualTo(200);
    }

    @Test
    void anOrderIsPendingUntilItIsPaid() {
        String order = Ids.next("mo");

        Answer placed = phonePeOrder(order);

        assertThat(placed.status()).isEqualTo(200);
        assertThat(placed.text("/orderId")).matches("OMO\\d{25}");
        assertThat(placed.text("/state")).isEqualTo("PENDING");
        assertThat(Instant.ofEpochMilli(placed.body().at("/expireAt").asLong()))
                .isCloseTo(Instant.now().plusSeconds(720), within(Duration.ofSeconds(5)));
        assertThat(placed.text("/redirectUrl")).startsWith("http://127.0.0.1:" + port + "/gateways/phonepe/pay/");
        JsonNode status = phonePeStatus(order).body();
        assertThat(status).isEqualTo(json.readTree("""
                        {"merchantId": "LOCALMERCHANT", "merchantOrderId": "%s", "orderId": "%s", "state": "PENDING",
                         "amount": 15000, "expireAt": %d, "metaInfo": {"udf1": "one"}, "paymentDetails": []}""".formatted(
                order, placed.text("/orderId"), placed.body().at("/expireAt").asLong())));
    }

    @Test
    void theSameRequestAgainIsTheSameOrder() {
        String order = Ids.next("mo");

        List<String> ids = Stream.generate(() -> sendAsync(
                        "POST",
                        PHONEPE + "/pg/checkout/v2/pay",
                        payRequest(order, 15_000),
                        "Authorization",
                        "O-Bearer " + token().text("/access_token")))
                .limit(8)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.text("/orderId"))
                .distinct()
                .toList();

        assertThat(ids).hasSize(1).first().asString().startsWith("OMO");
        Answer other = phonePe("POST", "/pg/checkout/v2/pay", payRequest(order, 15_001));
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body().at("/success").booleanValue()).isFalse();
        assertThat(phonePeStatus(order).body().at("/amount").asLong()).isEqualTo(15_000);
    }

    @Test
    void refusesWhatItsPagesForbid() {
        String good = payRequest(Ids.next("mo"), 15_000);
        for (String bad : List.of(
                good.replace("15000", "99"),
                good.replace("720", "299"),
                good.replace("720", "3601"),
                good.replace("\"merchantOrderId\": \"mo_", "\"merchantOrderId\": \"mo/"),
                good.replace("\"merchantOrderId\": \"", "\"merchantOrderId\": \"" + "x".repeat(64)),
                good.replace("http://127.0.0.1:3000/back?order=1", "javascript:alert(1)"),
                good.replace("redirectUrl", "url"),
                "{")) {
            Answer refused = phonePe("POST", "/pg/checkout/v2/pay", bad);
            assertThat(refused.status()).as(bad).isEqualTo(400);
            assertThat(refused.text("/code")).isEqualTo("BAD_REQUEST");
        }
        Answer unknown = phonePeStatus("nobodys");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("/code")).isEqualTo("ORDER_NOT_FOUND");
    }

    @Test
    void whoPaysIsToldOfWithASignedBody() throws Exception {
        String order = Ids.next("mo");
        String orderId = phonePeOrder(order).text("/orderId");

        act("phonepe", order, "pay");

        JsonNode status = phonePeStatus(order).body();
        assertThat(status.at("/state").stringValue()).isEqualTo("COMPLETED");
        assertThat(status.at("/paymentDetails/0/state").stringValue()).isEqualTo("COMPLETED");
        assertThat(status.at("/paymentDetails/0/amount").asLong()).isEqualTo(15_000);
        assertThat(eventsAbout(order, 1)).containsExactly("checkout.order.completed");
        Received webhook = WebhookInbox.about(order).get(0);
        assertThat(webhook.path()).isEqualTo("/webhooks/phonepe");
        assertThat(webhook.header("x-phonepe-checksum-key-id")).isEqualTo("local-key-1");
        assertThat(webhook.header("x-phonepe-checksum-signature"))
                .isEqualTo(hmac(phonePeWebhookSecret, webhook.body()));
        assertThat(webhook.header("Authorization")).isNull();
        JsonNode body = json.readTree(webhook.body());
        assertThat(body.at("/payload/orderId").stringValue()).isEqualTo(orderId);
        assertThat(body.at("/payload/merchantOrderId").stringValue()).isEqualTo(order);
        assertThat(body.at("/payload/state").stringValue()).isEqualTo("COMPLETED");
        assertThat(body.at("/payload/amount").asLong()).isEqualTo(15_000);
    }

    @Test
    void aFailureEndsTheOrder() {
        String order = Ids.next("mo");
        phonePeOrder(order);

        act("phonepe", order, "fail");

        JsonNode status = phonePe("GET", "/pg/checkout/v2/order/" + order + "/status?errorContext=true", null)
                .body();
        assertThat(status.at("/state").stringValue()).isEqualTo("FAILED");
        assertThat(status.at("/errorContext/errorCode").stringValue()).isEqualTo("PAYMENT_ERROR");
        assertThat(eventsAbout(order, 1)).containsExactly("checkout.order.failed");
        assertThat(send("POST", CONTROL + "/phonepe/orders/" + order + "/pay", null)
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aCustomerMayFailFirstAndPayThen() {
        String order = Ids.next("mo");
        rule("phonepe", order, "\"outcome\": \"FAIL_THEN_PAY\", \"act_after_ms\": 0, \"retry_after_ms\": 300");
        phonePeOrder(order);

        await().until(() -> phonePeStatus(order).text("/paymentDetails/0/state").equals("FAILED"));
        assertThat(phonePeStatus(order).text("/state")).isEqualTo("PENDING");
        await().until(() -> phonePeStatus(order).text("/state").equals("COMPLETED"));
        assertThat(phonePeStatus(order).body().at("/paymentDetails")).hasSize(1);
        JsonNode all = phonePe("GET", "/pg/checkout/v2/order/" + order + "/status?details=true", null)
                .body();
        assertThat(all.at("/paymentDetails"))
                .extracting(detail -> detail.at("/state").stringValue())
                .containsExactly("FAILED", "COMPLETED");
        assertThat(eventsAbout(order, 1)).containsExactly("checkout.order.completed");
    }

    @Test
    void whatNobodyPaysInTimeFails() {
        String order = Ids.next("mo");
        phonePeOrder(order);

        act("phonepe", order, "close");
        assertThat(phonePeStatus(order).text("/state")).isEqualTo("PENDING");
        act("phonepe", order, "expire");

        assertThat(phonePeStatus(order).text("/state")).isEqualTo("FAILED");
        assertThat(eventsAbout(order, 1)).containsExactly("checkout.order.failed");
    }

    @Test
    void lateMoneyTakesAFailureBack() {
        String order = Ids.next("mo");
        phonePeOrder(order);
        assertThat(send("POST", CONTROL + "/phonepe/orders/" + order + "/late", "{\"after_ms\": 1000}")
                        .status())
                .isEqualTo(200);
        assertThat(phonePeStatus(order).text("/paymentDetails/0/state")).isEqualTo("PENDING");

        act("phonepe", order, "expire");

        assertThat(phonePeStatus(order).text("/state")).isEqualTo("FAILED");
        await().until(() -> phonePeStatus(order).text("/state").equals("COMPLETED"));
        assertThat(eventsAbout(order, 2)).containsExactly("checkout.order.failed", "checkout.order.completed");
    }

    @Test
    void aSimulatedCustomerCanBeLateByRule() {
        String order = Ids.next("mo");
        rule("phonepe", order, "\"late\": true, \"act_after_ms\": 300");
        phonePeOrder(order);

        act("phonepe", order, "expire");

        assertThat(eventsAbout(order, 2)).containsExactly("checkout.order.failed", "checkout.order.completed");
    }

    @Test
    void anotherAmountThanAskedForCanBeTaken() {
        String order = Ids.next("mo");
        rule("phonepe", order, "\"act_after_ms\": 0, \"wrong_amount\": 14900");
        phonePeOrder(order);

        await().until(() -> phonePeStatus(order).text("/state").equals("COMPLETED"));
        JsonNode status = phonePeStatus(order).body();
        assertThat(status.at("/amount").asLong()).isEqualTo(14_900);
        assertThat(status.at("/paymentDetails/0/amount").asLong()).isEqualTo(14_900);
        assertThat(books("phonepe", order).body().at("/captured").asLong()).isEqualTo(14_900);
    }

    @Test
    void aRefundGoesThroughItsStates() {
        String order = paidOrder("\"refund_after_ms\": 600");
        String refund = Ids.next("rf");

        Answer asked = phonePe("POST", REFUND, refund(refund, order, 5_000));

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.text("/refundId")).startsWith("OMR");
        assertThat(asked.text("/state")).isEqualTo("PENDING");
        assertThat(asked.body().at("/amount").asLong()).isEqualTo(5_000);
        await().until(() -> refundState(refund).equals("CONFIRMED"));
        await().until(() -> refundState(refund).equals("COMPLETED"));
        assertThat(phonePe("GET", REFUND + "/" + refund + "/status", null).text("/originalMerchantOrderId"))
                .isEqualTo(order);
        assertThat(eventsAbout(order, 3))
                .containsExactly("checkout.order.completed", "pg.refund.accepted", "pg.refund.completed");
        assertThat(books("phonepe", order).body().at("/refunded").asLong()).isEqualTo(5_000);
    }

    @Test
    void theSameRefundAgainIsTheSameRefund() {
        String order = paidOrder("\"refund_outcome\": \"STAY_PENDING\"");
        String refund = Ids.next("rf");

        String first = phonePe("POST", REFUND, refund(refund, order, 10_000)).text("/refundId");

        assertThat(phonePe("POST", REFUND, refund(refund, order, 10_000)).text("/refundId"))
                .isEqualTo(first);
        Answer other = phonePe("POST", REFUND, refund(refund, order, 9_999));
        assertThat(other.status()).isEqualTo(400);
        Answer tooMuch = phonePe("POST", REFUND, refund(Ids.next("rf"), order, 5_001));
        assertThat(tooMuch.status()).isEqualTo(400);
        assertThat(phonePe("POST", REFUND, refund(Ids.next("rf"), order, 5_000)).status())
                .isEqualTo(200);
        assertThat(refundState(refund)).isEqualTo("PENDING");
    }

    @Test
    void aRefundThatFailsLeavesTheMoneyToRefund() {
        String order = paidOrder("\"refund_outcome\": \"FAILED\", \"refund_after_ms\": 0");
        String refund = Ids.next("rf");

        phonePe("POST", REFUND, refund(refund, order, 15_000));

        await().until(() -> refundState(refund).equals("FAILED"));
        assertThat(eventsAbout(order, 3)).last().isEqualTo("pg.refund.failed");
        assertThat(books("phonepe", order).body().at("/refunded").asLong()).isZero();
        assertThat(phonePe("POST", REFUND, refund(Ids.next("rf"), order, 15_000))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotPaidIsNotRefunded() {
        String order = Ids.next("mo");
        phonePeOrder(order);

        assertThat(phonePe("POST", REFUND, refund(Ids.next("rf"), order, 100)).status())
                .isEqualTo(400);
        assertThat(phonePe("POST", REFUND, refund(Ids.next("rf"), "nobodys", 100))
                        .status())
                .isEqualTo(404);
        assertThat(phonePe("GET", REFUND + "/nobodys/status", null).status()).isEqualTo(404);
    }

    private String paidOrder(String wishes) {
        String order = Ids.next("mo");
        rule("phonepe", order, wishes);
        phonePeOrder(order);
        act("phonepe", order, "pay");
        return order;
    }

    private String refundState(String refund) {
        return phonePe("GET", REFUND + "/" + refund + "/status", null).text("/state");
    }

    private static String refund(String refund, String order, long amount) {
        return "{\"merchantRefundId\": \"%s\", \"originalMerchantOrderId\": \"%s\", \"amount\": %d}"
                .formatted(refund, order, amount);
    }
}
