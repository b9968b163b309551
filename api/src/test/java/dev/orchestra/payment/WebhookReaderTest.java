package dev.orchestra.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.store.WebhookInbox.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a webhook, and which two are the same. */
class WebhookReaderTest {

    private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");

    private final WebhookReader reader = new WebhookReader(Clock.fixed(NOW, ZoneOffset.UTC));

    private Receipt phonePe(String body) {
        return reader.phonePe(bytes(body)).orElseThrow();
    }

    private Receipt razorpay(String body, String eventId) {
        return reader.razorpay(bytes(body), eventId).orElseThrow();
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static String phonePeOrder(String event, String state, String transaction, String rest) {
        return """
                {"event": "%s", "type": "CHECKOUT_ORDER_COMPLETED", "payload": {"orderId": "OMO1", "merchantOrderId": "pa_1", "state": "%s", "amount": 15000,
                 "paymentDetails": [{"transactionId": "OM0", "state": "FAILED"}, {"transactionId": "%s", "state": "COMPLETED"}]%s}}
                """.formatted(event, state, transaction, rest);
    }

    private static String razorpayPayment(String event, String status, String rest) {
        return """
                {"entity": "event", "event": "%s", "payload": {"payment": {"entity": {"id": "pay_1", "order_id": "order_1", "status": "%s",
                 "notes": [], "email": "a@b.example"}}}%s}
                """.formatted(event, status, rest);
    }

    @Test
    void anOrderOfPhonePeIsKnownByOurAttempt() {
        Receipt receipt = phonePe(phonePeOrder("checkout.order.completed", "COMPLETED", "OM1", ""));

        assertThat(receipt.event()).isEqualTo("checkout.order.completed");
        assertThat(receipt.attemptId()).isEqualTo("pa_1");
        assertThat(receipt.gatewayOrderId()).isEqualTo("OMO1");
        assertThat(receipt.gatewayPaymentId()).isEqualTo("OM1");
        assertThat(receipt.eventId()).isNull();
        assertThat(receipt.note()).isNull();
    }

    @Test
    void aRefundOfPhonePeIsOfTheAttemptThatItRefunds() {
        Receipt receipt = phonePe("""
                {"event": "pg.refund.completed", "payload": {"merchantRefundId": "rf_1", "originalMerchantOrderId": "pa_1", "refundId": "OMR1", "state": "COMPLETED"}}
                """);

        assertThat(receipt.attemptId()).isEqualTo("pa_1");
        assertThat(receipt.gatewayPaymentId()).isEqualTo("OMR1");
    }

    @Test
    void twoOfPhonePeAreTheSameWhenEventOrderStateAndTransactionsAre() {
        String key = phonePe(phonePeOrder("checkout.order.completed", "COMPLETED", "OM1", ""))
                .dedupKey();

        assertThat(phonePe(phonePeOrder("checkout.order.completed", "COMPLETED", "OM1", ", \"more\": 1"))
                        .dedupKey())
                .isEqualTo(key);
        assertThat(phonePe(phonePeOrder("checkout.order.failed", "COMPLETED", "OM1", ""))
                        .dedupKey())
                .isNotEqualTo(key);
        assertThat(phonePe(phonePeOrder("checkout.order.completed", "FAILED", "OM1", ""))
                        .dedupKey())
                .isNotEqualTo(key);
        assertThat(phonePe(phonePeOrder("checkout.order.completed", "COMPLETED", "OM2", ""))
                        .dedupKey())
                .isNotEqualTo(key);
    }

    @Test
    void aPaymentOfRazorpayIsKnownByTheGatewaysOrder() {
        Receipt receipt = razorpay(razorpayPayment("payment.captured", "captured", ""), "evt_1");

        assertThat(receipt.event()).isEqualTo("payment.captured");
        assertThat(receipt.attemptId()).isNull();
        assertThat(receipt.gatewayOrderId()).isEqualTo("order_1");
        assertThat(receipt.gatewayPaymentId()).isEqualTo("pay_1");
        assertThat(receipt.eventId()).isEqualTo("evt_1");
    }

    @Test
    void anOrderOfRazorpayIsKnownByOurReceipt() {
        Receipt receipt = razorpay("""
                {"event": "order.paid", "payload": {"payment": {"entity": {"id": "pay_1", "order_id": "order_1", "status": "captured"}},
                 "order": {"entity": {"id": "order_1", "receipt": "pa_1", "status": "paid"}}}}
                """, null);

        assertThat(receipt.attemptId()).isEqualTo("pa_1");
        assertThat(receipt.gatewayOrderId()).isEqualTo("order_1");
    }

    @Test
    void aReplayWithAFreshEventIdSaysTheSame() {
        String body = razorpayPayment("payment.captured", "captured", "");

        assertThat(razorpay(body, "evt_2").dedupKey())
                .isEqualTo(razorpay(body, "evt_1").dedupKey());
        assertThat(razorpay(razorpayPayment("payment.captured", "captured", ", \"created_at\": 1768046400"), "evt_1")
                        .dedupKey())
                .isEqualTo(razorpay(body, "evt_1").dedupKey());
        assertThat(razorpay(razorpayPayment("payment.failed", "failed", ""), "evt_1")
                        .dedupKey())
                .isNotEqualTo(razorpay(body, "evt_1").dedupKey());
    }

    @Test
    void refundsOfOnePaymentAreNotTheSame() {
        String refund =
                "{\"event\": \"refund.processed\", \"payload\": {\"payment\": {\"entity\": {\"id\": \"pay_1\", \"status\": \"captured\"}},"
                        + " \"refund\": {\"entity\": {\"id\": \"%s\", \"payment_id\": \"pay_1\", \"status\": \"processed\"}}}}";

        assertThat(razorpay(refund.formatted("rfnd_1"), null).dedupKey())
                .isNotEqualTo(razorpay(refund.formatted("rfnd_2"), null).dedupKey());
    }

    @Test
    void whatIsOlderThanAGatewayRepeatsIsMarked() {
        long eightDays = NOW.getEpochSecond() - 8 * 24 * 3600;

        assertThat(razorpay(razorpayPayment("payment.failed", "failed", ", \"created_at\": " + (eightDays - 1)), null)
                        .note())
                .contains("8 days");
        assertThat(razorpay(razorpayPayment("payment.failed", "failed", ", \"created_at\": " + eightDays), null)
                        .note())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"event\": null, \"payload\": 3}",
                "{\"event\": {\"a\": 1}, \"payload\": []}",
                "{\"event\": \"\", \"payload\": {\"merchantOrderId\": 7, \"orderId\": [], \"paymentDetails\": \"none\"}}",
                "{\"event\": \"a b\", \"payload\": {\"payment\": {\"entity\": {\"id\": \"\\u0000\", \"order_id\": {}}}}, \"created_at\": \"now\"}"
            })
    void whatIsOddIsUnknownAndKnownByItsBodyAlone(String body) {
        for (Receipt receipt :
                new Receipt[] {phonePe(body), razorpay(body, null), razorpay(body, "x".repeat(101)), razorpay(body, "")
                }) {
            assertThat(receipt.event()).isEqualTo("(none)");
            assertThat(receipt.attemptId()).isNull();
            assertThat(receipt.gatewayOrderId()).isNull();
            assertThat(receipt.gatewayPaymentId()).isNull();
            assertThat(receipt.eventId()).isNull();
            assertThat(receipt.dedupKey()).startsWith("body ");
        }
        assertThat(phonePe(body).dedupKey()).isNotEqualTo(phonePe(body + " ").dedupKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "\"text\"", "{", "{\"event\"", "<html>", "\u0000\u0001"})
    void whatIsNoObjectCannotBeRead(String body) {
        assertThat(reader.phonePe(bytes(body))).isEmpty();
        assertThat(reader.razorpay(bytes(body), "evt_1")).isEmpty();
    }

    @Test
    void whatIsNestedWithoutEndCannotBeRead() {
        assertThat(reader.razorpay(bytes("{\"a\":".repeat(40_000)), null)).isEmpty();
    }
}
