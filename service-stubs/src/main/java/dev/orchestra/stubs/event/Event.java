package dev.orchestra.stubs.event;

import dev.orchestra.stubs.support.CamelCase;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened, on its way to a topic: the same {@code eventId} twice is the same event twice, and those of
 * one {@code key} stay in their order.
 *
 * @param deviceFingerprint only told of orders, null otherwise
 * @param data goes as it came; may be null
 */
public record Event(
        String eventId,
        String event,
        String topic,
        String key,
        Instant occurredAt,
        String deviceFingerprint,
        JsonNode data) {

    /** The topic of what happens to orders, whose key is the order's id; its messages have a form of their own. */
    static final String ORDERS = "orchestra.events";

    /** What is written to the topic. */
    Object message() {
        return topic.equals(ORDERS)
                ? new OfOrder(eventId, event, key, occurredAt, deviceFingerprint, data)
                : new OnTopic(eventId, event, occurredAt, data);
    }

    private record OfOrder(
            String eventId,
            String event,
            String orderId,
            Instant occurredAt,
            String deviceFingerprint,
            JsonNode data) {}

    @CamelCase
    private record OnTopic(String messageId, String type, Instant occurredAt, JsonNode data) {}
}
