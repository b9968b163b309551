package dev.orchestra.services.event;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Write;
import java.time.Instant;

/** The Event service over HTTP (docs/core-services.md, Event service). Failures: see {@link ServiceCall}. */
public final class HttpEventService implements EventService {

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
        throw new UnsupportedOperationException();
    }

    @Override
    public Published ticketOrderEnded(Write<TicketOrderEnded> write) {
        throw new UnsupportedOperationException();
    }

    private record Event(String event, String orderId, Instant occurredAt, String deviceFingerprint, Data data) {}
}
