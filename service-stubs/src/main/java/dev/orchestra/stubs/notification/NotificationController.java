package dev.orchestra.stubs.notification;

import dev.orchestra.stubs.notification.Notification.Channel;
import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The HTTP face of the Notification service. */
@RestController
@RequestMapping("/api/notifications")
class NotificationController {

    private static final String SERVICE = "notification";

    private final Notifications notifications;
    private final IdempotentWrites writes;

    NotificationController(Notifications notifications, IdempotentWrites writes) {
        this.notifications = notifications;
        this.writes = writes;
    }

    @PostMapping("/send")
    Sent send(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid SendRequest request) {
        return writes.once(
                SERVICE,
                key,
                request,
                Sent.class,
                () -> new Sent(request.channels().stream()
                        .distinct()
                        .sorted()
                        .map(channel -> new SentTo(
                                notifications.send(
                                        request.orderId(),
                                        request.ownerId(),
                                        request.template(),
                                        channel,
                                        request.data()),
                                channel))
                        .toList()));
    }

    @GetMapping
    NotificationList notifications(@RequestParam("order_id") @NotBlank String orderId) {
        return new NotificationList(notifications.ofOrder(orderId));
    }

    record SendRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 64) String ownerId,
            @NotBlank @Size(max = 64) String template,
            @NotEmpty List<@NotNull Channel> channels,
            JsonNode data) {}

    record Sent(List<SentTo> sent) {}

    record SentTo(String id, Channel channel) {}

    record NotificationList(List<Notification> notifications) {}
}
