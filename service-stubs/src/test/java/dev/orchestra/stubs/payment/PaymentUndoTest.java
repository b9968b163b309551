package dev.orchestra.stubs.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.payment.ScriptedGateway.Reply;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whenever a cancellation meets an initiation: nothing is begun after it, and what was begun before it can be seen. */
class PaymentUndoTest extends GatewayTest {

    private static final String BEGUN =
            "{\"orderId\": \"OMO1\", \"state\": \"PENDING\", \"redirectUrl\": \"https://pay.example/OMO1\"}";
    private static final String ORDERS = "POST /gateways/razorpay/v1/orders";
    private static final String PAYMENTS = "GET /gateways/razorpay/v1/orders/order_R1/payments";
    private static final String CAPTURE_AT_GATEWAY = "POST /gateways/razorpay/v1/payments/pay_R1/capture";

    private final String key = newKey();
    private final String initiation =
            initiation("PHONEPE", "150.00", Instant.now().plusSeconds(720));

    @Test
    void aCancellationBeforeTheInitiationLeavesNothingToBegin() {
        Answer never = cancel(key);
        assertThat(never.status()).isEqualTo(200);
        assertThat(never.http().body()).isEmpty();

        Answer late = post(INITIATE, initiation, key);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("UNDONE");
        assertThat(status().text("/code")).isEqualTo("PAYMENT_NOT_FOUND");
        assertThat(GATEWAY.calls(PAY)).isEmpty();
    }

    @Test
    void aCancellationBetweenTwoTriesEndsThem() {
        GATEWAY.on(PAY, call -> Reply.of(503, ""));
        assertThat(post(INITIATE, initiation, key).status()).isEqualTo(503);

        Answer cancelled = cancel(key);
        assertThat(cancelled.text("/status")).isEqualTo("CREATED");
        assertThat(cancelled.body().at("/cancelled").asBoolean()).isTrue();

        GATEWAY.on(PAY, BEGUN);
        assertThat(post(INITIATE, initiation, key).text("/code")).isEqualTo("UNDONE");
        assertThat(GATEWAY.calls(PAY)).hasSize(1);
    }

    @Test
    void aCancellationThatNamesNoKeyEndsThemToo() {
        GATEWAY.on(PAY, call -> Reply.of(503, ""));
        post(INITIATE, initiation, key);

        assertThat(post(CANCEL, attemptOfOrder()).body().at("/cancelled").asBoolean())
                .isTrue();

        GATEWAY.on(PAY, BEGUN);
        assertThat(post(INITIATE, initiation, key).text("/code")).isEqualTo("UNDONE");
        assertThat(GATEWAY.calls(PAY)).hasSize(1);
    }

    @Test
    void whatTheGatewayBeganWhileItWasCancelledIsSeenAndGivenBack() {
        CountDownLatch decided = new CountDownLatch(1);
        GATEWAY.on(PAY, whenever(decided, BEGUN));
        CompletableFuture<Answer> initiated = sendAsync("POST", INITIATE, initiation, "Idempotency-Key", key);
        await().until(() -> !GATEWAY.calls(PAY).isEmpty());

        Answer cancelled = cancel(key);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.body().at("/cancelled").asBoolean()).isTrue();
        decided.countDown();

        assertThat(initiated.join().text("/code")).isEqualTo("UNDONE");
        GATEWAY.on(
                "GET /gateways/phonepe/pg/checkout/v2/order/" + attempt + "/status",
                "{\"orderId\": \"OMO1\", \"state\": \"PENDING\", \"amount\": 15000}");
        Answer begun = status();
        assertThat(begun.text("/status")).isEqualTo("PENDING");
        assertThat(begun.text("/gateway_order_id")).isEqualTo("OMO1");
        assertThat(begun.body().at("/redirect_url").isNull()).isTrue();
        assertThat(post(INITIATE, initiation, key).text("/code")).isEqualTo("UNDONE");

