package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.EXTRA;
import static dev.orchestra.support.Step.Kind.INSIST;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.support.Operation;
import dev.orchestra.support.OperationRefused;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Warning;
import dev.orchestra.support.Write;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** What the runs of all cart operations do alike: how they end, which cart they are about, how they compute and cache it. */
final class CartRun {

    private static final Step APPLY_ONLY = new Step("2", "Apply the operations", Service.CART, INSIST);
    private static final Step CACHE_ONLY = new Step("3", "Cache the cart", Service.CACHING, EXTRA);

    private CartRun() {}

    /** The end of an operation: its answer, a refusal as a value, or a failed run when a service that it needs is away. */
    static <A> A answer(Functions.Func<A> operation, Functions.Func1<Refusal, A> refused) {
        return Operation.answer(operation, Refusal::meaning, refused);
    }

    /** Says in the Temporal UI which cart the run is about. */
    static void isAbout(Cart cart) {
        Workflow.upsertTypedSearchAttributes(SearchAttributes.CART_ID.valueSet(cart.cartId()));
    }

    static void refuseLocked(Cart cart) {
        if (cart.lockedBy() != null) {
            throw new OperationRefused(Refusal.locked(cart.lockedBy()));
        }
    }

    /**
     * The cart that an operation is about: the named one, else the owner's active basket, or null when there is none.
     *
     * @param basketCartId the basket as last seen, null when none is known; asked first, because it nearly always still is
     */
    static Cart find(Steps steps, Step step, String ownerId, String cartId, String basketCartId) {
        if (cartId != null) {
            Cart named = get(steps, step, cartId);
            if (named == null || !ownerId.equals(named.ownerId())) {
                throw new OperationRefused(Refusal.of("CART_NOT_FOUND", "There is no such cart."));
            }
            isAbout(named);
            return named;
        }
        Cart basket = basketCartId == null ? null : get(steps, step, basketCartId);
        if (basket == null || !ownerId.equals(basket.ownerId()) || !"BASKET".equals(basket.kind())) {
            basket = steps.call(step, CartService.class, carts -> carts.ofOwner(ownerId))
                    .cart();
        }
        if (basket != null) {
            isAbout(basket);
        }
        return basket;
    }

    /** As {@link #find}, when there must be one. */
    static Cart findOrRefuse(Steps steps, Step step, String ownerId, String cartId, String basketCartId) {
        Cart cart = find(steps, step, ownerId, cartId, basketCartId);
        if (cart == null) {
            throw noCart();
        }
        return cart;
    }

    static OperationRefused noCart() {
        return new OperationRefused(Refusal.of("CART_NOT_FOUND", "There is no cart yet: put something into it first."));
    }

    /** Whether a cart that is gone went the way of an order. */
    static boolean becameAnOrder(Steps steps, Step step, String cartId) {
        try {
            steps.call(step, CartService.class, carts -> carts.get(cartId));
            return false;
        } catch (ServiceFailure.Refused refused) {
            return refused.is("CART_DELETED");
        }
    }

    private static Cart get(Steps steps, Step step, String cartId) {
        try {
            return steps.call(step, CartService.class, carts -> carts.get(cartId));
        } catch (ServiceFailure.Refused refused) {
            if (refused.is("CART_NOT_FOUND") || refused.is("CART_DELETED")) {
                return null;
            }
            throw refused;
        }
    }

    /** Computes the cart; what was applied to it stays applied when that cannot be done: the next read computes. */
    static Cart computed(Pricing pricing, Cart cart, Pricing.Facts facts, List<Warning> warnings) {
        try {
            Pricing.Priced priced = pricing.compute(cart, facts, null);
            priced.warnings().stream()
                    .filter(warning -> !warnings.contains(warning))
                    .forEach(warnings::add);
            return priced.cart();
        } catch (ServiceFailure failure) {
            warnings.add(new Warning("TOTALS_PENDING", "The totals will be computed with the next read."));
            return cart;
        }
    }

    static void cache(Steps steps, Step step, Cart cart, List<Warning> warnings) {
        orWarn(
                () -> steps.call(
                        step,
                        CachingService.class,
                        caching -> caching.set(new CachingService.CacheCart(
                                cart.cartId(), cart.version(), StepCatalogue.CACHED_CART.toSeconds(), cart))),
                new Warning("CACHE_UNAVAILABLE", "The fast read of the cart may be behind for a while."),
                warnings);
    }

    /** Does what the operation can do without. */
    static void orWarn(Runnable step, Warning warning, List<Warning> warnings) {
        try {
            step.run();
        } catch (ServiceFailure failure) {
            warnings.add(warning);
        }
    }

    /**
     * The owner's basket as it is now. Its key is new in each run: a request that failed may run again much later under its own key, and must not be
     * given the basket as it was then.
     */
    static Cart basket(Steps steps, Step step, String ownerId) {
        return findOrCreate(steps, step, steps.key(step) + "/" + Workflow.randomUUID(), ownerId, "BASKET");
    }

    /** A new express cart, the same one in each run of a request. */
    static Cart express(Steps steps, Step step, String ownerId) {
        return findOrCreate(steps, step, steps.key(step), ownerId, "EXPRESS");
    }

    private static Cart findOrCreate(Steps steps, Step step, String key, String ownerId, String kind) {
        Write<CartService.FindOrCreate> write = new Write<>(key, new CartService.FindOrCreate(ownerId, kind));
        Cart cart = steps.call(step, CartService.class, carts -> carts.findOrCreate(write));
        isAbout(cart);
        return cart;
    }

    /** The two steps that apply operations to a cart and do nothing else. */
    static UpdateCartItemsWorkflow.Answer applyOnly(
            Steps steps, Cart cart, String fingerprint, List<CartOperation> operations) {
        List<Warning> warnings = new ArrayList<>();
        CartService.BatchApplied batch = steps.call(
                APPLY_ONLY,
                CartService.class,
                carts -> carts.applyOperations(
                        steps.write(APPLY_ONLY, new CartService.Batch(cart.cartId(), operations, null))));
        cache(steps, CACHE_ONLY, batch.cart(), warnings);
        return new UpdateCartItemsWorkflow.Answer(
                fingerprint,
                batch.operationsApplied(),
                batch.results(),
                batch.cart(),
                batch.cart().couponsApplied(),
                warnings,
                null);
    }
}
