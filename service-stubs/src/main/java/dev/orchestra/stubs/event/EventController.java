package dev.orchestra.stubs.event;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The HTTP face of the Event service. */
@RestController
@RequestMapping("/api/events")
class EventController {

    private static final String SERVICE = "event";

    private final Events events;
    private final List<String> topics;
    private final IdempotentWrites writes;

    EventController(Events events, EventProperties properties, IdempotentWrites writes) {
        this.events = events;
        this.topics = properties.topics();
        this.writes = writes;
    }

    /** Answers once the event is stored, whether Kafka is there or not. */
    @PostMapping("/publish")
    Published publish(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid PublishRequest request) {
        if (request.topic() != null && !topics.contains(request.topic())) {
            throw new Refusal(HttpStatus.NOT_FOUND, "TOPIC_NOT_FOUND", "There is no such topic.");
        }
        String topic = request.topic() == null ? Event.ORDERS : request.topic();
        String eventKey = request.topic() == null ? request.orderId() : request.key();
        if (eventKey == null || eventKey.isBlank()) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST, "BAD_REQUEST", "An event has a topic and a key, or else an order_id.");
        }
        return writes.once(SERVICE, key, request, Published.class, () -> {
            // The id follows from the key: whoever knows the request knows the event.
            UUID id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
            Event event = new Event(
                    "evt_" + id.toString().replace("-", ""),
                    request.event(),
                    topic,
                    eventKey,
                    request.occurredAt(),
                    request.deviceFingerprint(),
                    request.data());
            events.add(event);
            return new Published(event.eventId());
        });
    }

    /**
     * @param topic null: that of orders, which nobody names
     * @param key with a topic what {@code orderId} is without
     */
    record PublishRequest(
            @NotBlank @Size(max = 64) String event,
            String topic,
            @Size(min = 1, max = 64) String key,
            @Size(min = 1, max = 64) String orderId,
            @NotNull Instant occurredAt,
            @Size(max = 255) String deviceFingerprint,
            JsonNode data) {}

    record Published(String eventId) {}
}
