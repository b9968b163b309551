package dev.orchestra.stubs.event;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
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

    private final Outbox outbox;
    private final EventPublisher publisher;
    private final IdempotentWrites writes;

    EventController(Outbox outbox, EventPublisher publisher, IdempotentWrites writes) {
        this.outbox = outbox;
        this.publisher = publisher;
        this.writes = writes;
    }

    /** Answers once the event is stored, whether Kafka is there or not. */
    @PostMapping("/publish")
    Published publish(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid PublishRequest request) {
        Published published = writes.once(SERVICE, key, request, Published.class, () -> {
            // The id follows from the key: whoever knows the request knows the event.
            UUID id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
            Event event = new Event(
                    "evt_" + id.toString().replace("-", ""),
                    request.event(),
                    request.orderId(),
                    request.occurredAt(),
                    request.deviceFingerprint(),
                    request.data());
            outbox.add(event);
            return new Published(event.eventId());
        });
        publisher.wake();
        return published;
    }

    record PublishRequest(
            @NotBlank @Size(max = 64) String event,
            @NotBlank @Size(max = 64) String orderId,
            @NotNull Instant occurredAt,
            @Size(max = 255) String deviceFingerprint,
            JsonNode data) {}

    record Published(String eventId) {}
}
