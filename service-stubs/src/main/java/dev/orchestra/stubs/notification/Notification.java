package dev.orchestra.stubs.notification;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** A message that went out about an order; {@code data} is what the template was filled in with. */
record Notification(String id, String orderId, String template, Channel channel, JsonNode data, Instant sentAt) {

    enum Channel {
        EMAIL,
        SMS,
        PUSH
    }
}
