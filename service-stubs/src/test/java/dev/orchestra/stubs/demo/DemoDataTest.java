package dev.orchestra.stubs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.jdbc.core.simple.JdbcClient;

class DemoDataTest extends StubsTest {

    private static final String CART_OF_CASE = """
            {"owner_id": "own_1",
             "lines": [{"product_id": "prod_456", "store_id": "store_123", "quantity": 1, "unit_price": 299.00}]}""";

    @Autowired
    private DemoData demoData;

    @Autowired
    private JdbcClient database;

    @Test
    void theIdsOfThePublishedExamplesAreThere() {
        Map.of(
                        "prod_456", "Phone Case 299.00",
                        "prod_789", "Screen Protector 149.00",
                        "prod_premium_456", "Premium Leather Case 799.00",
                        "prod_saved_123", "Bluetooth Earbuds 1299.00",
                        "prod_viewed_456", "Power Bank 899.00",
                        "prod_250", "Braided USB-C Cable 250.00")
                .forEach((id, what) -> {
                    Answer found = get("/api/products/search?ids=" + id);
                    assertThat(found.text("/products/0/name") + " "
                                    + found.body().at("/products/0/price").decimalValue())
                            .isEqualTo(what);
                    assertThat(found.text("/products/0/store_id")).isEqualTo("store_123");
                });
        assertThat(get("/merchant/api/v1/domains/domain_main/stores/store_123").text("/status"))
                .isEqualTo("ONLINE");
        assertThat(get("/api/payment-methods/pay_method_789").status()).isEqualTo(200);
    }

    @Test
    void oneProductIsTheLastOneOneIsSoldOutAndOfOneThereAreFifty() {
        assertThat(initialStock("prod_last_one")).isEqualTo(1);
        assertThat(initialStock("prod_sold_out")).isZero();
        assertThat(initialStock("prod_fifty")).isEqualTo(50);
        assertThat(initialStock("prod_250")).isEqualTo(100_000);
    }

    @Test
    void everyProductHasAKnownTaxAStoreAndStock() {
        get("/api/products/search?limit=100").body().at("/products").forEach(product -> {
            String id = product.at("/product_id").stringValue();
            String taxes = get("/api/v1/domains/domain_main/stores/"
                            + product.at("/store_id").stringValue() + "/tax_settings")
                    .http()
                    .body();
            assertThat(taxes).as(id).contains("\"" + product.at("/tax_class").stringValue() + "\"");
            assertThat(get("/api/inventory/stock?product_ids=" + id).body().at("/items"))
                    .as(id)
                    .hasSize(Math.max(1, product.at("/variants").size()));
        });
    }

    /** The published example of a cart: 1000 − 200 + 50 tax + 50 delivery + 50 tip + 25 gift wrap = 975. */
    @Test
    void threeProductsComeToTheTotalsOfThePublishedCart() {
        String ids = "prod_hamper_890,prod_notebook_30,prod_pens_80";
        String cart = "/api/carts/"
                + post(
                                "/api/carts/find-or-create",
                                "{\"owner_id\": \"own_%s\", \"kind\": \"BASKET\"}".formatted(newKey()))
                        .text("/cart_id");
        post(cart + "/items/batch", """
                {"operations": [{"op": "SET", "product_id": "prod_hamper_890", "quantity": 1},
                                {"op": "SET", "product_id": "prod_notebook_30", "quantity": 1},
                                {"op": "SET", "product_id": "prod_pens_80", "quantity": 1}]}""");
        put(cart + "/options", """
                {"coupons": [{"code": "SAVE20"}], "tips": {"amount": 50, "currency": "INR", "description": "Thanks"},
                 "delivery_option": %s,
                 "gift_wrap": {"id": "gift_wrap_standard", "name": "Standard", "charge": %s, "message": "Happy Birthday!"}}""".formatted(
                        get("/api/delivery-options/deliv_opt_123").http().body(),
                        get("/api/gift-wrap-options/gift_wrap_standard").body().at("/charge")));
        String lines = """
                "owner_id": "own_1", "lines": [
                  {"product_id": "prod_hamper_890", "store_id": "store_789", "quantity": 1, "unit_price": 890.00},
                  {"product_id": "prod_notebook_30", "store_id": "store_789", "quantity": 1, "unit_price": 30.00},
                  {"product_id": "prod_pens_80", "store_id": "store_789", "quantity": 1, "unit_price": 80.00}]""";

        Answer computed = post(
                cart + "/compute",
                "{\"products\": %s, \"stores\": [%s], \"delivery_rates\": %s, \"promotions\": %s, \"coupons\": %s}"
                        .formatted(
                                get("/api/products/search?ids=" + ids).body().at("/products"),
                                get("/api/v1/domains/domain_main/stores/store_789/tax_settings")
                                        .http()
                                        .body(),
                                post("/api/shipping/calculate-rate", """
                                                {"delivery_option_id": "deliv_opt_123", "address_id": "addr_456",
                                                 "stores": [{"store_id": "store_789", "item_count": 3}]}""").body().at("/rates"),
                                post("/api/promotions/applicable", "{" + lines + "}")
                                        .body()
                                        .at("/promotions"),
                                post("/api/coupons/validate", "{\"codes\": [\"SAVE20\"], " + lines + "}")
                                        .body()
                                        .at("/coupons")));

        assertThat(computed.body().at("/totals")).isEqualTo(json.readTree("""
                                {"subtotal": 1000.00, "discount": -200.00, "tax": 50.00, "tax_included": 0.00,
                                 "delivery_charge": 50.00, "tips": 50.00, "gift_wrap": 25.00, "net_payable": 975.00}"""));
    }

