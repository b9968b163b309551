package dev.orchestra.cart;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.caching.CachingService.CachedCart;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.store.OwnerDirectory;
import io.temporal.failure.ApplicationFailure;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Service;

/** Reads without side effects: answered by the same activities, without a workflow. */
@Service
public class CartReads {

    /** A cache that takes longer is no help. */
    private static final Duration CACHE_PATIENCE = Duration.ofMillis(300);

    /** Questions to the cache that may hang at once; further readers go straight to the Cart service. */
    private static final int CACHE_QUESTIONS = 32;

    private final CachingService caching;
    private final CartService carts;
    private final OwnerDirectory owners;
    private final ExecutorService questions =
            new ThreadPoolExecutor(0, CACHE_QUESTIONS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "cache-question");
                thread.setDaemon(true);
                return thread;
            });

    public CartReads(CachingService caching, CartService carts, OwnerDirectory owners) {
        this.caching = caching;
        this.carts = carts;
        this.owners = owners;
    }

    /**
     * A cart as it was when last seen.
     *
     * @param cart null when the owner has none
     * @param cacheAgeSeconds null unless it is from the cache
     */
    record LastSeen(Cart cart, boolean fromCache, Long cacheAgeSeconds) {}

    /**
     * {@code GET /cart?compute=false}: 1 the cache, 2 on a miss the Cart service.
     *
     * @param cartId null for the owner's active basket
     * @throws Problem CART_NOT_FOUND when there is no such cart of this owner
     */
    LastSeen lastSeen(Owner owner, String cartId) {
        String known = cartId == null ? owner.basketCartId() : cartId;
        if (known != null) {
            LogField.CART_ID.is(known);
            Optional<CachedCart> cached = fromCache(known).filter(hit -> belongs(hit.cart(), owner));
            if (cached.isPresent()) {
                return new LastSeen(cached.get().cart(), true, cached.get().ageSeconds());
            }
        }
        Cart cart = cartId == null ? basket(owner) : named(owner, cartId);
        return new LastSeen(cart, false, null);
    }

    /** Empty for a miss, and for all that can be wrong with a cache. */
    private Optional<CachedCart> fromCache(String cartId) {
        Future<CachedCart> answer;
        try {
            answer = questions.submit(() -> caching.get(cartId));
        } catch (RejectedExecutionException busy) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer.get(CACHE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .filter(CachedCart::hit);
        } catch (ExecutionException | TimeoutException down) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            answer.cancel(true);
        }
    }

    private Cart named(Owner owner, String cartId) {
        return get(cartId)
                .filter(cart -> belongs(cart, owner))
                .orElseThrow(() -> new Problem(ErrorCode.CART_NOT_FOUND, "There is no such cart."));
    }

    /** The owner's active basket from the Cart service, or null; what we remembered of it is put right on the way. */
    private Cart basket(Owner owner) {
        if (owner.basketCartId() != null) {
            Optional<Cart> remembered = get(owner.basketCartId()).filter(cart -> belongs(cart, owner));
            if (remembered.isPresent()) {
                return remembered.get();
            }
        }
        try {
            Cart cart = carts.ofOwner(owner.ownerId()).cart();
            if (cart != null) {
                owners.rememberCart(owner.ownerId(), cart.cartId());
            }
            return cart;
        } catch (ApplicationFailure failure) {
            throw down();
        }
    }

    /** Empty when it is gone: it became an order or was cleared. */
    private Optional<Cart> get(String cartId) {
        try {
            return Optional.of(carts.get(cartId));
        } catch (ApplicationFailure failure) {
            if (HttpCartService.isGone(failure)) {
                return Optional.empty();
            }
            throw down();
        }
    }

    private static boolean belongs(Cart cart, Owner owner) {
        return cart != null && owner.ownerId().equals(cart.ownerId());
    }

    private static Problem down() {
        return new Problem(ErrorCode.SERVICE_UNAVAILABLE, "The cart cannot be read at the moment.")
                .with("service", "cart");
    }

    @PreDestroy
    void stop() {
        questions.shutdownNow();
    }
}
