package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@ActiveProfiles("unsafe")
@DirtiesContext
class UnsafeNoHoldCheckTest extends StubsTest {

    @DynamicPropertySource
    static void broken(DynamicPropertyRegistry registry) {
        String database = newDatabase("unsafe_no_hold_check");
        registry.add("spring.datasource.url", () -> database);
        registry.add("ORCHESTRA_UNSAFE", () -> "no-hold-check");
    }

    @Test
    void theLastOneIsHeldAndSoldTwice() {
        for (String order : List.of(Ids.next("order"), Ids.next("order"))) {
            Answer held = reserve(order, "prod_last_one");
            assertThat(held.text("/status")).as(held.http().body()).isEqualTo("HELD");
            assertThat(post("/api/inventory/deduct", """
                                    {"order_id": "%s", "reservation_id": "%s"}""".formatted(order, held.text("/reservation_id")))
                            .text("/status"))
                    .isEqualTo("DEDUCTED");
        }

        Answer stock = get("/api/inventory/stock?product_ids=prod_last_one");
        assertThat(stock.body().at("/items/0/deducted").asInt()).isEqualTo(2);
        assertThat(stock.body().at("/items/0/on_hand").asInt()).isEqualTo(-1);
        assertThat(reserve(Ids.next("order"), "prod_unknown").text("/code")).isEqualTo("OUT_OF_STOCK");
    }

    private Answer reserve(String order, String product) {
        return post("/api/inventory/reserve", """
                {"order_id": "%s", "cart_id": "cart_1", "ttl_seconds": 60,
                 "items": [{"product_id": "%s", "quantity": 1}]}""".formatted(order, product));
    }
}
