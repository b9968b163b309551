package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@ActiveProfiles("unsafe")
@DirtiesContext
class UnsafeNoUndoTombstoneTest extends StubsTest {

    @DynamicPropertySource
    static void broken(DynamicPropertyRegistry registry) {
        String database = newDatabase("unsafe_no_undo_tombstone");
        registry.add("spring.datasource.url", () -> database);
        registry.add("ORCHESTRA_UNSAFE", () -> "no-undo-tombstone");
    }

    private final String order = Ids.next("order");

    @Test
    void aWriteThatArrivesAfterItsUndoIsDone() {
        String key = newKey();
        release(key);

        assertThat(reserve(key).text("/status")).isEqualTo("HELD");
    }

    @Test
    void whatArrivedBeforeItsUndoIsUndone() {
        String key = newKey();
        reserve(key);
        assertThat(release(key).body().at("/released").asInt()).isEqualTo(1);

        assertThat(reserve(key).text("/code")).isEqualTo("UNDONE");
    }

    private Answer reserve(String key) {
        return post("/api/inventory/reserve", """
                {"order_id": "%s", "cart_id": "cart_1", "ttl_seconds": 60,
                 "items": [{"product_id": "prod_456", "quantity": 1}]}""".formatted(order), key);
    }

    private Answer release(String undoOf) {
        return post(
                "/api/inventory/release-reservations",
                "{\"order_id\": \"%s\"}".formatted(order),
                newKey(),
                "Undo-Of",
                undoOf);
    }
}
