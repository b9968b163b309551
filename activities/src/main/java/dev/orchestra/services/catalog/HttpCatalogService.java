package dev.orchestra.services.catalog;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;

/** The Catalog service over HTTP (docs/core-services.md, Catalog service). Failures: see {@link ServiceCall}. */
public final class HttpCatalogService implements CatalogService {

    private final ServiceClient client;

    public HttpCatalogService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Seat seat(String seatId) {
        return catalog("seats", seatId).get(Seat.class);
    }

    @Override
    public SeatMap seatMap(String eventId) {
        return catalog("events", eventId, "seatmap").get(SeatMap.class);
    }

    private ServiceCall catalog(String... path) {
        return client.call(Service.CATALOG, path).camelCase();
    }
}
