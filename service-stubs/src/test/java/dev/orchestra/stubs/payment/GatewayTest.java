package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Payments at a gateway that answers what the test says. */
abstract class GatewayTest extends StubsTest {

    static final String INITIATE = "/api/payments/initiate";
    static final String CAPTURE = "/api/payments/capture";
    static final String CANCEL = "/api/payments/cancel";
    static final String REFUND = "/api/payments/refund";
    static final String TOKEN = "POST /gateways/phonepe/identity-manager/v1/oauth/token";
    static final String PAY = "POST /gateways/phonepe/pg/checkout/v2/pay";

    static final ScriptedGateway GATEWAY = new ScriptedGateway();

    final String order = Ids.next("order");
    final String attempt = "pa_" + newKey().replace("-", "");

    @DynamicPropertySource
    static void gateways(DynamicPropertyRegistry registry) {
        registry.add("stubs.gateways-url", GATEWAY::url);
        registry.add("stubs.payment.gateway-timeout", () -> "1s");
    }

    @BeforeEach
    void newScript() {
        GATEWAY.forget();
        long now = Instant.now().getEpochSecond();
        GATEWAY.on(
                TOKEN,
                "{\"access_token\": \"token-1\", \"token_type\": \"O-Bearer\", \"issued_at\": %d, \"expires_at\": %d}"
                        .formatted(now, now + 3600));
    }

    String initiation(String gateway, String amount, Instant expiresAt) {
        return """
                {"attempt_id": "%s", "payment_id": "pay_1", "order_id": "%s", "owner_id": "own_1", "payment_mode": "GATEWAY",
                 "gateway": "%s", "amount": %s, "currency": "INR", "expires_at": "%s",
                 "return_url": "https://shop.example/back?order=1"}""".formatted(attempt, order, gateway, amount, expiresAt);
    }

    Answer status() {
        return get("/api/payments/" + attempt);
    }

    Answer cancel(String initiateKey) {
        return post(CANCEL, attemptOfOrder(), newKey(), "Undo-Of", initiateKey);
    }

    String attemptOfOrder() {
        return "{\"order_id\": \"%s\", \"attempt_id\": \"%s\"}".formatted(order, attempt);
    }

    String refundOf(String refundId, String amount, String currency) {
        return """
                {"order_id": "%s", "attempt_id": "%s", "refund_id": "%s", "amount": %s, "currency": "%s"}""".formatted(order, attempt, refundId, amount, currency);
    }

    static String newRefund() {
        return "rf_" + newKey().replace("-", "");
    }
}
