package dev.orchestra.services.notification;

import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.util.List;

/** The Notification service (docs/core-services.md, Notification service). It knows the contact data; the checkout does not. */
@ActivityInterface(namePrefix = "Notification.")
public interface NotificationService {

    /** {@code POST /api/notifications/send}: at most one for each order, template and channel. */
    Sent send(Write<Send> write);

    record Send(String orderId, String ownerId, String template, List<String> channels, Data data)
            implements AboutOrder {}

    record Data(String orderNumber, BigDecimal total, String currency) {}

    record Sent(List<SentMessage> sent) {}

    record SentMessage(String id, String channel) {}
}
