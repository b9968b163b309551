package dev.orchestra.services.caching;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.AboutCart;
import io.temporal.activity.ActivityInterface;

/** The Caching service (docs/core-services.md, Caching service). Its sets and deletes are idempotent by the cart's version. */
@ActivityInterface(namePrefix = "Caching.")
public interface CachingService {

    /** {@code POST /api/caching/set}: loses against a newer version. */
    Stored set(CacheCart cart);

    /** {@code GET /api/caching/get}. */
    CachedCart get(String cartId);

    /** {@code DELETE /api/caching/delete}: a late set of this version or an older one loses for a minute. */
    Dropped delete(DropCart cart);

    record CacheCart(String cartId, long version, long ttlSeconds, Cart cart) implements AboutCart {}

    record Stored(boolean stored) {}

    /** @param cart null unless {@code hit} */
    record CachedCart(boolean hit, Long version, Long ageSeconds, Cart cart) {}

    record DropCart(String cartId, long version) implements AboutCart {}

    record Dropped(boolean deleted) {}
}
