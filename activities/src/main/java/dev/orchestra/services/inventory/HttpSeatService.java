package dev.orchestra.services.inventory;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.time.Instant;
import java.util.stream.Stream;

/** Seats of the Inventory service over HTTP (docs/core-services.md, Inventory service: seats). Failures: see {@link ServiceCall}. */
public final class HttpSeatService implements SeatService {

    private final ServiceClient client;

    public HttpSeatService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Reservations reserve(Write<Reserve> write) {
        return reservations().idempotent(write.key()).post(write.body(), Reservations.class);
    }

    @Override
    public Reservation release(Undo<Release> undo) {
        return reservations(undo.body().reservationId())
                .query("ownerId", undo.body().ownerId())
                .undo(undo)
                .delete(Reservation.class);
    }

    @Override
    public Reservation extend(Write<Extend> write) {
        return reservations(write.body().reservationId(), "extend")
                .idempotent(write.key())
                .post(new End(write.body().expiresAt()), Reservation.class);
    }

    @Override
    public Reservations claim(Write<OfOrder> write) {
        return reservations("claim").idempotent(write.key()).post(write.body(), Reservations.class);
    }

    @Override
    public Reservations unclaim(Undo<OfOrder> undo) {
        return reservations("unclaim").undo(undo).post(undo.body(), Reservations.class);
    }

    @Override
    public Reservations reclaim(Write<OfOrder> write) {
        return reservations("reclaim").idempotent(write.key()).post(write.body(), Reservations.class);
    }

    @Override
    public Reservations confirm(Write<OfOrder> write) {
        return reservations("confirm").idempotent(write.key()).post(write.body(), Reservations.class);
    }

    @Override
    public Reservations releaseClaimed(Undo<OfOrder> undo) {
        return reservations("release").undo(undo).post(undo.body(), Reservations.class);
    }

    private ServiceCall reservations(String... path) {
        String[] whole =
                Stream.concat(Stream.of("reservations"), Stream.of(path)).toArray(String[]::new);
        return client.call(Service.INVENTORY, whole).camelCase();
    }

    private record End(Instant expiresAt) {}
}
