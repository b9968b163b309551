package dev.orchestra.services.event;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The Event service over HTTP (docs/core-services.md, Event service). Failures: see {@link ServiceCall}. */
public final class HttpEventService implements EventService {

    // Topics, and the types of the events on them.
    private static final String RESERVATION_EXPIRED = "reservation-expired";
    private static final String ORDER_COMPLETED = "order-completed";
    private static final String ORDER_CANCELLED = "order-cancelled";

    private final ServiceClient client;
    private final DeviceFingerprints fingerprints;

    public HttpEventService(ServiceClient client, DeviceFingerprints fingerprints) {
        this.client = client;
        this.fingerprints = fingerprints;
    }

    @Override
    public Published publish(Write<Publish> write) {
        Publish event = write.body();
        String fingerprint =
                fingerprints.ofCheckoutRequest(event.checkoutRequestId()).orElse(null);
        return client.call(Service.EVENT, "api", "events", "publish")
                .idempotent(write.key())
                .post(
                        new Event(event.event(), event.orderId(), event.occurredAt(), fingerprint, event.data()),
                        Published.class);
    }

    @Override
    public Published reservationExpired(Write<ReservationExpired> write) {
        ReservationExpired event = write.body();
        return publish(
                write.key(),
                RESERVATION_EXPIRED,
                event.reservationId(),
                event.occurredAt(),
                new ExpiredSeat(
                        event.reservationId(), event.eventId(), event.seatId(), event.ownerId(), event.orderId()));
    }

    @Override
    public Published ticketOrderEnded(Write<TicketOrderEnded> write) {
        TicketOrderEnded event = write.body();
        List<OrderedSeat> seats = event.items().stream()
                .map(item -> new OrderedSeat(item.seatId(), item.eventId(), item.reservationId(), item.price()))
                .toList();
        return publish(
                write.key(),
                event.completed() ? ORDER_COMPLETED : ORDER_CANCELLED,
                event.orderId(),
                event.occurredAt(),
                new EndedOrder(
                        event.orderId(),
                        event.ownerId(),
                        event.totalAmount(),
                        event.currency(),
                        seats,
                        event.reason()));
    }

    private Published publish(String idempotencyKey, String topic, String key, Instant occurredAt, Object data) {
        return client.call(Service.EVENT, "api", "events", "publish")
                .idempotent(idempotencyKey)
                .post(new EventOnTopic(topic, topic, key, occurredAt, data), Published.class);
    }

    private record Event(String event, String orderId, Instant occurredAt, String deviceFingerprint, Data data) {}

    private record EventOnTopic(String event, String topic, String key, Instant occurredAt, Object data) {}

    // What goes on the topic as it is, in the form of docs/events.

    @JsonNaming(LowerCamelCaseStrategy.class)
    private record ExpiredSeat(String reservationId, String eventId, String seatId, String ownerId, String orderId) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    private record EndedOrder(
            String orderId,
            String ownerId,
            BigDecimal totalAmount,
            String currency,
            List<OrderedSeat> items,
            String reason) {}

    @JsonNaming(LowerCamelCaseStrategy.class)
    private record OrderedSeat(String seatId, String eventId, String reservationId, BigDecimal price) {}
}
