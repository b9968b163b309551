package dev.orchestra.stubs.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.payment.ScriptedGateway.Call;
import dev.orchestra.stubs.payment.ScriptedGateway.Reply;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PhonePeTest extends GatewayTest {

    private static final String REFUND_AT_GATEWAY = "POST /gateways/phonepe/pg/payments/v2/refund";
    private static final String BEGUN = """
            {"orderId": "OMO1", "state": "PENDING", "expireAt": 1, "redirectUrl": "https://pay.example/OMO1", "news": [1]}""";

    private final Instant end = Instant.now().plusSeconds(720);

    @Test
    void aPaymentIsBegunAndWaitsForTheCustomer() {
        GATEWAY.on(PAY, BEGUN);
        String key = newKey();

        Answer begun = post(INITIATE, initiation("PHONEPE", "150.00", end), key);

        assertThat(begun.status()).isEqualTo(200);
        assertThat(begun.text("/status")).isEqualTo("PENDING");
        assertThat(begun.text("/redirect_url")).isEqualTo("https://pay.example/OMO1");
        assertThat(begun.text("/gateway_order_id")).isEqualTo("OMO1");
        assertThat(begun.text("/expires_at")).isNotEmpty();
        assertThat(begun.header("Idempotent-Replayed")).isNull();
        Call pay = GATEWAY.calls(PAY).get(0);
        assertThat(pay.header("Authorization")).isEqualTo("O-Bearer token-1");
        assertThat(pay.body().at("/merchantOrderId").asString()).isEqualTo(attempt);
        assertThat(pay.body().at("/amount").longValue()).isEqualTo(15_000);
        assertThat(pay.body().at("/expireAfter").longValue()).isBetween(700L, 720L);
        assertThat(pay.body().at("/paymentFlow/type").asString()).isEqualTo("PG_CHECKOUT");
        assertThat(pay.body().at("/paymentFlow/merchantUrls/redirectUrl").asString())
                .isEqualTo("https://shop.example/back?order=1");

        Answer again = post(INITIATE, initiation("PHONEPE", "150", end), key);
        assertThat(again.http().body()).isEqualTo(begun.http().body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(GATEWAY.calls(PAY)).hasSize(1);
    }

    @Test
    void theFirstAnswerStaysTheAnswerWhateverBecomesOfThePayment() {
        String key = newKey();
        Answer begun = begin(key);
        says("COMPLETED", 15_000);
        assertThat(status().text("/status")).isEqualTo("CAPTURED");

        assertThat(post(INITIATE, initiation("PHONEPE", "150.00", end), key)
                        .http()
                        .body())
                .isEqualTo(begun.http().body());
    }

    @Test
    void whatWasTakenIsTheGatewaysWord() {
        begin(newKey());
        says("PENDING", 15_000);
        assertThat(status().text("/status")).isEqualTo("PENDING");
        assertThat(status().text("/redirect_url")).isEqualTo("https://pay.example/OMO1");

        GATEWAY.on(orderStatus(), """
                {"orderId": "OMO1", "state": "COMPLETED", "amount": 14999, "currency": "USD", "paymentDetails": [
                  {"transactionId": "T1", "state": "FAILED", "amount": 15000}, {"transactionId": "T2", "state": "COMPLETED"}]}""");
        Answer paid = status();

        assertThat(paid.text("/status")).isEqualTo("CAPTURED");
        assertThat(paid.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("149.99"));
        assertThat(paid.text("/captured_currency")).isEqualTo("USD");
        assertThat(paid.text("/gateway_payment_id")).isEqualTo("T2");
        assertThat(paid.body().at("/redirect_url").isNull()).isTrue();
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments/0"))
                .isEqualTo(paid.body());
    }

    @Test
    void whatIsDecidedIsNotAskedAgain() {
        begin(newKey());
        says("COMPLETED", 15_000);
        status();
        GATEWAY.on(orderStatus(), call -> Reply.of(500, ""));

        assertThat(status().text("/status")).isEqualTo("CAPTURED");
        assertThat(status().text("/captured_currency")).isEqualTo("INR");
        assertThat(post(CAPTURE, attemptOfOrder()).text("/status")).isEqualTo("CAPTURED");
    }

    @Test
    void aFailureIsTakenBackWhenTheGatewayTakesItBack() {
        begin(newKey());
        GATEWAY.on(orderStatus(), "{\"orderId\": \"OMO1\", \"state\": \"FAILED\", \"errorCode\": \"TIMED_OUT\"}");
        assertThat(status().text("/error_code")).isEqualTo("TIMED_OUT");
        assertThat(post(CAPTURE, attemptOfOrder()).text("/code")).isEqualTo("NOT_AUTHORIZED");

        says("COMPLETED", 15_000);
        assertThat(status().text("/status")).isEqualTo("CAPTURED");
        assertThat(status().body().at("/error_code").isNull()).isTrue();
    }

    @Test
    void aGatewayThatDeclinesFailsTheAttempt() {
        GATEWAY.on(PAY, call -> Reply.of(400, "{\"code\": \"BAD_AMOUNT\", \"message\": \"no\"}"));

        Answer declined = post(INITIATE, initiation("PHONEPE", "150.00", end));

        assertThat(declined.status()).isEqualTo(200);
        assertThat(declined.text("/status")).isEqualTo("FAILED");
        assertThat(declined.text("/error_code")).isEqualTo("BAD_AMOUNT");
        assertThat(status().text("/status")).isEqualTo("FAILED");
    }

    @Test
    void aWindowThatIsTooShortFailsTheAttemptWithoutACall() {
        Answer late =
                post(INITIATE, initiation("PHONEPE", "150.00", Instant.now().plusSeconds(299)));

        assertThat(late.text("/status")).isEqualTo("FAILED");
        assertThat(late.text("/error_code")).isEqualTo("WINDOW_TOO_SHORT");
        assertThat(status().text("/error_code")).isEqualTo("WINDOW_TOO_SHORT");
        assertThat(GATEWAY.calls(PAY)).isEmpty();
        assertThat(GATEWAY.calls(orderStatus())).isEmpty();
    }

    @Test
    void aWindowThatIsTooLongIsCutToWhatTheGatewayTakes() {
        GATEWAY.on(PAY, BEGUN);

        post(INITIATE, initiation("PHONEPE", "150.00", Instant.now().plusSeconds(86_400)));

        assertThat(GATEWAY.calls(PAY).get(0).body().at("/expireAfter").longValue())
                .isEqualTo(3600);
    }

    @Test
    void aGatewayThatIsBusySaysWhenToComeAgain() {
        GATEWAY.on(PAY, call -> new Reply(429, "", Map.of("Retry-After", "7")));
        String key = newKey();

        Answer busy = post(INITIATE, initiation("PHONEPE", "150.00", end), key);
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.text("/code")).isEqualTo("GATEWAY_UNAVAILABLE");
        assertThat(busy.header("Retry-After")).isEqualTo("7");
        assertThat(status().text("/status")).isEqualTo("CREATED");

        GATEWAY.on(PAY, BEGUN);
        Answer later = post(INITIATE, initiation("PHONEPE", "150.00", end), key);
        assertThat(later.text("/status")).isEqualTo("PENDING");
        assertThat(later.header("Idempotent-Replayed")).isNull();
    }

    @Test
    void whateverElseAGatewayDoesIsNoAnswer() {
        String key = newKey();
        for (Reply reply : new Reply[] {
            Reply.of(500, "oops"),
            Reply.of(302, ""),
            Reply.of(409, "{}"),
            Reply.ok("<html>"),
            Reply.ok("[]"),
            Reply.ok(""),
            Reply.ok("{}"),
            Reply.ok("{\"orderId\": \"OMO1\", \"state\": \"PENDING\", \"redirectUrl\": null}"),
            ScriptedGateway.LOST
        }) {
            GATEWAY.on(PAY, call -> reply);
            Answer none = post(INITIATE, initiation("PHONEPE", "150.00", end), key);
            assertThat(none.status()).as(reply.toString()).isEqualTo(503);
            assertThat(none.text("/code")).isEqualTo("GATEWAY_UNAVAILABLE");
        }
        begin(key);
        for (String state : new String[] {
            "{\"state\": \"COMPLETED\"}",
            "{\"state\": \"COMPLETED\", \"amount\": -1}",
            "{\"state\": \"COMPLETED\", \"amount\": 1.5}",
            "{\"state\": \"COMPLETED\", \"amount\": \"15000\"}",
            "{\"state\": \"WHATEVER\", \"amount\": 15000}",
            "{\"state\": {}, \"amount\": 15000}"
        }) {
            GATEWAY.on(orderStatus(), state);
            assertThat(status().status()).as(state).isEqualTo(503);
        }
        says("PENDING", 15_000);
        assertThat(status().text("/status")).isEqualTo("PENDING");
    }

    @Test
    void anOrderWhoseAnswerCameTooLateIsFoundByItsRepeat() {
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch overdue = new CountDownLatch(1);
        GATEWAY.on(PAY, call -> {
            if (taken.incrementAndGet() == 1) {
                await(overdue);
            }
            return Reply.ok(BEGUN);
        });
        String key = newKey();

        assertThat(post(INITIATE, initiation("PHONEPE", "150.00", end), key).status())
                .isEqualTo(503);
        overdue.countDown();
        Answer again = post(INITIATE, initiation("PHONEPE", "150.00", end), key);

        assertThat(again.text("/gateway_order_id")).isEqualTo("OMO1");
        assertThat(GATEWAY.calls(PAY))
                .hasSize(2)
                .allSatisfy(
                        call -> assertThat(call.body().at("/merchantOrderId").asString())
                                .isEqualTo(attempt));
    }

    @Test
    void aRepeatThatIsDeclinedBecauseTheOrderIsThereFindsIt() {
        GATEWAY.on(PAY, call -> ScriptedGateway.LOST);
        String key = newKey();
        assertThat(post(INITIATE, initiation("PHONEPE", "150.00", end), key).status())
                .isEqualTo(503);

        GATEWAY.on(PAY, call -> Reply.of(400, "{\"code\": \"DUPLICATE_ORDER\"}"));
        says("PENDING", 15_000);
        Answer found = post(INITIATE, initiation("PHONEPE", "150.00", end), key);

        assertThat(found.text("/status")).isEqualTo("PENDING");
        assertThat(found.text("/gateway_order_id")).isEqualTo("OMO1");
    }

    /** Else the gateway would take it for another order of the same id, and the customer would never see where to pay. */
    @Test
    void aRepeatAsksForTheVerySameOrder() {
        GATEWAY.on(PAY, call -> ScriptedGateway.LOST);
        String key = newKey();
        post(INITIATE, initiation("PHONEPE", "150.00", end), key);
        String first = GATEWAY.calls(PAY).get(0).text();
        long second = Instant.now().getEpochSecond();
        Awaitility.await().until(() -> Instant.now().getEpochSecond() > second);

        post(INITIATE, initiation("PHONEPE", "150.00", end), key);

        assertThat(GATEWAY.calls(PAY)).extracting(ScriptedGateway.Call::text).containsOnly(first);
    }

    @Test
    void anOrderWhoseAnswerWasLostIsVisible() {
        GATEWAY.on(PAY, call -> ScriptedGateway.LOST);
        post(INITIATE, initiation("PHONEPE", "150.00", end));

        assertThat(status().text("/status")).isEqualTo("CREATED");
        says("COMPLETED", 15_000);
        assertThat(status().text("/status")).isEqualTo("CAPTURED");
    }

    @Test
    void aRefundIsTheSameUnderItsId() {
        paid();
        String refund = newRefund();
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"refundId\": \"R1\", \"amount\": 5000, \"state\": \"PENDING\"}");

        Answer begun = post(REFUND, refundOf(refund, "50.00", "INR"));
        assertThat(begun.text("/status")).isEqualTo("PENDING");
        assertThat(begun.text("/attempt_id")).isEqualTo(attempt);
        Call call = GATEWAY.calls(REFUND_AT_GATEWAY).get(0);
        assertThat(call.body().at("/merchantRefundId").asString()).isEqualTo(refund);
        assertThat(call.body().at("/originalMerchantOrderId").asString()).isEqualTo(attempt);
        assertThat(call.body().at("/amount").longValue()).isEqualTo(5_000);
        assertThat(status().text("/status")).isEqualTo("REFUND_PENDING");
        assertThat(status().body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("50.00"));

        assertThat(post(REFUND, refundOf(refund, "50.00", "INR")).status()).isEqualTo(200);
        assertThat(status().body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("50.00"));
        assertThat(post(REFUND, refundOf(refund, "49.00", "INR")).text("/code")).isEqualTo("REFUND_EXISTS");

        GATEWAY.on(refundStatus(refund), "{\"refundId\": \"R1\", \"state\": \"CONFIRMED\"}");
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("PENDING");
        GATEWAY.on(refundStatus(refund), "{\"refundId\": \"R1\", \"state\": \"COMPLETED\"}");
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("COMPLETED");
        assertThat(status().text("/status")).isEqualTo("REFUND_PENDING");

        GATEWAY.on(REFUND_AT_GATEWAY, "{\"refundId\": \"R2\", \"amount\": 10000, \"state\": \"COMPLETED\"}");
        assertThat(post(REFUND, refundOf(newRefund(), "100.00", "INR")).text("/status"))
                .isEqualTo("COMPLETED");
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
    }

    @Test
    void noMoreIsRefundedThanWasTaken() {
        paid();
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"state\": \"PENDING\"}");
        assertThat(post(REFUND, refundOf(newRefund(), "100.00", "INR")).status())
                .isEqualTo(200);

        for (String refund : new String[] {
            refundOf(newRefund(), "50.01", "INR"), refundOf(newRefund(), "50.00", "USD"),
        }) {
            Answer refused = post(REFUND, refund);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("/code")).isEqualTo("NOTHING_TO_REFUND");
        }
        assertThat(post(REFUND, refundOf(newRefund(), "50.00", "INR").replace(order, "order_other"))
                        .text("/code"))
                .isEqualTo("PAYMENT_NOT_FOUND");
        assertThat(post(REFUND, refundOf("short", "1.00", "INR")).text("/field"))
                .isEqualTo("refund_id");
        assertThat(post(REFUND, refundOf(newRefund(), "0.00", "INR")).text("/field"))
                .isEqualTo("amount");
        assertThat(get("/api/payments/refunds/" + newRefund()).text("/code")).isEqualTo("REFUND_NOT_FOUND");
    }

    @Test
    void aRefundThatWasLostOnItsWayIsSentAgainAsTheSame() {
        paid();
        String refund = newRefund();
        String key = newKey();
        GATEWAY.on(REFUND_AT_GATEWAY, call -> ScriptedGateway.LOST);
        assertThat(post(REFUND, refundOf(refund, "150.00", "INR"), key).status())
                .isEqualTo(503);
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("PENDING");

        GATEWAY.on(REFUND_AT_GATEWAY, "{\"refundId\": \"R1\", \"state\": \"COMPLETED\"}");
        assertThat(post(REFUND, refundOf(refund, "150.00", "INR"), key).text("/status"))
                .isEqualTo("COMPLETED");
        assertThat(GATEWAY.calls(REFUND_AT_GATEWAY)).hasSize(2);
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
    }

    @Test
    void aRefundThatTheGatewayWillNotDoLeavesRoomForAnother() {
        paid();
        GATEWAY.on(REFUND_AT_GATEWAY, call -> Reply.of(400, "{\"code\": \"REFUND_WINDOW_OVER\"}"));
        assertThat(post(REFUND, refundOf(newRefund(), "150.00", "INR")).text("/status"))
                .isEqualTo("FAILED");
        String second = newRefund();
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"refundId\": \"R2\", \"state\": \"PENDING\"}");
        post(REFUND, refundOf(second, "150.00", "INR"));
        GATEWAY.on(refundStatus(second), "{\"refundId\": \"R2\", \"state\": \"FAILED\"}");

        Answer failed = status();
        assertThat(failed.body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("0.00"));
        assertThat(failed.text("/status")).isEqualTo("REFUND_PENDING");
        assertThat(get("/api/payments/refunds/" + second).text("/status")).isEqualTo("FAILED");
        GATEWAY.on(REFUND_AT_GATEWAY, "{\"refundId\": \"R3\", \"state\": \"COMPLETED\"}");
        assertThat(post(REFUND, refundOf(newRefund(), "150.00", "INR")).text("/status"))
                .isEqualTo("COMPLETED");
    }

    @Test
    void aTokenThatIsNotTakenAnyMoreIsReplaced() {
        AtomicInteger refused = new AtomicInteger();
        GATEWAY.on(PAY, call -> refused.getAndIncrement() == 0 ? Reply.of(401, "{}") : Reply.ok(BEGUN));

        assertThat(post(INITIATE, initiation("PHONEPE", "150.00", end)).text("/status"))
                .isEqualTo("PENDING");
        assertThat(refused).hasValue(2);

        GATEWAY.on(PAY, call -> Reply.of(401, "{}"));
        String other = initiation("PHONEPE", "150.00", end).replace(attempt, "pa_" + newKey());
        assertThat(post(INITIATE, other).text("/code")).isEqualTo("GATEWAY_UNAVAILABLE");
    }

    private Answer begin(String key) {
        GATEWAY.on(PAY, BEGUN);
        Answer begun = post(INITIATE, initiation("PHONEPE", "150.00", end), key);
        assertThat(begun.text("/status")).isEqualTo("PENDING");
        return begun;
    }

    private void paid() {
        begin(newKey());
        says("COMPLETED", 15_000);
        assertThat(status().text("/status")).isEqualTo("CAPTURED");
    }

    private void says(String state, long paise) {
        GATEWAY.on(orderStatus(), "{\"orderId\": \"OMO1\", \"state\": \"%s\", \"amount\": %d}".formatted(state, paise));
    }

    private String orderStatus() {
        return "GET /gateways/phonepe/pg/checkout/v2/order/" + attempt + "/status";
    }

    private static String refundStatus(String refund) {
        return "GET /gateways/phonepe/pg/payments/v2/refund/" + refund + "/status";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
