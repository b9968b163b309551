package dev.orchestra.stubs.gateways.phonepe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.gateways.GatewayTest;
import dev.orchestra.stubs.gateways.WebhookInbox;
import dev.orchestra.stubs.gateways.WebhookInbox.Received;
import dev.orchestra.stubs.support.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {
            "stubs.gateways.phonepe.webhook-mode=sha",
            "stubs.gateways.phonepe.webhook-username=merchant_1",
            "stubs.gateways.phonepe.webhook-password=merchant1pass"
        })
/** Its process is stopped afterwards: it would go on to work on what other tests leave in the diary, in its own mode. */
@DirtiesContext
class PhonePeShaModeTest extends GatewayTest {

    @Test
    void theHeaderTellsWhoTheMerchantIsAndNothingOfTheBody() throws Exception {
        String order = Ids.next("mo");
        phonePeOrder(order);

        act("phonepe", order, "pay");

        assertThat(eventsAbout(order, 1)).containsExactly("checkout.order.completed");
        Received webhook = WebhookInbox.about(order).get(0);
        assertThat(webhook.header("Authorization"))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest("merchant_1:merchant1pass".getBytes(StandardCharsets.UTF_8))));
        assertThat(webhook.header("x-phonepe-checksum-signature")).isNull();
    }
}
