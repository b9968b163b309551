package dev.orchestra.services.event;

import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The Event service (docs/core-services.md, Event service). */
@ActivityInterface(namePrefix = "Event.")
public interface EventService {

    /**
     * {@code POST /api/events/publish}. The device fingerprint is personal: the workflow only refers to the stored request, and the
     * activity adds the fingerprint on its way out.
     */
    Published publish(Write<Publish> write);

    /** The same, on the topic {@code reservation-expired} (docs/events), keyed by the reservation. */
    Published reservationExpired(Write<ReservationExpired> write);

    /** The same, on the topic {@code order-completed} or {@code order-cancelled} (docs/events), keyed by the order. */
    Published ticketOrderEnded(Write<TicketOrderEnded> write);

    record Publish(String event, String orderId, Instant occurredAt, String checkoutRequestId, Data data)
            implements AboutOrder {}

    record Data(
            String orderNumber,
            String ownerId,
            String cartId,
            String channel,
            BigDecimal total,
            String currency,
            List<String> storeIds) {}

    record Published(String eventId) {}

    /** @param orderId the draft that the seat was in, null for none */
    record ReservationExpired(
            String reservationId, String eventId, String seatId, String ownerId, String orderId, Instant occurredAt)
            implements AboutOrder {}

    /**
     * @param completed else cancelled
     * @param reason why it was cancelled: {@code EXPIRED} or {@code CANCELLED}; null when completed
     */
    record TicketOrderEnded(
            String orderId,
            String ownerId,
            boolean completed,
            String reason,
            BigDecimal totalAmount,
            String currency,
            Instant occurredAt,
            List<TicketItem> items)
            implements AboutOrder {}

    record TicketItem(String seatId, String eventId, String reservationId, BigDecimal price) {}
}
