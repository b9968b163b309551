package dev.orchestra.stubs.gateways;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.StubsTest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;

/** A merchant at both gateways, with tests' means to say what happens there. */
public abstract class GatewayTest extends StubsTest {

    protected static final String PHONEPE = "/gateways/phonepe";
    protected static final String RAZORPAY = "/gateways/razorpay";
    protected static final String CONTROL = "/gateways/control";

    @Value("${stubs.gateways.phonepe.client-id}")
    protected String clientId;

    @Value("${stubs.gateways.phonepe.client-secret}")
    protected String clientSecret;

    @Value("${stubs.gateways.phonepe.webhook-hmac-secret}")
    protected String phonePeWebhookSecret;

    @Value("${stubs.gateways.razorpay.key-id}")
    protected String keyId;

    @Value("${stubs.gateways.razorpay.key-secret}")
    protected String keySecret;

    @Value("${stubs.gateways.razorpay.webhook-secret}")
    protected String razorpayWebhookSecret;

    /** An order at PhonePe of 150 rupees; its page is at {@code /redirectUrl}. */
    protected Answer phonePeOrder(String merchantOrderId) {
        return phonePe("POST", "/pg/checkout/v2/pay", payRequest(merchantOrderId, 15_000));
    }

    protected static String payRequest(String merchantOrderId, long amount) {
        return """
                {"merchantOrderId": "%s", "amount": %d, "expireAfter": 720, "metaInfo": {"udf1": "one"},
                 "paymentFlow": {"type": "PG_CHECKOUT", "merchantUrls": {"redirectUrl": "http://127.0.0.1:3000/back?order=1"}}}""".formatted(merchantOrderId, amount);
    }

    protected Answer phonePeStatus(String merchantOrderId) {
        return phonePe("GET", "/pg/checkout/v2/order/" + merchantOrderId + "/status", null);
    }

    protected Answer phonePe(String method, String path, String body) {
        return send(method, PHONEPE + path, body, "Authorization", "O-Bearer " + token().text("/access_token"));
    }

    protected Answer token() {
        HttpResponse<String> http = form(
                PHONEPE + "/identity-manager/v1/oauth/token",
                Map.of(
                        "client_id",
                        clientId,
                        "client_secret",
                        clientSecret,
                        "client_version",
                        "1",
                        "grant_type",
                        "client_credentials"));
        return new Answer(http.statusCode(), http, json.readTree(http.body()));
    }

    /** An order at Razorpay of 150 rupees that is captured without the merchant's doing for 12 minutes; its id. */
    protected String razorpayOrder(String receipt) {
        return razorpayOrder(receipt, "automatic");
    }

    protected String razorpayOrder(String receipt, String capture) {
        Answer order = razorpay("POST", "/v1/orders", orderRequest(receipt, capture));
        assertThat(order.status()).as(order.http().body()).isEqualTo(200);
        return order.text("/id");
    }

    protected static String orderRequest(String receipt, String capture) {
        return """
                {"amount": 15000, "currency": "INR", "receipt": "%s", "notes": {},
                 "payment": {"capture": "%s", "capture_options": {"automatic_expiry_period": 12, "manual_expiry_period": 14,
                                                                  "refund_speed": "normal"}}}""".formatted(receipt, capture);
    }

    /** The newest payment of an order at Razorpay. */
    protected Answer razorpayPayment(String orderId) {
        Answer payments = razorpay("GET", "/v1/orders/" + orderId + "/payments", null);
        int newest = payments.body().at("/items").size() - 1;
        return razorpay("GET", "/v1/payments/" + payments.text("/items/" + newest + "/id"), null);
    }

    protected Answer razorpay(String method, String path, String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = "Basic "
                + Base64.getEncoder().encodeToString((keyId + ":" + keySecret).getBytes(StandardCharsets.UTF_8));
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send(method, RAZORPAY + path, body, all);
    }

    /** Says what is to happen with one order; {@code wishes} are further members of the rule. */
    protected void rule(String gateway, String order, String wishes) {
        Answer kept =
                send("POST", CONTROL + "/" + gateway + "/rules", "{\"order\": \"%s\", %s}".formatted(order, wishes));
        assertThat(kept.status()).as(kept.http().body()).isEqualTo(200);
    }

    protected Answer act(String gateway, String order, String act) {
        Answer books = send("POST", CONTROL + "/" + gateway + "/orders/" + order + "/" + act, null);
        assertThat(books.status()).as(books.http().body()).isEqualTo(200);
        return books;
    }

    protected Answer books(String gateway, String order) {
        return get(CONTROL + "/" + gateway + "/orders/" + order);
    }

    /** Waits for so many webhooks about an order and answers what they tell of, in the order in which they came. */
    protected List<String> eventsAbout(String id, int count) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(WebhookInbox.about(id)).hasSizeGreaterThanOrEqualTo(count));
        return WebhookInbox.about(id).stream()
                .map(received -> json.readTree(received.body()).at("/event").stringValue())
                .toList();
    }

    protected HttpResponse<String> form(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HTTP.sendAsync(
                        HttpRequest.newBuilder(
                                        URI.create(path.startsWith("/") ? "http://127.0.0.1:" + port + path : path))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .join();
    }

    protected static String hmac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
