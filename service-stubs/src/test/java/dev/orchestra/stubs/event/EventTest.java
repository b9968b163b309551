package dev.orchestra.stubs.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

class EventTest extends StubsTest {

    @Value("${spring.kafka.bootstrap-servers}")
    private String kafka;

    @Test
    void anEventArrivesOnceUnderItsOrder() {
        String order = Ids.next("order");
        String key = newKey();

        Answer published = post("/api/events/publish", event(order, "ORDER_PLACED"), key);
        Answer again = post("/api/events/publish", event(order, "ORDER_PLACED"), key);
        post("/api/events/publish", event(order, "ORDER_PACKED"));

        List<ConsumerRecord<String, String>> arrived = TopicReader.readUntil(kafka, order, "ORDER_PACKED");
        assertThat(arrived).hasSize(2);
        assertThat(json.readTree(arrived.get(0).value()))
                .isEqualTo(json.readTree("""
                                {"event_id": "%s", "event": "ORDER_PLACED", "order_id": "%s", "occurred_at": "2026-11-22T10:00:00Z",
                                 "device_fingerprint": "fp_hash_456", "data": {"total": 250.00}}""".formatted(published.text("/event_id"), order)));
        assertThat(again.body()).isEqualTo(published.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void eventsOfAnOrderKeepTheirOrder() {
        String order = Ids.next("order");
        List<String> told = List.of("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT");

        told.forEach(name -> post("/api/events/publish", event(order, name)));

        assertThat(TopicReader.readUntil(kafka, order, "EIGHT"))
                .extracting(record -> json.readTree(record.value()).at("/event").stringValue())
                .isEqualTo(told);
    }

    @Test
    void refusesAnEventOfNoOrder() {
        assertThat(post("/api/events/publish", "{\"event\": \"ORDER_PLACED\"}").status())
                .isEqualTo(400);
    }

    @Test
    void anEventGoesToTheTopicThatIsNamed() {
        String key = newKey();

        Answer published = post("/api/events/publish", onTopic("order-completed", key, "order-completed"));

        assertThat(published.status()).isEqualTo(200);
        List<ConsumerRecord<String, String>> arrived =
                TopicReader.readUntil(kafka, "order-completed", key, "order-completed");
        assertThat(arrived).hasSize(1);
        assertThat(json.readTree(arrived.get(0).value()))
                .isEqualTo(json.readTree("""
                                {"messageId": "%s", "type": "order-completed", "occurredAt": "2026-11-22T10:00:00Z",
                                 "data": {"orderId": "1", "total_amount": 250.00}}""".formatted(published.text("/event_id"))));
    }

    @Test
    void eventsOfAKeyKeepTheirOrderOnTheirTopic() {
        String key = newKey();
        List<String> told = List.of("ONE", "TWO", "THREE", "FOUR", "FIVE");

        told.forEach(name -> post("/api/events/publish", onTopic("order-cancelled", key, name)));

        assertThat(TopicReader.readUntil(kafka, "order-cancelled", key, "FIVE"))
                .extracting(record -> json.readTree(record.value()).at("/type").stringValue())
                .isEqualTo(told);
    }

    @Test
    void refusesATopicThatIsNotThereAndOneWithoutAKey() {
        for (String topic : List.of("orchestra.events", "", "order_completed")) {
            assertThat(post("/api/events/publish", onTopic(topic, newKey(), "ONE"))
                            .text("/code"))
                    .as(topic)
                    .isEqualTo("TOPIC_NOT_FOUND");
        }
        assertThat(post("/api/events/publish", """
                        {"event": "ONE", "topic": "order-completed", "order_id": "order_1", "occurred_at": "2026-11-22T10:00:00Z"}""").status()).isEqualTo(400);
    }

    private static String onTopic(String topic, String key, String name) {
        return """
                {"event": "%s", "topic": "%s", "key": "%s", "occurred_at": "2026-11-22T10:00:00Z",
                 "data": {"orderId": "1", "total_amount": 250.00}}""".formatted(name, topic, key);
    }

    static String event(String order, String name) {
        return """
                {"event": "%s", "order_id": "%s", "occurred_at": "2026-11-22T10:00:00Z", "device_fingerprint": "fp_hash_456",
                 "data": {"total": 250.00}}""".formatted(name, order);
    }
}
