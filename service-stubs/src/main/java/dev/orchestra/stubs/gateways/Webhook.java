package dev.orchestra.stubs.gateways;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** A message to the merchant, ready to send; {@code attempts} counts the one under way. */
record Webhook(
        long id,
        String eventId,
        Gateway gateway,
        String event,
        URI url,
        Map<String, String> headers,
        String body,
        State state,
        int attempts,
        Integer lastStatus,
        String lastError,
        Instant writtenAt,
        Instant dueAt,
        Instant deliveredAt) {

    /** {@code DROPPED}: a rule wanted it lost. */
    enum State {
        WAITING,
        DELIVERED,
        GIVEN_UP,
        DROPPED
    }
}
