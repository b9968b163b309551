package dev.orchestra.stubs.gateways;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.gateways.WebhookInbox.Received;
import dev.orchestra.stubs.support.Ids;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class WebhookDeliveryTest extends GatewayTest {

    @Autowired
    private JdbcClient database;

    @Test
    void whatIsNotTakenIsSentAgainUntilItIs() {
        String receipt = Ids.next("r");
        String order = razorpayOrder(receipt, "manual");
        WebhookInbox.answer(order, 500, 404, 302);

        act("razorpay", order, "pay");

        eventsAbout(order, 4);
        List<Received> received = WebhookInbox.about(order);
        assertThat(received).extracting(Received::answered).containsExactly(500, 404, 302, 200);
        assertThat(received)
                .extracting(Received::body)
                .containsOnly(received.get(0).body());
        assertThat(received)
                .extracting(each -> each.header("x-razorpay-event-id"))
                .containsOnly(received.get(0).header("x-razorpay-event-id"));
        await().until(() -> books("razorpay", order).text("/webhooks/0/state").equals("DELIVERED"));
        assertThat(books("razorpay", order).body().at("/webhooks/0/attempts").asInt())
                .isEqualTo(4);
    }

    @Test
    void phonePeGivesUpAfterFiveAttempts() {
        String order = Ids.next("mo");
        phonePeOrder(order);
        WebhookInbox.answer(order, 500, 500, 500, 500, 500);

        act("phonepe", order, "pay");

        await().until(() -> books("phonepe", order).text("/webhooks/0/state").equals("GIVEN_UP"));
        assertThat(WebhookInbox.about(order)).hasSize(5);
        assertThat(books("phonepe", order).body().at("/webhooks/0/last_status").asInt())
                .isEqualTo(500);
    }

    @Test
    void aMessageCanComeSeveralTimes() {
        String receipt = Ids.next("r");
        rule("razorpay", receipt, "\"webhook_copies\": 3");
        String order = razorpayOrder(receipt, "manual");

        act("razorpay", order, "pay");

        assertThat(eventsAbout(order, 3)).containsOnly("payment.authorized");
        assertThat(WebhookInbox.about(order))
                .hasSize(3)
                .extracting(each -> each.header("x-razorpay-event-id") + each.body())
                .containsOnly(WebhookInbox.about(order).get(0).header("x-razorpay-event-id")
                        + WebhookInbox.about(order).get(0).body());
    }

    @Test
    void messagesCanComeInReverse() {
        String receipt = Ids.next("r");
        rule(
                "razorpay",
                receipt,
                "\"webhook_reorder\": true, \"outcome\": \"FAIL_THEN_PAY\", \"act_after_ms\": 0, \"retry_after_ms\": 50");
        String order = razorpayOrder(receipt);

        assertThat(eventsAbout(order, 4))
                .containsExactly("order.paid", "payment.captured", "payment.authorized", "payment.failed");
    }

    @Test
    void messagesCanBeLost() {
        String receipt = Ids.next("r");
        rule("razorpay", receipt, "\"webhook_drop\": [\"payment.captured\"]");
        String order = razorpayOrder(receipt);
        String silent = Ids.next("mo");
        rule("phonepe", silent, "\"webhook_off\": true");
        phonePeOrder(silent);

        act("phonepe", silent, "pay");
        act("razorpay", order, "pay");

        assertThat(eventsAbout(order, 2)).containsExactly("payment.authorized", "order.paid");
        assertThat(books("razorpay", order).text("/webhooks/1/state")).isEqualTo("DROPPED");
        assertThat(books("phonepe", silent).text("/webhooks/0/state")).isEqualTo("DROPPED");
        assertThat(WebhookInbox.about(silent)).isEmpty();
    }

    @Test
    void messagesCanBeSlow() {
        String order = Ids.next("mo");
        rule("phonepe", order, "\"webhook_delay_ms\": 800");
        phonePeOrder(order);

        act("phonepe", order, "pay");

        await().during(Duration.ofMillis(400))
                .atMost(Duration.ofMillis(700))
                .until(() -> WebhookInbox.about(order).isEmpty());
        assertThat(eventsAbout(order, 1)).containsExactly("checkout.order.completed");
    }

    @Test
    void whatASenderTookWithItIsSentByTheNext() {
        String order = Ids.next("mo");
        rule("phonepe", order, "\"webhook_delay_ms\": 60000");
        phonePeOrder(order);
        act("phonepe", order, "pay");

        // As a process leaves it that died while it was sending.
        database.sql("""
                        update gateways.webhooks set due_at = now() - interval '31 seconds', attempts = 1,
                                                     claimed_until = now() - interval '1 second'
                        where order_id = (select order_id from gateways.orders where merchant_order_id = ?)""").param(order).update();

        assertThat(eventsAbout(order, 1)).containsExactly("checkout.order.completed");
        await().until(() -> books("phonepe", order).text("/webhooks/0/state").equals("DELIVERED"));
    }
}
