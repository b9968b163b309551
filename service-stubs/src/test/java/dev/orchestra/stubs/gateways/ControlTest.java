package dev.orchestra.stubs.gateways;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.support.Ids;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ControlTest extends GatewayTest {

    @AfterEach
    void forget() {
        send("DELETE", CONTROL + "/phonepe/rules", null);
        send("DELETE", CONTROL + "/razorpay/rules", null);
        send("DELETE", "/faults", null);
    }

    @Test
    void theNextOrderAloneGetsTheRuleOfTheNext() {
        rule("phonepe", "NEXT", "\"wrong_amount\": 111");
        rule("phonepe", "NEXT", "\"wrong_amount\": 222");

        assertThat(List.of(newOrder(), newOrder(), newOrder()))
                .extracting(order ->
                        books("phonepe", order).body().at("/rule/wrong_amount").asInt(0))
                .containsExactly(111, 222, 0);
    }

    @Test
    void anOrdersOwnRuleGoesBeforeEveryones() {
        String named = Ids.next("mo");
        send("POST", CONTROL + "/phonepe/rules", "{\"wrong_amount\": 333}");
        rule("phonepe", named, "\"wrong_amount\": 444");
        phonePeOrder(named);
        String other = newOrder();

        send("DELETE", CONTROL + "/phonepe/rules", null);

        assertThat(List.of(named, other, newOrder()))
                .extracting(order ->
                        books("phonepe", order).body().at("/rule/wrong_amount").asInt(0))
                .containsExactly(444, 333, 0);
    }

    @Test
    void aRuleReachesAnOrderThatIsThereAlready() {
        String order = newOrder();

        rule("phonepe", order, "\"outcome\": \"FAIL\", \"act_after_ms\": 0");

        await().until(() -> phonePeStatus(order).text("/state").equals("FAILED"));
    }

    @Test
    void aNewRuleStopsTheCustomerOfTheOld() {
        String order = Ids.next("mo");
        rule("phonepe", order, "\"act_after_ms\": 400");
        phonePeOrder(order);

        rule("phonepe", order, "\"outcome\": \"NONE\"");

        await().during(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(2))
                .until(() -> phonePeStatus(order).text("/state").equals("PENDING"));
    }

    @Test
    void theBooksShowAllOfAnOrderUnderEachOfItsIds() {
        String receipt = Ids.next("r");
        rule("razorpay", receipt, "\"refund_after_ms\": 0");
        String order = razorpayOrder(receipt);
        act("razorpay", receipt, "pay");
        razorpay(
                "POST",
                "/v1/payments/" + razorpayPayment(order).text("/id") + "/refund",
                "{\"amount\": 5000}",
                "X-Refund-Idempotency",
                newKey());
        eventsAbout(order, 5);

        await().untilAsserted(() -> assertThat(books("razorpay", order).body().at("/webhooks"))
                .extracting(webhook -> webhook.at("/state").stringValue())
                .containsOnly("DELIVERED"));
        JsonNode books = books("razorpay", receipt).body();
        assertThat(books.at("/order_id").stringValue()).isEqualTo(order);
        assertThat(books.at("/state").stringValue()).isEqualTo("PAID");
        assertThat(books.at("/captured").asLong()).isEqualTo(15_000);
        assertThat(books.at("/refunded").asLong()).isEqualTo(5_000);
        assertThat(books.at("/refunds/0/amount").asLong()).isEqualTo(5_000);
        JsonNode sums = get(CONTROL + "/ledger").body();
        JsonNode mine = sums.at("/orders")
                .valueStream()
                .filter(each -> each.at("/order_id").stringValue().equals(order))
                .findFirst()
                .orElseThrow();
        assertThat(mine).isEqualTo(json.readTree("""
                        {"gateway": "RAZORPAY", "order_id": "%s", "merchant_order_id": "%s", "amount": 15000, "captured": 15000,
                         "authorized": 0, "refunded": 5000, "refund_pending": 0, "released": 0}""".formatted(order, receipt)));
        assertThat(sums.at("/totals/RAZORPAY/captured").asLong())
                .isEqualTo(sums.at("/orders")
                        .valueStream()
                        .filter(each -> each.at("/gateway").stringValue().equals("RAZORPAY"))
                        .mapToLong(each -> each.at("/captured").asLong())
                        .sum());
    }

    @Test
    void aRuleThatMakesNoSenseIsRefused() {
        for (String bad : List.of(
                "{\"outcome\": \"MAYBE\"}",
                "{\"act_after_ms\": -1}",
                "{\"webhook_copies\": 0}",
                "{\"wrong_amount\": 0}",
                "{\"outcome\": \"AUTHORIZE\"}",
                "{\"wrong_currency\": \"USD\"}")) {
            assertThat(send("POST", CONTROL + "/phonepe/rules", bad).status())
                    .as(bad)
                    .isEqualTo(400);
        }
        for (String act : List.of("authorize", "release")) {
            assertThat(send("POST", CONTROL + "/phonepe/orders/" + newOrder() + "/" + act, null)
                            .status())
                    .as(act)
                    .isEqualTo(400);
        }
        assertThat(send("POST", CONTROL + "/nobody/rules", "{}").status()).isEqualTo(404);
        assertThat(send("POST", CONTROL + "/phonepe/orders/none/pay", null).status())
                .isEqualTo(404);
        assertThat(send("POST", CONTROL + "/phonepe/orders/" + newOrder() + "/steal", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void faultsHitTheGatewaysToo() {
        String order = newOrder();
        send("POST", "/faults", """
                {"rules": [{"name": "gateway", "method": "GET", "path": "/gateways/phonepe/pg/**", "error_status": 429,
                            "times": 1}]}""");

        assertThat(phonePeStatus(order).status()).isEqualTo(429);
        assertThat(phonePeStatus(order).status()).isEqualTo(200);
    }

    private String newOrder() {
        String order = Ids.next("mo");
        assertThat(phonePeOrder(order).status()).isEqualTo(200);
        return order;
    }
}
