package dev.orchestra.cart;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.store.OwnerDirectory;
import io.temporal.failure.ApplicationFailure;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Reads without side effects: answered by the same activities, without a workflow. */
@Service
public class CartReads {

    private final CachingService caching;
    private final CartService carts;
    private final OwnerDirectory owners;

    public CartReads(CachingService caching, CartService carts, OwnerDirectory owners) {
        this.caching = caching;
        this.carts = carts;
        this.owners = owners;
    }

    /** {@code GET /cart?compute=false}: 1 the cache, 2 on a miss the Cart service. */
    CartController.CachedCartAnswer cached(Owner owner) {
        if (owner.basketCartId() != null) {
            CachingService.CachedCart cached = fromCache(owner.basketCartId());
            if (cached.hit() && owner.ownerId().equals(cached.cart().ownerId())) {
                return new CartController.CachedCartAnswer(true, true, cached.cart(), cached.ageSeconds());
            }
        }
        return new CartController.CachedCartAnswer(true, false, basket(owner).orElse(null), null);
    }

    private CachingService.CachedCart fromCache(String cartId) {
        try {
            return caching.get(cartId);
        } catch (ApplicationFailure down) {
            return new CachingService.CachedCart(false, null, null, null);
        }
    }

    /** The owner's active basket from the Cart service; what we remembered of it is put right on the way. */
    private Optional<Cart> basket(Owner owner) {
        try {
            if (owner.basketCartId() != null) {
                Cart cart = carts.get(owner.basketCartId());
                if (owner.ownerId().equals(cart.ownerId())) {
                    return Optional.of(cart);
                }
            }
        } catch (ApplicationFailure failure) {
            if (!HttpCartService.isGone(failure)) {
                throw down();
            }
            // The remembered cart is gone: it became an order or was cleared.
        }
        return activeBasket(owner);
    }

    private Optional<Cart> activeBasket(Owner owner) {
        try {
            Cart cart = carts.ofOwner(owner.ownerId()).cart();
            if (cart != null) {
                owners.rememberCart(owner.ownerId(), cart.cartId());
            }
            return Optional.ofNullable(cart);
        } catch (ApplicationFailure failure) {
            throw down();
        }
    }

    private static Problem down() {
        return new Problem(ErrorCode.SERVICE_UNAVAILABLE, "The cart cannot be read at the moment.")
                .with("service", "cart");
    }
}
