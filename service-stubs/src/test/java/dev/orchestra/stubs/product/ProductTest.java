package dev.orchestra.stubs.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProductTest extends StubsTest {

    @Test
    void tellsAllThatACartNeedsOfAProduct() {
        Answer answer = get("/api/products/search?ids=prod_bottle");

        assertThat(answer.body().at("/products")).isEqualTo(json.readTree("""
                                [{"product_id": "prod_bottle", "name": "Steel Bottle 1 l",
                                  "description": "Cold for a day, hot for half of one.", "category": "home",
                                  "image_url": "/images/home.svg", "store_id": "store_654", "status": "ACTIVE", "price": 549.00,
                                  "currency": "INR", "tax_class": "GST_18",
                                  "variants": [
                                    {"variant_id": "bottle_steel", "name": "Plain steel", "price": 549.00, "status": "ACTIVE"},
                                    {"variant_id": "bottle_teal", "name": "Teal", "price": 599.00, "status": "ACTIVE"}],
                                  "addons": [{"addon_id": "addon_engraving", "name": "Engraving", "price": 50.00}]}]"""));
    }

    @Test
    void byIdAlsoWhatIsWithdrawnButNothingUnknown() {
        assertThat(ids("ids=prod_456,prod_withdrawn,prod_never_was")).containsExactly("prod_456", "prod_withdrawn");
    }

    @Test
    void aSearchFindsWhatCanBeBought() {
        assertThat(ids("q=lEATHER")).contains("prod_premium_456", "prod_belt");
        assertThat(ids("q=candle")).isEmpty();
        assertThat(ids("q=100%25")).isEmpty();
        assertThat(ids("category=audio")).hasSize(5).contains("prod_saved_123");
        assertThat(ids("category=audio&q=speaker")).containsExactly("prod_speaker");
        assertThat(ids("limit=3")).hasSize(3);
        assertThat(ids("category=audio&limit=100")).hasSize(5);
    }

    @Test
    void moreIdsThanFitIntoAnAddress() {
        String ids = IntStream.range(0, 249)
                .mapToObj(number -> "\"prod_never_was_%d\",".formatted(number))
                .collect(Collectors.joining());

        Answer found = send("POST", "/api/products/search", "{\"ids\": [" + ids + "\"prod_bottle\"]}");
        assertThat(found.body())
                .isEqualTo(get("/api/products/search?ids=prod_bottle").body());
        assertThat(send("POST", "/api/products/search", "{\"ids\": [" + ids + "\"a\", \"b\"]}")
                        .status())
                .isEqualTo(400);
        assertThat(send("POST", "/api/products/search", "{}").status()).isEqualTo(400);
        assertThat(send("POST", "/api/products/search", "{\"ids\": []}").body().get("products"))
                .isEmpty();
    }

    @Test
    void refusesToShowMoreThanAHundred() {
        assertThat(get("/api/products/search?limit=101").status()).isEqualTo(400);
        assertThat(get("/api/products/search?limit=0").status()).isEqualTo(400);
    }

    private List<String> ids(String query) {
        return get("/api/products/search?" + query)
                .body()
                .at("/products")
                .valueStream()
                .map(product -> product.at("/product_id").stringValue())
                .toList();
    }
}
