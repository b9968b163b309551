package dev.orchestra.stubs.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaymentTest extends StubsTest {

    private static final String INITIATE = "/api/payments/initiate";

    @Test
    void cashOnDeliverySucceedsAtOnce() {
        String order = Ids.next("order");

        Answer payment = post(INITIATE, cod(order, "250.00"));

        assertThat(payment.status()).isEqualTo(200);
        assertThat(payment.text("/id")).startsWith("pay_");
        assertThat(payment.text("/status")).isEqualTo("SUCCESS");
        assertThat(payment.http().body()).contains("\"amount\":250.00");
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments/0"))
                .isEqualTo(payment.body());
    }

    @Test
    void theCourierCollectsTenThousandAtMost() {
        assertThat(post(INITIATE, cod(Ids.next("order"), "10000.00")).status()).isEqualTo(200);
        Answer more = post(INITIATE, cod(Ids.next("order"), "10000.01"));
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.text("/code")).isEqualTo("COD_NOT_ALLOWED");
    }

    @Test
    void theLimitHoldsForTheOrderAndNotForEachPart() {
        String order = Ids.next("order");

        List<Integer> answers = Stream.of("6000.00", "6000.00")
                .map(amount -> sendAsync("POST", INITIATE, cod(order, amount), "Idempotency-Key", newKey()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .toList();

        assertThat(answers).containsExactlyInAnyOrder(200, 422);
    }

    @Test
    void refusesWhatItCannotCollect() {
        String order = Ids.next("order");

        assertThat(post(INITIATE, cod(order, "0.99")).text("/code")).isEqualTo("AMOUNT_OUT_OF_BOUNDS");
        assertThat(post(INITIATE, cod(order, "10.001")).status()).isEqualTo(400);
        assertThat(post(INITIATE, cod(order, "10.00").replace("INR", "USD")).status())
                .isEqualTo(400);
        Answer gateway =
                post(INITIATE, cod(order, "10.00").replace("MANUAL", "GATEWAY").replace("COD", "PHONEPE"));
        assertThat(gateway.status()).isEqualTo(422);
        assertThat(gateway.text("/code")).isEqualTo("PAYMENT_MODE_UNSUPPORTED");
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments"))
                .isEmpty();
    }

    @Test
    void aCancellationTakesEachPaymentBackOnce() {
        String order = Ids.next("order");
        String key = newKey();
        String id = post(INITIATE, cod(order, "250.00"), key).text("/id");

        Answer first = post("/api/payments/cancel", cancel(order), newKey(), "Undo-Of", key);
        Answer second = post("/api/payments/cancel", cancel(order), newKey(), "Undo-Of", key);

        assertThat(first.text("/cancelled/0")).isEqualTo(id);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body().at("/cancelled")).isEmpty();
        assertThat(get("/api/payments?order_id=" + order).text("/payments/0/status"))
                .isEqualTo("CANCELLED");
        assertThat(post(INITIATE, cod(order, "250.00"), key).text("/code")).isEqualTo("UNDONE");
    }

    @Test
    void aRepeatTakesNoSecondPayment() {
        String order = Ids.next("order");
        String key = newKey();

        Answer first = post(INITIATE, cod(order, "250"), key);
        Answer again = post(INITIATE, cod(order, "250.00"), key);

        assertThat(again.http().body()).isEqualTo(first.http().body());
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments"))
                .hasSize(1);
    }

    @Test
    void tellsOfTheWaysToPay() {
        Answer method = get("/api/payment-methods/pay_method_789");

        assertThat(method.body()).isEqualTo(json.readTree("""
                                {"payment_method_id": "pay_method_789", "name": "Cash on delivery", "payment_mode": "MANUAL",
                                 "gateway": "COD", "status": "ACTIVE"}"""));
        assertThat(get("/api/payment-methods/none").text("/code")).isEqualTo("PAYMENT_METHOD_NOT_FOUND");
    }

    private static String cod(String order, String amount) {
        return """
                {"order_id": "%s", "owner_id": "own_1", "payment_mode": "MANUAL", "gateway": "COD", "amount": %s,
                 "currency": "INR"}""".formatted(order, amount);
    }

    private static String cancel(String order) {
        return "{\"order_id\": \"%s\"}".formatted(order);
    }
}
