package dev.orchestra.stubs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;

class DemoDataTest extends StubsTest {

    @Autowired
    private DemoData demoData;

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
        BigDecimal subtotal = BigDecimal.ZERO;
        BigDecimal tax = BigDecimal.ZERO;
        for (var product : get("/api/products/search?ids=prod_hamper_890,prod_notebook_30,prod_pens_80")
                .body()
                .at("/products")) {
            BigDecimal price = product.at("/price").decimalValue();
            BigDecimal rate =
                    new BigDecimal(product.at("/tax_class").stringValue().substring(4)).movePointLeft(2);
            subtotal = subtotal.add(price);
            tax = tax.add(price.multiply(new BigDecimal("0.80")).multiply(rate));
        }
        assertThat(subtotal).isEqualByComparingTo("1000");
        assertThat(tax).isEqualByComparingTo("50");
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

    private int initialStock(String product) {
        return get("/api/inventory/stock?product_ids=" + product)
                .body()
                .at("/items/0/initial")
                .intValue();
    }
}
