package dev.orchestra.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The gateway's stand-in as seen from behind: how fast it answers, what its customers do, and what its webhooks look like. */
final class PhonePeStandIn {

    /** The environment variable of everybody who signs webhooks or checks them. */
    static final String WEBHOOK_SECRET = "PHONEPE_WEBHOOK_HMAC_SECRET";

    private static final String SLOW = "benchmark-phonepe";
    private static final String HMAC = "HmacSHA256";

    private static final String COMPLETED = """
            {"event": "checkout.order.completed", "type": "CHECKOUT_ORDER_COMPLETED",
             "payload": {"merchantId": "BENCHMARK", "merchantOrderId": "pa_%1$s", "orderId": "OMO%1$s", "state": "COMPLETED", "amount": 15000, "expireAt": 1,
              "paymentDetails": [{"transactionId": "OM%1$s", "paymentMode": "UPI_INTENT", "timestamp": 1, "amount": 15000, "state": "COMPLETED"}]}}""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final SecretKeySpec secret;

    PhonePeStandIn(String servicesUrl, String webhookSecret) {
        this.url = servicesUrl;
        this.secret = new SecretKeySpec(webhookSecret.getBytes(StandardCharsets.UTF_8), HMAC);
    }

    /** Every call of its API takes so much longer from now on. */
    void answersAfter(Duration latency) throws Exception {
        ask(
                "POST",
                "/faults",
                "{\"rules\": [{\"name\": \"%s\", \"path\": \"/gateways/phonepe/pg/**\", \"latency_ms\": %d}]}"
                        .formatted(SLOW, latency.toMillis()));
    }

    void answersAtOnce() throws Exception {
        ask("DELETE", "/faults/" + SLOW, "");
    }

    /** Customers of new orders pay so long after their order was made. */
    void customersPayAfter(Duration thought) throws Exception {
        ask(
                "POST",
                "/gateways/control/phonepe/rules",
                "{\"outcome\": \"PAY\", \"act_after_ms\": %d}".formatted(thought.toMillis()));
    }

    /** Customers of new orders do nothing by themselves. */
    void customersWait() throws Exception {
        ask("DELETE", "/gateways/control/phonepe/rules", "");
    }

    /** The customer presses the button; the webhook is on its way when this returns. */
    void pay(String gatewayOrderId) throws IOException, InterruptedException {
        ask("POST", "/gateways/control/phonepe/orders/" + gatewayOrderId + "/pay", "{}");
    }

    /** What it would tell of a payment that is nobody's: another one each time. */
    HttpRequest webhookOfUnknownPayment(String apiUrl) {
        byte[] body = COMPLETED
                .formatted(UUID.randomUUID().toString().replace("-", ""))
                .getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(apiUrl + "/webhooks/phonepe"))
                .header("Content-Type", "application/json")
                .header("x-phonepe-checksum-signature", signature(body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private String signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + HMAC, impossible);
        }
    }

    private void ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
