package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.EXTRA;
import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Warning;
import java.util.ArrayList;
import java.util.List;

/** The three steps of {@code DELETE /cart}. One workflow task: all steps are local activities. */
public final class DeleteCartWorkflowImpl implements DeleteCartWorkflow {

    static final Step FIND_CART = new Step("0", "Find the owner's cart", Service.CART, TRY);
    static final Step DELETE = new Step("1", "Delete the cart", Service.CART, INSIST);
    static final Step DROP_CACHE = new Step("2", "Drop the cached cart", Service.CACHING, EXTRA);
    static final Step RELEASE = new Step("3", "Release held stock", Service.INVENTORY, EXTRA);

    private final List<Warning> warnings = new ArrayList<>();

    @Override
    public Answer run(Request request) {
        return CartRun.answer(
                () -> delete(request), refusal -> new Answer(request.fingerprint(), null, List.of(), refusal));
    }

    private Answer delete(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        String cartId = cartId(steps, request);
        CartService.Deleted deleted = steps.call(
                DELETE,
                CartService.class,
                carts -> carts.delete(steps.write(DELETE, new CartService.Delete(cartId, null, null, null, null))));
        // A cart that was gone already had some version: none of them is to come back.
        long version = deleted.version() == null ? Integer.MAX_VALUE : deleted.version();
        CartRun.orWarn(
                () -> steps.call(
                        DROP_CACHE,
                        CachingService.class,
                        caching -> caching.delete(new CachingService.DropCart(cartId, version))),
                new Warning("CACHE_UNAVAILABLE", "The fast read may show the deleted cart for a while."),
                warnings);
        // A cart that is open holds nothing, unless a checkout ended badly; and holds run out by themselves.
        CartRun.orWarn(
                () -> steps.call(
                        RELEASE,
                        InventoryService.class,
                        inventory -> inventory.releaseReservations(
                                new Undo<>(steps.key(RELEASE), null, new InventoryService.Release(null, cartId)))),
                new Warning("RELEASE_PENDING", "Stock that is still held becomes free within 15 minutes."),
                warnings);
        return new Answer(request.fingerprint(), cartId, warnings, null);
    }

    /**
     * Which cart. A basket that the owner had a moment ago and that is gone without a trace may have been deleted by this very run, before its worker
     * died: then its repetition goes on with what is left to do.
     */
    private static String cartId(Steps steps, Request request) {
        Cart cart = CartRun.find(steps, FIND_CART, request.ownerId(), request.cartId(), request.basketCartId());
        if (cart != null) {
            return cart.cartId();
        }
        if (request.basketCartId() == null || CartRun.becameAnOrder(steps, FIND_CART, request.basketCartId())) {
            throw CartRun.noCart();
        }
        return request.basketCartId();
    }
}