        GATEWAY.on(
                "GET /gateways/phonepe/pg/checkout/v2/order/" + attempt + "/status",
                "{\"orderId\": \"OMO1\", \"state\": \"COMPLETED\", \"amount\": 15000}");
        Answer paid = status();
        assertThat(paid.text("/status")).isEqualTo("CAPTURED");
        assertThat(paid.body().at("/cancelled").asBoolean()).isTrue();
        GATEWAY.on("POST /gateways/phonepe/pg/payments/v2/refund", "{\"refundId\": \"R1\", \"state\": \"COMPLETED\"}");
        assertThat(post(REFUND, refundOf(newRefund(), "150.00", "INR")).text("/status"))
                .isEqualTo("COMPLETED");
        assertThat(status().text("/status")).isEqualTo("REFUNDED");
    }

    @Test
    void whatWasTakenBeforeTheCancellationStaysUntilARefund() {
        GATEWAY.on(PAY, BEGUN);
        post(INITIATE, initiation, key);
        GATEWAY.on(
                "GET /gateways/phonepe/pg/checkout/v2/order/" + attempt + "/status",
                "{\"orderId\": \"OMO1\", \"state\": \"COMPLETED\", \"amount\": 15000}");
        status();

        Answer cancelled = cancel(key);

        assertThat(cancelled.text("/status")).isEqualTo("CAPTURED");
        assertThat(cancelled.body().at("/cancelled").asBoolean()).isTrue();
        assertThat(cancelled.body().at("/refunded_amount").decimalValue()).isZero();
        assertThat(cancel(key).body()).isEqualTo(cancelled.body());
        assertThat(post(INITIATE, initiation, key).text("/code")).isEqualTo("UNDONE");
        assertThat(post(CAPTURE, attemptOfOrder()).text("/code")).isEqualTo("ATTEMPT_CANCELLED");
    }

    @Test
    void whatIsReservedIsNotTakenAfterTheCancellation() {
        authorized();

        cancel(key);

        Answer refused = post(CAPTURE, attemptOfOrder());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("ATTEMPT_CANCELLED");
        assertThat(GATEWAY.calls(CAPTURE_AT_GATEWAY)).isEmpty();
    }

    @Test
    void aCaptureThatWasUnderWayIsSeenAndNotSaidToStand() {
        authorized();
        CountDownLatch decided = new CountDownLatch(1);
        GATEWAY.on(CAPTURE_AT_GATEWAY, whenever(decided, payment("captured")));
        CompletableFuture<Answer> captured = sendAsync("POST", CAPTURE, attemptOfOrder(), "Idempotency-Key", newKey());
        await().until(() -> !GATEWAY.calls(CAPTURE_AT_GATEWAY).isEmpty());

        assertThat(cancel(key).text("/status")).isEqualTo("AUTHORIZED");
        decided.countDown();

        assertThat(captured.join().text("/code")).isEqualTo("ATTEMPT_CANCELLED");
        assertThat(status().text("/status")).isEqualTo("CAPTURED");
    }

    @Test
    void aCaptureBetweenTwoTriesIsEndedByTheCancellation() {
        authorized();
        GATEWAY.on(CAPTURE_AT_GATEWAY, call -> Reply.of(500, ""));
        String capture = newKey();
        assertThat(post(CAPTURE, attemptOfOrder(), capture).status()).isEqualTo(503);

        cancel(key);

        assertThat(post(CAPTURE, attemptOfOrder(), capture).text("/code")).isEqualTo("ATTEMPT_CANCELLED");
        assertThat(GATEWAY.calls(CAPTURE_AT_GATEWAY)).hasSize(1);
    }

    @Test
    void ofTheSameInitiationTwiceAtOnceOneCallsTheGateway() {
        CountDownLatch decided = new CountDownLatch(1);
        GATEWAY.on(PAY, whenever(decided, BEGUN));
        List<CompletableFuture<Answer>> both = Stream.of(1, 2)
                .map(each -> sendAsync("POST", INITIATE, initiation, "Idempotency-Key", key))
                .toList();
        await().until(() -> !GATEWAY.calls(PAY).isEmpty());
        decided.countDown();

        assertThat(both)
                .extracting(each -> each.join().http().body())
                .containsOnly(both.get(0).join().http().body());
        assertThat(both.get(0).join().text("/status")).isEqualTo("PENDING");
        assertThat(GATEWAY.calls(PAY)).hasSize(1);
    }

    @Test
    void aKeyKeepsItsRequestAlsoWhileItIsUnfinished() {
        GATEWAY.on(PAY, call -> Reply.of(500, ""));
        post(INITIATE, initiation, key);

        assertThat(post(INITIATE, initiation.replace("150.00", "151.00"), key).text("/code"))
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(post(INITIATE, initiation).text("/code")).isEqualTo("ATTEMPT_EXISTS");
    }

    @Test
    void aCancellationOfAnotherOrdersAttemptDoesNothing() {
        GATEWAY.on(PAY, BEGUN);
        post(INITIATE, initiation, key);

        Answer other = post(CANCEL, attemptOfOrder().replace(order, "order_other"));

        assertThat(other.status()).isEqualTo(200);
        assertThat(other.http().body()).isEmpty();
        assertThat(get("/api/payments?order_id=" + order)
                        .body()
                        .at("/payments/0/cancelled")
                        .asBoolean())
                .isFalse();
    }

    private void authorized() {
        GATEWAY.on(ORDERS, "{\"id\": \"order_R1\"}");
        post(INITIATE, initiation.replace("PHONEPE", "RAZORPAY"), key);
        GATEWAY.on(PAYMENTS, "{\"items\": [" + payment("authorized") + "]}");
        assertThat(status().text("/status")).isEqualTo("AUTHORIZED");
    }

    private static String payment(String status) {
        return "{\"id\": \"pay_R1\", \"amount\": 15000, \"currency\": \"INR\", \"status\": \"" + status + "\"}";
    }

    private static Function<ScriptedGateway.Call, Reply> whenever(CountDownLatch decided, String body) {
        return call -> {
            try {
                decided.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return Reply.ok(body);
        };
    }
}
