package dev.orchestra.stubs.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.payment.ScriptedGateway.Call;
import dev.orchestra.stubs.payment.ScriptedGateway.Reply;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class RazorpayTest extends GatewayTest {

    private static final String ORDERS = "POST /gateways/razorpay/v1/orders";
    private static final String PAYMENTS = "GET /gateways/razorpay/v1/orders/order_R1/payments";
    private static final String CAPTURE_AT_GATEWAY = "POST /gateways/razorpay/v1/payments/pay_R1/capture";
    private static final String REFUND_AT_GATEWAY = "POST /gateways/razorpay/v1/payments/pay_R1/refund";
    private static final String REFUNDS = "GET /gateways/razorpay/v1/payments/pay_R1/refunds";
    private static final String REFUND_2 = "POST /gateways/razorpay/v1/payments/pay_R2/refund";
    private static final String REFUNDS_2 = "GET /gateways/razorpay/v1/payments/pay_R2/refunds";
    private static final String NONE = "{\"entity\": \"collection\", \"count\": 0, \"items\": []}";

    @Autowired
    private JdbcClient database;

    private final Instant end = Instant.now().plusSeconds(840);

    @Test
    void anOrderIsMadeThatChargesNothingByItself() {
        GATEWAY.on(ORDERS, order("order_R1", 1));

        Answer begun = post(INITIATE, initiation("RAZORPAY", "150.00", end));

        assertThat(begun.text("/status")).isEqualTo("PENDING");
        assertThat(begun.text("/gateway_order_id")).isEqualTo("order_R1");
        HttpUrl redirect = HttpUrl.get(begun.text("/redirect_url"));
        assertThat(redirect.encodedPath()).isEqualTo("/gateways/razorpay/checkout");
        assertThat(redirect.queryParameter("order_id")).isEqualTo("order_R1");
        assertThat(redirect.queryParameter("key_id")).isEqualTo("rzp_local");
        assertThat(redirect.queryParameter("callback_url")).isEqualTo("https://shop.example/back?order=1");
        Call call = GATEWAY.calls(ORDERS).get(0);
        assertThat(call.header("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("rzp_local:local-razorpay-secret".getBytes()));
        assertThat(call.body()).isEqualTo(json.readTree("""
                        {"amount": 15000, "currency": "INR", "receipt": "%s",
                         "notes": {"attempt_id": "%s", "order_id": "%s"},
                         "payment": {"capture": "manual", "capture_options": {
                           "automatic_expiry_period": 12, "manual_expiry_period": 14, "refund_speed": "normal"}}}""".formatted(attempt, attempt, order)));
    }

    @Test
    void anOrderWhoseAnswerWasLostIsFoundByItsReceipt() {
        GATEWAY.on(ORDERS, call -> ScriptedGateway.LOST);
        String key = newKey();
        assertThat(post(INITIATE, initiation("RAZORPAY", "150.00", end), key).status())
                .isEqualTo(503);

        GATEWAY.on(
                receipt(),
                "{\"items\": [%s, %s, %s]}"
                        .formatted(
                                order("order_R2", 8),
                                order("order_R1", 7),
                                order("order_X", 1).replace(attempt, "pa_other")));
        assertThat(post(INITIATE, initiation("RAZORPAY", "150.00", end), key).text("/gateway_order_id"))
                .isEqualTo("order_R1");
        assertThat(GATEWAY.calls(ORDERS)).hasSize(1);
    }

    @Test
    void anOrderThatNeverArrivedIsMadeByTheRepeat() {
        GATEWAY.on(ORDERS, call -> Reply.of(502, "bad gateway"));
        String key = newKey();
        assertThat(post(INITIATE, initiation("RAZORPAY", "150.00", end), key).status())
                .isEqualTo(503);

        GATEWAY.on(receipt(), NONE);
        GATEWAY.on(ORDERS, order("order_R1", 7));
        assertThat(post(INITIATE, initiation("RAZORPAY", "150.00", end), key).text("/gateway_order_id"))
                .isEqualTo("order_R1");
    }

    @Test
    void aDeclinedOrderFailsTheAttempt() {
        GATEWAY.on(
                ORDERS,
                call -> Reply.of(400, "{\"error\": {\"code\": \"BAD_REQUEST_ERROR\", \"description\": \"no\"}}"));

        Answer declined = post(INITIATE, initiation("RAZORPAY", "150.00", end));

        assertThat(declined.status()).isEqualTo(200);
        assertThat(declined.text("/status")).isEqualTo("FAILED");
        assertThat(declined.text("/error_code")).isEqualTo("BAD_REQUEST_ERROR");
        assertThat(post(
                                INITIATE,
                                initiation("RAZORPAY", "150.00", Instant.now().minusSeconds(1))
                                        .replace(attempt, "pa_" + newKey()))
                        .text("/error_code"))
                .isEqualTo("WINDOW_TOO_SHORT");
    }

    @Test
    void credentialsThatAreNotTakenAreNoDecline() {
        GATEWAY.on(ORDERS, call -> Reply.of(401, "{\"error\": {\"code\": \"BAD_REQUEST_ERROR\"}}"));

        assertThat(post(INITIATE, initiation("RAZORPAY", "150.00", end)).text("/code"))
                .isEqualTo("GATEWAY_UNAVAILABLE");
    }

    @Test
    void thePaymentThatHasComeFurthestCounts() {
        begin();
        GATEWAY.on(PAYMENTS, NONE);
        assertThat(status().text("/status")).isEqualTo("PENDING");
        payments(payment("pay_R0", "failed", 15_000, "INR"));
        assertThat(status().text("/status")).isEqualTo("FAILED");
        assertThat(status().text("/error_code")).isEqualTo("BAD_REQUEST_ERROR");
        payments(payment("pay_R0", "failed", 15_000, "INR"), payment("pay_R1", "created", 15_000, "INR"));
        assertThat(status().text("/status")).isEqualTo("PENDING");
        payments(payment("pay_R1", "authorized", 15_000, "INR"), payment("pay_R0", "failed", 15_000, "INR"));

        Answer authorized = status();

        assertThat(authorized.text("/status")).isEqualTo("AUTHORIZED");
        assertThat(authorized.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("0.00"));
        GATEWAY.on(PAYMENTS, NONE);
        assertThat(status().text("/status")).isEqualTo("AUTHORIZED");
    }

    @Test
    void whatIsReservedIsTakenByACaptureAlone() {
        begin();
        assertThat(post(CAPTURE, attemptOfOrder()).text("/code")).isEqualTo("NOT_AUTHORIZED");
        authorized();
        GATEWAY.on(CAPTURE_AT_GATEWAY, payment("pay_R1", "captured", 15_000, "INR"));
        String key = newKey();

        Answer captured = post(CAPTURE, attemptOfOrder(), key);

        assertThat(captured.text("/status")).isEqualTo("CAPTURED");
        assertThat(captured.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("150.00"));
        assertThat(captured.text("/gateway_payment_id")).isEqualTo("pay_R1");
        assertThat(GATEWAY.calls(CAPTURE_AT_GATEWAY).get(0).body())
                .isEqualTo(json.readTree("{\"amount\": 15000, \"currency\": \"INR\"}"));
        assertThat(post(CAPTURE, attemptOfOrder(), key).http().body())
                .isEqualTo(captured.http().body());
        assertThat(post(CAPTURE, attemptOfOrder()).text("/status")).isEqualTo("CAPTURED");
        assertThat(GATEWAY.calls(CAPTURE_AT_GATEWAY)).hasSize(1);
        assertThat(post(CAPTURE, attemptOfOrder().replace(order, "order_other")).text("/code"))
                .isEqualTo("PAYMENT_NOT_FOUND");
    }

    @Test
    void aCaptureWhoseAnswerWasLostIsFound() {
        begin();
        authorized();
        GATEWAY.on(CAPTURE_AT_GATEWAY, call -> ScriptedGateway.LOST);
        String key = newKey();
        assertThat(post(CAPTURE, attemptOfOrder(), key).status()).isEqualTo(503);

        payments(payment("pay_R1", "captured", 14_000, "USD"));
        Answer captured = post(CAPTURE, attemptOfOrder(), key);

        assertThat(captured.text("/status")).isEqualTo("CAPTURED");
        assertThat(captured.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("140.00"));
        assertThat(captured.text("/captured_currency")).isEqualTo("USD");
        assertThat(GATEWAY.calls(CAPTURE_AT_GATEWAY)).hasSize(1);
    }

    @Test
    void aCaptureThatWasFasterElsewhereIsNoFailure() {
        begin();
        authorized();
        AtomicInteger asked = new AtomicInteger();
        GATEWAY.on(
                PAYMENTS,
                call -> Reply.ok("{\"items\": [%s]}"
                        .formatted(payment(
                                "pay_R1", asked.getAndIncrement() == 0 ? "authorized" : "captured", 15_000, "INR"))));
        GATEWAY.on(CAPTURE_AT_GATEWAY, call -> Reply.of(400, "{\"error\": {\"code\": \"BAD_REQUEST_ERROR\"}}"));

        assertThat(post(CAPTURE, attemptOfOrder()).text("/status")).isEqualTo("CAPTURED");
    }

    @Test
    void whatWasReservedAndGivenBackCannotBeTaken() {
        begin();
        authorized();
        payments(payment("pay_R1", "refunded", 15_000, "INR"));

        assertThat(post(CAPTURE, attemptOfOrder()).text("/code")).isEqualTo("NOT_AUTHORIZED");
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
        assertThat(status().body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("0.00"));
        assertThat(post(REFUND, refundOf(newRefund(), "150.00", "INR")).text("/code"))
                .isEqualTo("NOTHING_TO_REFUND");
    }

    @Test
    void anOrderThatNobodyPaidInTimeHasFailed() {
        begin();
        GATEWAY.on(PAYMENTS, NONE);
        runOut();

        assertThat(status().text("/error_code")).isEqualTo("EXPIRED");
        payments(payment("pay_R1", "authorized", 15_000, "INR"));
        assertThat(status().text("/status")).isEqualTo("AUTHORIZED");
    }

    @Test
    void aRefundGoesByItsIdAndIsFoundByIt() {
        captured();
        String refund = newRefund();
        String key = newKey();
        GATEWAY.on(REFUND_AT_GATEWAY, call -> ScriptedGateway.LOST);
        assertThat(post(REFUND, refundOf(refund, "150.00", "INR"), key).status())
                .isEqualTo(503);
        Call call = GATEWAY.calls(REFUND_AT_GATEWAY).get(0);
        assertThat(call.header("X-refund-idempotency")).isEqualTo(refund);
        assertThat(call.body().at("/amount").longValue()).isEqualTo(15_000);
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("PENDING");

        GATEWAY.on(REFUNDS, """
                {"items": [{"id": "rfnd_X", "status": "failed", "receipt": null, "notes": []},
                           {"id": "rfnd_R1", "status": "pending", "notes": {"refund_id": "%s"}}]}""".formatted(refund));
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("PENDING");
        GATEWAY.on("GET /gateways/razorpay/v1/refunds/rfnd_R1", "{\"id\": \"rfnd_R1\", \"status\": \"processed\"}");
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("COMPLETED");
        assertThat(post(REFUND, refundOf(refund, "150.00", "INR"), key).text("/status"))
                .isEqualTo("COMPLETED");
        assertThat(GATEWAY.calls(REFUND_AT_GATEWAY)).hasSize(1);
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
    }

    @Test
    void aRefundInFlightIsNotDeclined() {
        captured();
        GATEWAY.on(REFUND_AT_GATEWAY, call -> Reply.of(409, "{\"error\": {\"code\": \"BAD_REQUEST_ERROR\"}}"));
        String refund = newRefund();
        assertThat(post(REFUND, refundOf(refund, "150.00", "INR")).status()).isEqualTo(503);

        GATEWAY.on(REFUND_AT_GATEWAY, "{\"id\": \"rfnd_R1\", \"status\": \"processed\", \"notes\": []}");
        assertThat(post(REFUND, refundOf(refund, "150.00", "INR")).text("/status"))
                .isEqualTo("COMPLETED");
    }

    @Test
    void aRefundThatFailedLeavesRoomForAnother() {
        captured();
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"id\": \"rfnd_R1\", \"status\": \"pending\"}");
        String first = newRefund();
        post(REFUND, refundOf(first, "150.00", "INR"));
        assertThat(status().body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("150.00"));
        assertThat(post(REFUND, refundOf(newRefund(), "1.00", "INR")).text("/code"))
                .isEqualTo("NOTHING_TO_REFUND");

        GATEWAY.on("GET /gateways/razorpay/v1/refunds/rfnd_R1", "{\"id\": \"rfnd_R1\", \"status\": \"failed\"}");
        Answer failed = status();
        assertThat(failed.body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("0.00"));
        assertThat(failed.text("/status")).isEqualTo("REFUND_PENDING");
        assertThat(get("/api/payments/refunds/" + first).text("/status")).isEqualTo("FAILED");
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"id\": \"rfnd_R2\", \"status\": \"processed\"}");
        assertThat(post(REFUND, refundOf(newRefund(), "150.00", "INR")).text("/status"))
                .isEqualTo("COMPLETED");
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
    }

    @Test
    void partsThatWentBackAreCounted() {
        captured();
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"id\": \"rfnd_R1\", \"status\": \"processed\"}");

        post(REFUND, refundOf(newRefund(), "50.00", "INR"));

        assertThat(status().text("/status")).isEqualTo("REFUND_PENDING");
        assertThat(status().body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("50.00"));
        assertThat(status().body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("150.00"));
        post(REFUND, refundOf(newRefund(), "100.00", "INR"));
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
    }

    @Test
    void allThatWasTakenForAnOrderCounts() {
        begin();
        payments(
                payment("pay_R1", "captured", 15_000, "INR"),
                payment("pay_R3", "captured", 700, "USD"),
                payment("pay_R2", "captured", 15_000, "INR"),
                payment("pay_R0", "failed", 15_000, "INR"));

        Answer paid = status();

        assertThat(paid.text("/status")).isEqualTo("CAPTURED");
        assertThat(paid.text("/gateway_payment_id")).isEqualTo("pay_R1");
        assertThat(paid.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("300.00"));
        assertThat(paid.text("/captured_currency")).isEqualTo("INR");
    }

    @Test
    void aSecondPaymentIsSeenWhateverBecameOfTheFirst() {
        captured();
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"id\": \"rfnd_R1\", \"status\": \"processed\"}");
        post(REFUND, refundOf(newRefund(), "150.00", "INR"));
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
        payments(
                payment("pay_R1", "refunded", 15_000, "INR").replace("\"captured\": false", "\"captured\": true"),
                payment("pay_R2", "captured", 15_000, "INR"));

        Answer again = status();

        assertThat(again.text("/status")).isEqualTo("REFUND_PENDING");
        assertThat(again.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("300.00"));
        assertThat(again.body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("150.00"));
        // An answer that was long under way takes nothing back.
        payments(payment("pay_R1", "captured", 15_000, "INR"));
        assertThat(status().body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("300.00"));
    }

    @Test
    void aPaymentAfterOneThatLapsedIsSeenAndRefunded() {
        begin();
        payments(payment("pay_R0", "refunded", 15_000, "INR"));
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
        payments(payment("pay_R0", "refunded", 15_000, "INR"), payment("pay_R1", "captured", 15_000, "INR"));

        Answer paid = status();

        assertThat(paid.text("/status")).isEqualTo("REFUND_PENDING");
        assertThat(paid.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("150.00"));
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"id\": \"rfnd_R1\", \"status\": \"processed\"}");
        assertThat(post(REFUND, refundOf(newRefund(), "150.00", "INR")).text("/status"))
                .isEqualTo("COMPLETED");
    }

    @Test
    void aRefundOfTwoPaymentsIsAPartOfEach() {
        begin();
        payments(payment("pay_R1", "captured", 15_000, "INR"), payment("pay_R2", "captured", 15_000, "INR"));
        status();
        String other = "{\"id\": \"rfnd_X\", \"amount\": 5000, \"status\": \"processed\", \"notes\": []}";
        GATEWAY.on(REFUNDS, "{\"items\": [" + other + "]}");
        GATEWAY.on(REFUNDS_2, NONE);
        String refund = newRefund();
        String key = newKey();
        AtomicInteger asked = new AtomicInteger();
        GATEWAY.on(REFUND_AT_GATEWAY, call -> {
            GATEWAY.on(REFUNDS, "{\"items\": [" + other + "," + part(refund, "rfnd_1", 10_000, "processed") + "]}");
            return Reply.ok(part(refund, "rfnd_1", 10_000, "processed"));
        });
        GATEWAY.on(REFUND_2, call -> {
            GATEWAY.on(REFUNDS_2, "{\"items\": [" + part(refund, "rfnd_2", 15_000, "pending") + "]}");
            return asked.getAndIncrement() == 0
                    ? ScriptedGateway.LOST
                    : Reply.ok(part(refund, "rfnd_2", 15_000, "pending"));
        });

        assertThat(post(REFUND, refundOf(refund, "250.00", "INR"), key).status())
                .isEqualTo(503);
        assertThat(post(REFUND, refundOf(refund, "250.00", "INR"), key).text("/status"))
                .isEqualTo("PENDING");

        assertThat(GATEWAY.calls(REFUND_AT_GATEWAY)).hasSize(1);
        assertThat(GATEWAY.calls(REFUND_2)).hasSize(1);
        assertThat(GATEWAY.calls(REFUND_AT_GATEWAY).get(0).body().at("/amount").longValue())
                .isEqualTo(10_000);
        assertThat(GATEWAY.calls(REFUND_2).get(0).body().at("/amount").longValue())
                .isEqualTo(15_000);
        assertThat(GATEWAY.calls(REFUND_2).get(0).header("X-refund-idempotency"))
                .isEqualTo(refund + "-pay_R2");
        GATEWAY.on(REFUNDS_2, "{\"items\": [" + part(refund, "rfnd_2", 15_000, "failed") + "]}");
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("PENDING");
        GATEWAY.on(REFUNDS_2, "{\"items\": [" + part(refund, "rfnd_2", 15_000, "processed") + "]}");
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("COMPLETED");
        assertThat(status().body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("250.00"));
    }

    private void begin() {
        GATEWAY.on(ORDERS, order("order_R1", 1));
        assertThat(post(INITIATE, initiation("RAZORPAY", "150.00", end)).text("/status"))
                .isEqualTo("PENDING");
    }

    private void authorized() {
        payments(payment("pay_R1", "authorized", 15_000, "INR"));
        assertThat(status().text("/status")).isEqualTo("AUTHORIZED");
    }

    private void captured() {
        begin();
        payments(payment("pay_R1", "captured", 15_000, "INR"));
        assertThat(status().text("/status")).isEqualTo("CAPTURED");
    }

    private void runOut() {
        database.sql("update payment.attempts set expires_at = now() where attempt_id = ?")
                .param(attempt)
                .update();
    }

    private void payments(String... payments) {
        GATEWAY.on(PAYMENTS, "{\"entity\": \"collection\", \"items\": [" + String.join(",", payments) + "]}");
    }

    private String order(String id, int createdAt) {
        return """
                {"id": "%s", "entity": "order", "receipt": "%s", "notes": [], "created_at": %d}""".formatted(id, attempt, createdAt);
    }

    private static String part(String refund, String id, long paise, String status) {
        return """
                {"id": "%s", "amount": %d, "status": "%s", "notes": {"refund_id": "%s"}}""".formatted(id, paise, status, refund);
    }

    private static String payment(String id, String status, long paise, String currency) {
        return """
                {"id": "%s", "entity": "payment", "amount": %d, "currency": "%s", "status": "%s", "captured": %s, "notes": [],
                 "error_code": %s}""".formatted(
                        id,
                        paise,
                        currency,
                        status,
                        status.equals("captured"),
                        status.equals("failed") ? "\"BAD_REQUEST_ERROR\"" : null);
    }

    private String receipt() {
        return "GET /gateways/razorpay/v1/orders?receipt=" + attempt;
    }
}
