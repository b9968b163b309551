package dev.orchestra.services.inventory;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;

/** The Inventory service over HTTP (docs/core-services.md, Inventory service). Failures: see {@link ServiceCall}. */
public final class HttpInventoryService implements InventoryService {

    private final ServiceClient client;

    public HttpInventoryService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Availability checkAvailability(CheckAvailability question) {
        return inventory("check-availability").post(question, Availability.class);
    }

    @Override
    public Reservation reserve(Write<Reserve> write) {
        return inventory("reserve").idempotent(write.key()).post(write.body(), Reservation.class);
    }

    @Override
    public Released releaseReservations(Undo<Release> undo) {
        return inventory("release-reservations").undo(undo).post(undo.body(), Released.class);
    }

    @Override
    public Deducted deduct(Write<Deduct> write) {
        return inventory("deduct").idempotent(write.key()).post(write.body(), Deducted.class);
    }

    private ServiceCall inventory(String what) {
        return client.call(Service.INVENTORY, "api", "inventory", what);
    }
}
