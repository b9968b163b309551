package dev.orchestra.services.caching;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;

/** The Caching service over HTTP (docs/core-services.md, Caching service). Failures: see {@link ServiceCall}. */
public final class HttpCachingService implements CachingService {

    private final ServiceClient client;

    public HttpCachingService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Stored set(CacheCart cart) {
        return caching("set")
                .post(new Entry(key(cart.cartId()), cart.version(), cart.ttlSeconds(), cart.cart()), Stored.class);
    }

    @Override
    public CachedCart get(String cartId) {
        Found found = caching("get").query("key", key(cartId)).get(Found.class);
        return new CachedCart(found.hit(), found.version(), found.ageSeconds(), found.value());
    }

    @Override
    public Dropped delete(DropCart cart) {
        return caching("delete")
                .query("key", key(cart.cartId()))
                .query("version", Long.toString(cart.version()))
                .delete(Dropped.class);
    }

    private ServiceCall caching(String what) {
        return client.call(Service.CACHING, "api", "caching", what);
    }

    private static String key(String cartId) {
        return "cart:" + cartId + ":computed";
    }

    private record Entry(String key, long version, long ttlSeconds, Cart value) {}

    private record Found(boolean hit, Long version, Long ageSeconds, Cart value) {}
}
