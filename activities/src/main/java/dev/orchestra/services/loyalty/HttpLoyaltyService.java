package dev.orchestra.services.loyalty;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;

/** The Loyalty service over HTTP (docs/core-services.md, Loyalty service). Failures: see {@link ServiceCall}. */
public final class HttpLoyaltyService implements LoyaltyService {

    private final ServiceClient client;

    public HttpLoyaltyService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Quote quote(QuoteQuestion question) {
        return loyalty("quote").post(question, Quote.class);
    }

    @Override
    public Held hold(Write<Hold> write) {
        return loyalty("hold").idempotent(write.key()).post(write.body(), Held.class);
    }

    @Override
    public Released release(Undo<Release> undo) {
        return loyalty("release").undo(undo).post(undo.body(), Released.class);
    }

    @Override
    public Burnt burn(Write<Burn> write) {
        return loyalty("burn").idempotent(write.key()).post(write.body(), Burnt.class);
    }

    @Override
    public Earned earn(Write<Earn> write) {
        return loyalty("earn").idempotent(write.key()).post(write.body(), Earned.class);
    }

    private ServiceCall loyalty(String what) {
        return client.call(Service.LOYALTY, "api", "loyalty", what);
    }
}
