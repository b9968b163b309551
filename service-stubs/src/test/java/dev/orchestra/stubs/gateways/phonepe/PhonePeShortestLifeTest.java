package dev.orchestra.stubs.gateways.phonepe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.gateways.GatewayTest;
import dev.orchestra.stubs.support.Ids;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@DirtiesContext
/** The gateway and the Payment service have it from one variable. */
@TestPropertySource(properties = {"PHONEPE_SHORTEST_LIFE=30s", "stubs.gateways-url=http://127.0.0.1:9"})
class PhonePeShortestLifeTest extends GatewayTest {

    @Test
    void anOrderLivesAsShortAsIsSaid() {
        assertThat(placed(30).status()).isEqualTo(200);
        assertThat(placed(29).status()).isEqualTo(400);
    }

    @Test
    void aPaymentIsBegunWithThatMuchTimeLeft() {
        assertThat(initiated(29).text("/error_code")).isEqualTo("WINDOW_TOO_SHORT");
        // It is asked, where in this test nobody answers.
        assertThat(initiated(60).text("/code")).isEqualTo("GATEWAY_UNAVAILABLE");
    }

    private Answer placed(int seconds) {
        return phonePe(
                "POST",
                "/pg/checkout/v2/pay",
                payRequest(Ids.next("mo"), 15_000).replace("\"expireAfter\": 720", "\"expireAfter\": " + seconds));
    }

    private Answer initiated(int seconds) {
        return post("/api/payments/initiate", """
                {"attempt_id": "%s", "payment_id": "pay_1", "order_id": "order_1", "owner_id": "own_1", "payment_mode": "GATEWAY",
                 "gateway": "PHONEPE", "amount": 150.00, "currency": "INR", "expires_at": "%s",
                 "return_url": "https://shop.example/back"}""".formatted(
                        Ids.next("pa"), Instant.now().plusSeconds(seconds)));
    }
}
