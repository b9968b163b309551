package dev.orchestra.services.shipping;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;

/** Delivery rates over HTTP (docs/core-services.md, Seller order and fulfilment). Failures: see {@link ServiceCall}. */
public final class HttpShippingService implements ShippingService {

    private final ServiceClient client;

    public HttpShippingService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Rates calculateRate(CalculateRate question) {
        return client.call(Service.SHIPPING, "api", "shipping", "calculate-rate")
                .post(question, Rates.class);
    }
}
