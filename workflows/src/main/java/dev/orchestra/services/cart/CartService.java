package dev.orchestra.services.cart;

import dev.orchestra.support.AboutCart;
import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The Cart service (docs/core-services.md, Cart service). */
@ActivityInterface(namePrefix = "Cart.")
public interface CartService {

    /** {@code POST /api/carts/find-or-create}. */
    Cart findOrCreate(Write<FindOrCreate> write);

    /** {@code GET /api/carts/{cart_id}}. Refusals: CART_NOT_FOUND, CART_DELETED. */
    Cart get(String cartId);

    /** {@code GET /api/carts?owner_id=}. */
    OwnerCarts ofOwner(String ownerId);

    /** {@code POST /api/carts/{cart_id}/items/batch}. Refusals: CART_NOT_FOUND, CART_LOCKED, CART_CHANGED, TOO_MANY_LINES. */
    BatchApplied applyOperations(Write<Batch> write);

    /** {@code PUT /api/carts/{cart_id}/options}. Refusals: CART_NOT_FOUND, CART_LOCKED, CART_CHANGED. */
    Cart chooseOptions(Write<Choose> write);

    /** {@code POST /api/carts/{cart_id}/compute}. Refusals: CART_NOT_FOUND, CART_LOCKED, QUOTE_INPUT_MISSING, QUOTE_OUTDATED. */
    Cart compute(Write<Compute> write);

    /** {@code POST /api/carts/{cart_id}/lock}. Refusals: CART_NOT_FOUND, CART_DELETED, CART_LOCKED, ATTEMPT_OVER. */
    Cart lock(Write<Lock> write);

    /** {@code POST /api/carts/{cart_id}/unlock}: ends the attempt. Null when there is no such cart any more. */
    Cart unlock(Undo<Unlock> undo);

    /**
     * {@code POST /api/carts/{cart_id}/relock}: locks the cart again for an attempt that was unlocked, as long as none has begun since and the cart is as it was. Undone by
     * {@link #unlock}. Refusals: CART_NOT_FOUND, CART_DELETED, CART_LOCKED, ATTEMPT_OVER, CART_CHANGED.
     */
    Cart relock(Write<Relock> write);

    /** {@code DELETE /api/carts/{cart_id}}. Refusals: CART_LOCKED, CART_CHANGED. */
    Deleted delete(Write<Delete> write);

    record FindOrCreate(String ownerId, String kind) {}

    /** @param version only the cart of this version, null for any */
    record Batch(String cartId, List<CartOperation> operations, Long version) implements AboutCart {}

    record BatchApplied(int operationsApplied, List<OperationResult> results, Cart cart) {}

    /** @param version only the cart of this version, null for any */
    record Choose(String cartId, OptionsChange change, Long version) implements AboutCart {}

    /** @param attempt the checkout attempt that holds the lock, null for an open cart */
    record Compute(String cartId, Integer attempt, ComputeInputs inputs) implements AboutCart {}

    record Lock(String cartId, int attempt, String orderId) implements AboutCart, AboutOrder {}

    /** @param version the cart's when it was locked first */
    record Relock(String cartId, int attempt, String orderId, long version) implements AboutCart, AboutOrder {}

    record Unlock(String cartId, int attempt) implements AboutCart {}

    /**
     * The three of the order are null when a customer clears the cart.
     *
     * @param version only the cart of this version, null for any
     */
    record Delete(String cartId, String orderId, Integer attempt, BigDecimal total, Long version)
            implements AboutCart, AboutOrder {}

    /** @param version the cart's last one; null when it was gone already */
    record Deleted(String cartId, boolean deleted, Long version) {}

    /** @param cart the owner's active basket, or null; @param tombstone the latest cart that became an order, or null */
    record OwnerCarts(Cart cart, Tombstone tombstone) {}

    record Tombstone(String cartId, String orderId, Integer attempt, BigDecimal total, Instant deletedAt) {}
}
