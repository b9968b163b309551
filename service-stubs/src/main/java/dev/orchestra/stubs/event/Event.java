package dev.orchestra.stubs.event;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** What is written to the topic, keyed by {@code orderId}: the same {@code eventId} twice is the same event twice. */
record Event(
        String eventId, String event, String orderId, Instant occurredAt, String deviceFingerprint, JsonNode data) {}
