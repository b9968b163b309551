package dev.orchestra.services.notification;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Write;

/** The Notification service over HTTP (docs/core-services.md, Notification service). Failures: see {@link ServiceCall}. */
public final class HttpNotificationService implements NotificationService {

    private final ServiceClient client;

    public HttpNotificationService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Sent send(Write<Send> write) {
        return client.call(Service.NOTIFICATION, "api", "notifications", "send")
                .idempotent(write.key())
                .post(write.body(), Sent.class);
    }
}
