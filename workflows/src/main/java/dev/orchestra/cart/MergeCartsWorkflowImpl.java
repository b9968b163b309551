package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.EXTRA;
import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.Change;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Write;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Brings a guest's basket into the customer's. Each of the two is changed only as it was read: what was done to them meanwhile is not overwritten, but
 * taken into account in another round.
 */
public final class MergeCartsWorkflowImpl implements MergeCartsWorkflow {

    static final Step GUEST_CART = new Step("1", "Get the guest's basket", Service.CART, TRY);
    static final Step CUSTOMER_CART = new Step("2", "Get or create the customer's basket", Service.CART, TRY);
    static final Step BRING_GOODS = new Step("3", "Bring the goods along", Service.CART, INSIST);
    static final Step BRING_COUPONS = new Step("4", "Bring the coupons along", Service.CART, INSIST);
    static final Step DELETE = new Step("5", "Delete the guest's basket", Service.CART, INSIST);
    static final Step DROP_CACHE = new Step("6", "Drop the guest's cached cart", Service.CACHING, EXTRA);

    /** As many as a cart can have (docs/core-services.md). */
    private static final int MOST_COUPONS = 20;

    @Override
    public Answer run(Request request) {
        return CartRun.answer(
                () -> merge(request), refusal -> new Answer(Outcome.NOT_NOW, request.customerOwnerId(), null));
    }

    private static Answer merge(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        while (true) {
            try {
                return mergeAsRead(steps, request);
            } catch (ServiceFailure.Refused refused) {
                if (!refused.is("CART_CHANGED")) {
                    throw refused;
                }
                // One of the two was changed since it was read: what is wanted is decided anew.
            }
        }
    }

    private static Answer mergeAsRead(Steps steps, Request request) {
        Cart guest = steps.call(GUEST_CART, CartService.class, carts -> carts.ofOwner(request.guestOwnerId()))
                .cart();
        if (guest == null) {
            return new Answer(Outcome.MERGED, request.customerOwnerId(), null);
        }
        CartRun.refuseLocked(guest);
        Cart customer = CartRun.basket(steps, CUSTOMER_CART, request.customerOwnerId());
        CartRun.refuseLocked(customer);
        // By what decides what is brought: another round, also one of a later run, brings something else.
        String version = "/" + guest.version() + "/" + customer.cartId() + "/" + customer.version();
        bringCoupons(steps, version, guest, bringGoods(steps, version, guest, customer));
        delete(steps, version, guest);
        return new Answer(Outcome.MERGED, request.customerOwnerId(), customer.cartId());
    }

    /** @return the customer's basket with the goods */
    private static Cart bringGoods(Steps steps, String version, Cart guest, Cart customer) {
        List<CartOperation> operations = new ArrayList<>();
        for (Cart.Line line : guest.items()) {
            int theirs = customer.items().stream()
                    .filter(other -> isSame(line, other))
                    .mapToInt(Cart.Line::quantity)
                    .findFirst()
                    .orElse(0);
            if (line.quantity() > theirs) {
                operations.add(new CartOperation(
                        CartOperation.Op.SET,
                        line.productId(),
                        line.variantId(),
                        null,
                        line.quantity(),
                        line.addons().stream()
                                .map(addon -> new CartOperation.Addon(addon.addonId(), addon.quantity()))
                                .toList()));
            }
        }
        if (operations.isEmpty()) {
            return customer;
        }
        return steps.call(
                        BRING_GOODS,
                        CartService.class,
                        carts -> carts.applyOperations(new Write<>(
                                steps.key(BRING_GOODS) + version,
                                new CartService.Batch(customer.cartId(), operations, customer.version()))))
                .cart();
    }

    /** The same line: product, variant and addons together. */
    private static boolean isSame(Cart.Line one, Cart.Line other) {
        return one.productId().equals(other.productId())
                && Objects.equals(one.variantId(), other.variantId())
                && addons(one).equals(addons(other));
    }

    private static Set<String> addons(Cart.Line line) {
        Set<String> addons = new LinkedHashSet<>();
        line.addons().forEach(addon -> addons.add(addon.addonId() + " " + addon.quantity()));
        return addons;
    }

    private static void bringCoupons(Steps steps, String version, Cart guest, Cart customer) {
        Set<String> codes = new LinkedHashSet<>(customer.couponCodes());
        guest.couponCodes().stream().filter(code -> codes.size() < MOST_COUPONS).forEach(codes::add);
        if (codes.size() == customer.couponCodes().size()) {
            return;
        }
        OptionsChange change = new OptionsChange(
                new Change<>(codes.stream().map(OptionsChange.Coupon::new).toList()),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        steps.call(
                BRING_COUPONS,
                CartService.class,
                carts -> carts.chooseOptions(new Write<>(
                        steps.key(BRING_COUPONS) + version,
                        new CartService.Choose(customer.cartId(), change, customer.version()))));
    }

    private static void delete(Steps steps, String version, Cart guest) {
        steps.call(
                DELETE,
                CartService.class,
                carts -> carts.delete(new Write<>(
                        steps.key(DELETE) + version,
                        new CartService.Delete(guest.cartId(), null, null, null, guest.version()))));
        try {
            steps.call(
                    DROP_CACHE,
                    CachingService.class,
                    caching -> caching.delete(new CachingService.DropCart(guest.cartId(), guest.version())));
        } catch (ServiceFailure failure) {
            // Nobody looks for it any more: the guest has no basket now.
        }
    }
}