    @Test
    void theSeatOfThePublishedExampleIsAtTheFirstShow() {
        Answer seat = get("/seats/550e8400-e29b-41d4-a716-446655440002");

        assertThat(seat.body()).isEqualTo(json.readTree("""
                                {"seatId": "550e8400-e29b-41d4-a716-446655440002", "eventId": "5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a01",
                                 "price": 50.00, "currency": "INR"}"""));
        assertThat(get("/events/5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a01/seatmap")
                        .http()
                        .body())
                .contains("550e8400-e29b-41d4-a716-446655440002");
    }

    /** Whoever writes an id down finds the same seat in another database. */
    @Test
    void seatsHaveFixedIdsAndInventoryKnowsThem() {
        assertThat(get("/events/5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a02/seatmap")
                        .text("/sections/0/rows/0/seats/0/seatId"))
                .isEqualTo("37513c9e-9283-3c8a-8106-b3402616cf39");
        assertThat(database.sql(
                                "select count(*) from catalog.seats join catalog.events using (event_id)"
                                        + " join inventory.seats using (seat_id, event_id, price, currency)"
                                        + " where venue in ('Chowdaiah Memorial Hall, Bengaluru', 'Prithvi Theatre, Mumbai', 'Eden Gardens, Kolkata')")
                        .query(Integer.class)
                        .single())
                .isEqualTo(200 + 200 + 2_000);
    }

    @Test
    void aRestartBringsBackNothingThatWasSold() throws Exception {
        String sold = "prod_notebook_30";
        String order = "order_" + newKey();
        String reservation =
                post("/api/inventory/reserve", """
                        {"order_id": "%s", "cart_id": "cart_1", "ttl_seconds": 900,
                         "items": [{"product_id": "%s", "quantity": 3}]}""".formatted(order, sold)).text("/reservation_id");
        post(
                "/api/inventory/deduct",
                "{\"reservation_id\": \"%s\", \"order_id\": \"%s\"}".formatted(reservation, order));
        var before = get("/api/inventory/stock?product_ids=" + sold).body();

        demoData.run(new DefaultApplicationArguments());

        assertThat(get("/api/inventory/stock?product_ids=" + sold).body()).isEqualTo(before);
        assertThat(before.at("/items/0/deducted").intValue()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void whatCameLaterIsAddedToAnEarlierDatabase() throws Exception {
        for (String table : new String[] {
            "customer.addresses",
            "marketing.bundles",
            "marketing.fillers",
            "payment.cod_blocked_addresses",
            "recommendations.pairs",
            "recommendations.reminders"
        }) {
            database.sql("delete from " + table).update();
        }
        assertThat(get("/api/addresses/addr_456?owner_id=own_1").status()).isEqualTo(404);

        demoData.run(new DefaultApplicationArguments());

        assertThat(get("/api/addresses/addr_456?owner_id=own_1").status()).isEqualTo(200);
        assertThat(database.sql("select count(*) from payment.cod_blocked_addresses")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(send("POST", "/api/bundles/applicable", CART_OF_CASE).body().get("bundles"))
                .hasSize(1);
        assertThat(send("POST", "/api/promotions/threshold-offers", CART_OF_CASE)
                        .body()
                        .at("/offers/0/products"))
                .isNotEmpty();
        assertThat(send(
                                "POST",
                                "/api/recommendations/reminders",
                                "{\"owner_id\": \"own_1\", \"product_ids\": [], \"limit\": 20}")
                        .body()
                        .get("recommendations"))
                .hasSize(3);
    }

    /** Nothing is suggested that the catalogue does not have, and most carts get something. */
    @Test
    void whatIsSuggestedIsInTheCatalogue() {
        List<String> known = database.sql("select product_id from product.products")
                .query(String.class)
                .list();
        assertThat(database.sql("""
                                select product_id from recommendations.pairs union
                                select recommended_id from recommendations.pairs union
                                select product_id from recommendations.reminders where owner_id = '' union
                                select product_id from marketing.fillers""").query(String.class).list()).isSubsetOf(known);
        assertThat(database.sql("select distinct product_id from recommendations.pairs")
                        .query(String.class)
                        .list())
                .hasSizeGreaterThan(known.size() * 3 / 4);
        assertThat(database.sql("""
                                select fillers.product_id from marketing.fillers join product.products using (product_id)
                                where fillers.price <> products.price or fillers.store_id <> products.store_id""").query(String.class).list()).isEmpty();
    }

    private int initialStock(String product) {
        return get("/api/inventory/stock?product_ids=" + product)
                .body()
                .at("/items/0/initial")
                .intValue();
    }
}
