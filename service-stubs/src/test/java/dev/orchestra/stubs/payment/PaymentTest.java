package dev.orchestra.stubs.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaymentTest extends StubsTest {

    private static final String INITIATE = "/api/payments/initiate";

    @Test
    void cashIsThereAtOnceAsFarAsTheOrderIsConcerned() {
        String order = Ids.next("order");

        Answer payment = post(INITIATE, cod(order, "250.00"));

        assertThat(payment.status()).isEqualTo(200);
        String attempt = payment.text("/attempt_id");
        assertThat(payment.body()).isEqualTo(json.readTree("""
                        {"attempt_id": "%s", "payment_id": "pay_1", "order_id": "%s", "payment_mode": "MANUAL",
                         "gateway": "COD", "status": "CAPTURED", "amount": 250.00, "currency": "INR",
                         "captured_amount": 250.00, "captured_currency": "INR", "refunded_amount": 0.00,
                         "cancelled": false, "redirect_url": null, "gateway_order_id": null, "gateway_payment_id": null,
                         "error_code": null, "expires_at": null}""".formatted(attempt, order)));
        assertThat(payment.http().body()).contains("\"amount\":250.00");
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments/0"))
                .isEqualTo(payment.body());
        assertThat(get("/api/payments/" + attempt).body()).isEqualTo(payment.body());
        assertThat(post("/api/payments/capture", of(order, attempt)).body()).isEqualTo(payment.body());
    }

    @Test
    void theCourierCollectsTenThousandAtMost() {
        assertThat(post(INITIATE, cod(Ids.next("order"), "10000.00")).status()).isEqualTo(200);
        Answer more = post(INITIATE, cod(Ids.next("order"), "10000.01"));
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.text("/code")).isEqualTo("COD_NOT_ALLOWED");
        assertThat(more.body().at("/limit").decimalValue()).isEqualByComparingTo("10000.00");
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
    void whatIsNotToBeCollectedAnyMoreDoesNotCountForTheLimit() {
        String order = Ids.next("order");
        String attempt = post(INITIATE, cod(order, "10000.00")).text("/attempt_id");
        post("/api/payments/cancel", of(order, attempt));

        assertThat(post(INITIATE, cod(order, "10000.00")).status()).isEqualTo(200);
    }

    @Test
    void noCashIsTakenWhereTheCourierTakesNone() {
        String order = Ids.next("order");

        Answer refused = post(INITIATE, codAt(order, "250.00", "addr_no_cash"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/code")).isEqualTo("COD_NOT_ALLOWED");
        assertThat(refused.text("/address_id")).isEqualTo("addr_no_cash");
        assertThat(post(INITIATE, codAt(order, "250.00", "addr_456")).status()).isEqualTo(200);
    }

    @Test
    void refusesWhatItCannotCollect() {
        String order = Ids.next("order");
        String cod = cod(order, "10.00");

        assertThat(post(INITIATE, cod(order, "0.99")).text("/code")).isEqualTo("AMOUNT_OUT_OF_BOUNDS");
        assertThat(post(INITIATE, cod(order, "10.001")).text("/field")).isEqualTo("amount");
        assertThat(post(INITIATE, cod.replace("INR", "USD")).text("/field")).isEqualTo("currency");
        assertThat(post(INITIATE, cod.replace("\"pa_", "\"pa ")).text("/field")).isEqualTo("attempt_id");
        assertThat(post(INITIATE, cod.replace("pay_1", "")).text("/field")).isEqualTo("payment_id");
        for (String way : new String[] {"MANUAL CHEQUE", "GATEWAY COD", "WALLET PHONEPE", "MANUAL PHONEPE", "X Y"}) {
            String body = cod.replace("MANUAL", way.split(" ")[0]).replace("COD", way.split(" ")[1]);
            Answer refused = post(INITIATE, body);
            assertThat(refused.status()).as(way).isEqualTo(422);
            assertThat(refused.text("/code")).isEqualTo("PAYMENT_MODE_UNSUPPORTED");
        }
        String gateway = cod.replace("MANUAL", "GATEWAY").replace("COD", "PHONEPE");
        assertThat(post(INITIATE, gateway).text("/field")).isEqualTo("expires_at");
        String wallet = cod.replace("MANUAL", "WALLET").replace("COD", "STORE-WALLET");
        assertThat(post(INITIATE, wallet).text("/field")).isEqualTo("wallet_id");
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments"))
                .isEmpty();
    }

    @Test
    void cashThatIsCancelledIsNotCollected() {
        String order = Ids.next("order");
        String key = newKey();
        String body = cod(order, "250.00");
        String attempt = post(INITIATE, body, key).text("/attempt_id");

        Answer first = post("/api/payments/cancel", of(order, attempt), newKey(), "Undo-Of", key);
        Answer second = post("/api/payments/cancel", of(order, attempt), newKey(), "Undo-Of", key);

        assertThat(first.text("/status")).isEqualTo("FAILED");
        assertThat(first.text("/error_code")).isEqualTo("CANCELLED");
        assertThat(first.body().at("/cancelled").asBoolean()).isTrue();
        assertThat(first.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("0.00"));
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(post(INITIATE, body, key).text("/code")).isEqualTo("UNDONE");
        assertThat(post("/api/payments/capture", of(order, attempt)).text("/code"))
                .isEqualTo("ATTEMPT_CANCELLED");
    }

    @Test
    void cashIsNotRefunded() {
        String order = Ids.next("order");
        String attempt = post(INITIATE, cod(order, "250.00")).text("/attempt_id");

        assertThat(post("/api/payments/refund", """
                                {"order_id": "%s", "attempt_id": "%s", "refund_id": "rf_%s", "amount": 1, "currency": "INR"}""".formatted(order, attempt, newKey()))
                        .text("/code"))
                .isEqualTo("NOTHING_TO_REFUND");
    }

    @Test
    void aRepeatTakesNoSecondPayment() {
        String order = Ids.next("order");
        String key = newKey();
        String body = cod(order, "250.00");

        Answer first = post(INITIATE, body, key);
        Answer again = post(INITIATE, body.replace("250.00", "250"), key);

        assertThat(again.http().body()).isEqualTo(first.http().body());
        assertThat(post(INITIATE, body).text("/code")).isEqualTo("ATTEMPT_EXISTS");
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments"))
                .hasSize(1);
    }

    @Test
    void knowsNothingOfAnAttemptThatNeverWas() {
        assertThat(get("/api/payments/pa_none").text("/code")).isEqualTo("PAYMENT_NOT_FOUND");
        assertThat(post("/api/payments/capture", of("order_1", "pa_none")).text("/code"))
                .isEqualTo("PAYMENT_NOT_FOUND");
        assertThat(send("POST", INITIATE, cod("order_1", "10.00")).text("/code"))
                .isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
    }

    @Test
    void tellsOfTheWaysToPay() {
        Answer method = get("/api/payment-methods/pay_method_789");

        assertThat(method.body()).isEqualTo(json.readTree("""
                                {"payment_method_id": "pay_method_789", "name": "Cash on delivery", "payment_mode": "MANUAL",
                                 "gateway": "COD", "status": "ACTIVE"}"""));
        assertThat(get("/api/payment-methods/pay_method_phonepe").text("/gateway"))
                .isEqualTo("PHONEPE");
        assertThat(get("/api/payment-methods/pay_method_razorpay").text("/gateway"))
                .isEqualTo("RAZORPAY");
        assertThat(get("/api/payment-methods/pay_method_wallet").text("/payment_mode"))
                .isEqualTo("WALLET");
        assertThat(get("/api/payment-methods/none").text("/code")).isEqualTo("PAYMENT_METHOD_NOT_FOUND");
    }

    private static String cod(String order, String amount) {
        return codAt(order, amount, "addr_456");
    }

    private static String codAt(String order, String amount, String address) {
        return """
                {"attempt_id": "pa_%s", "payment_id": "pay_1", "order_id": "%s", "owner_id": "own_1", "payment_mode": "MANUAL",
                 "gateway": "COD", "amount": %s, "currency": "INR", "shipping_address_id": "%s"}""".formatted(newKey(), order, amount, address);
    }

    private static String of(String order, String attempt) {
        return "{\"order_id\": \"%s\", \"attempt_id\": \"%s\"}".formatted(order, attempt);
    }
}
