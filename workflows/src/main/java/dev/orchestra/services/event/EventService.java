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
}
