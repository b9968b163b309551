package dev.orchestra.stubs.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.math.BigDecimal;
import java.time.Year;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OrderTest extends StubsTest {

    @Test
    void anOrderAndItsPartsAreNumberedInTheirYear() {
        String id = newOrder();
        Answer order = post("/api/orders", order(id));
        Answer parts = post("/api/orders/" + id + "/sub-orders", parts("150.00", "100.00"));

        String number = order.text("/number");
        assertThat(number).matches("ORD-" + Year.now(ZoneOffset.UTC) + "-[1-9]\\d{3,}");
        assertThat(Integer.parseInt(number.substring(9))).isGreaterThanOrEqualTo(1234);
        assertThat(order.text("/order_status")).isEqualTo("PENDING");
        assertThat(order.text("/payment_status")).isEqualTo("PENDING");
        assertThat(order.body().at("/total").decimalValue()).isEqualTo(new BigDecimal("250.00"));
        assertThat(order.body().at("/items")).hasSize(2);
        assertThat(parts.text("/sub_orders/0/number")).isEqualTo(number + "-01");
        assertThat(parts.text("/sub_orders/1/number")).isEqualTo(number + "-02");
        assertThat(parts.text("/sub_orders/0/store_id")).isEqualTo("store_123");
        assertThat(get("/api/orders/" + id).body().at("/sub_orders"))
                .isEqualTo(parts.body().at("/sub_orders"));
    }

    @Test
    void anOrderTellsWhatWhoeverPacksItMustKnow() {
        String id = newOrder();
        String fulfilment = """
                {"shipping_address_id": "addr_456", "billing_address_id": null, "delivery_option_id": "deliv_opt_123",
                 "delivery_preference": {"scheduled": {"date": "2030-01-01", "slot": {"id": "s1", "label": "6 PM"}}},
                 "pickup_point_id": null, "gift_wrap": {"id": "gift_wrap_standard", "message": "Happy Birthday, Asha!"},
                 "special_instructions": "Ring twice", "tip_description": null, "coupons": ["SAVE20"], "loyalty_points": 100}""";

        Answer order = post(
                "/api/orders", order(id).replace("\"channel\":", "\"fulfilment\": " + fulfilment + ", \"channel\":"));

        assertThat(order.body().get("fulfilment")).isEqualTo(json.readTree(fulfilment));
        assertThat(get("/api/orders/" + id).body()).isEqualTo(order.body());
        String plain = newOrder();
        assertThat(post("/api/orders", order(plain)).body().get("fulfilment").isNull())
                .isTrue();
    }

    @Test
    void partsMustComeToTheTotalAndHoldEachItemOnce() {
        String id = newOrder();
        post("/api/orders", order(id));
        String path = "/api/orders/" + id + "/sub-orders";

        Answer tooLittle = post(path, parts("150.00", "99.99"));
        Answer twice = post(path, parts("150.00", "100.00").replace("item_b", "item_a"));

        assertThat(tooLittle.status()).isEqualTo(422);
        assertThat(tooLittle.text("/code")).isEqualTo("SUB_ORDERS_DO_NOT_ADD_UP");
        assertThat(twice.text("/code")).isEqualTo("SUB_ORDERS_DO_NOT_ADD_UP");
        assertThat(get("/api/orders/" + id).body().at("/sub_orders")).isEmpty();
        assertThat(post("/api/orders/none/sub-orders", parts("150.00", "100.00"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aRepeatMakesNoSecondOrder() {
        String id = newOrder();
        String key = newKey();

        Answer first = post("/api/orders", order(id), key);
        Answer again = post("/api/orders", order(id), key);
        Answer other = post("/api/orders", order(id));

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("/code")).isEqualTo("ORDER_EXISTS");
    }

    @Test
    void thePaymentStatusNeverGoesBack() {
        String id = newOrder();
        post("/api/orders", order(id));

        assertThat(pay(id, "PENDING").status()).isEqualTo(200);
        assertThat(pay(id, "FAILED").text("/payment_status")).isEqualTo("FAILED");
        assertThat(pay(id, "PARTIALLY_PAID").text("/payment_status")).isEqualTo("PARTIALLY_PAID");
        assertThat(pay(id, "PAID").text("/payment_status")).isEqualTo("PAID");
        Answer back = pay(id, "FAILED");
        assertThat(back.status()).isEqualTo(409);
        assertThat(back.text("/code")).isEqualTo("PAYMENT_STATUS_REGRESSION");
        assertThat(get("/api/orders/" + id).text("/payment_status")).isEqualTo("PAID");
        assertThat(pay("none", "PAID").text("/code")).isEqualTo("ORDER_NOT_FOUND");
    }

    @Test
    void anOrderEndsOnceAndItsPartsWithIt() {
        String id = newOrder();
        post("/api/orders", order(id));
        post("/api/orders/" + id + "/sub-orders", parts("150.00", "100.00"));

        Answer confirmed = close(id, "CONFIRMED");
        Answer cancelled = close(id, "CANCELLED");

        assertThat(confirmed.text("/order_status")).isEqualTo("CONFIRMED");
        assertThat(confirmed.text("/sub_orders/0/order_status")).isEqualTo("CONFIRMED");
        assertThat(confirmed.text("/sub_orders/1/order_status")).isEqualTo("CONFIRMED");
        assertThat(cancelled.status()).isEqualTo(409);
        assertThat(cancelled.text("/code")).isEqualTo("ORDER_CLOSED");
        assertThat(close(id, "CONFIRMED").status()).isEqualTo(200);
        assertThat(post("/api/orders/" + id + "/sub-orders", parts("150.00", "100.00"))
                        .text("/code"))
                .isEqualTo("ORDER_CLOSED");
    }

    @Test
    void aCancellationUndoesTheOrder() {
        String id = newOrder();
        String key = newKey();
        post("/api/orders", order(id), key);

        Answer cancelled = close(id, "CANCELLED", "Undo-Of", key);

        assertThat(cancelled.text("/order_status")).isEqualTo("CANCELLED");
        assertThat(close(id, "CANCELLED", "Undo-Of", key).status()).isEqualTo(200);
        assertThat(post("/api/orders", order(id), key).text("/code")).isEqualTo("UNDONE");
    }

    @Test
    void anOrderThatComesAfterItsCancellationIsRefused() {
        String id = newOrder();
        String key = newKey();

        Answer cancelled = close(id, "CANCELLED", "Undo-Of", key);
        Answer late = post("/api/orders", order(id), key);

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("/order_status")).isEqualTo("CANCELLED");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("UNDONE");
        assertThat(get("/api/orders/" + id).status()).isEqualTo(404);
        assertThat(close(id, "CONFIRMED").status()).isEqualTo(404);
    }

    private static String newOrder() {
        return Ids.next("order");
    }

    private Answer pay(String id, String status) {
        return put("/api/orders/" + id + "/payment-status", "{\"payment_status\": \"%s\"}".formatted(status));
    }

    private Answer close(String id, String status, String... headers) {
        return put(
                "/api/orders/" + id + "/status",
                "{\"order_status\": \"%s\", \"reason\": \"test\"}".formatted(status),
                headers);
    }

    private static String order(String id) {
        return """
                {"id": "%s", "type": "MASTER", "status": "PENDING", "cart_id": "cart_1", "owner_id": "own_1", "channel": "WEB",
                 "currency": "INR", "total": 250.00, "totals": {"subtotal": 250.00, "net_payable": 250.00},
                 "items": [
                   {"item_id": "item_a", "product_id": "prod_456", "variant_id": null, "name": "Phone Case",
                    "store_id": "store_123", "quantity": 1, "unit_price": 150.00, "total": 150.00},
                   {"item_id": "item_b", "product_id": "prod_tshirt", "variant_id": "tshirt_m", "name": "Plain T-shirt",
                    "store_id": "store_456", "quantity": 2, "unit_price": 50.00, "total": 100.00}]}""".formatted(id);
    }

    private static String parts(String one, String other) {
        return """
                {"sub_orders": [{"store_id": "store_123", "total": %s, "items": [{"item_id": "item_a", "quantity": 1}]},
                                {"store_id": "store_456", "total": %s, "items": [{"item_id": "item_b", "quantity": 2}]}]}""".formatted(one, other);
    }
}
