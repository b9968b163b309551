package dev.orchestra.checkout;

import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.INSIST_REGULAR;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.cart.Pricing;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;

/** The steps of place-order, by the numbers of the cart API; what it needs but does not number has a letter. */
final class PlaceOrderSteps {

    // Phase 1: the caller waits.
    static final HoldSteps HOLD = new HoldSteps(
            new Step("1", "Get the cart and lock it for this attempt", Service.CART, TRY),
            new Step("3", "Reserve stock", Service.INVENTORY, TRY),
            new Step("3a", "Hold the coupons' uses", Service.MARKETING, TRY),
            new Step("3b", "Hold the points", Service.LOYALTY, TRY),
            new Step("undo 1", "Unlock the cart", Service.CART, INSIST_REGULAR),
            new Step("undo 3", "Release the stock", Service.INVENTORY, INSIST_REGULAR),
            new Step("undo 3a", "Release the coupons' uses", Service.MARKETING, INSIST_REGULAR),
            new Step("undo 3b", "Give the points back", Service.LOYALTY, INSIST_REGULAR));
    static final Pricing.PricingSteps PRICING = new Pricing.PricingSteps(
            new Step("1a.2", "Get products", Service.PRODUCT, TRY),
            new Step("1a.7", "Calculate delivery charges", Service.SHIPPING, TRY),
            new Step("1a.4", "Get stores", Service.SELLER_ADMIN, TRY),
            new Step("1a.5", "Get tax settings", Service.SELLER_ADMIN, TRY),
            new Step("1a.8", "Get applicable promotions", Service.MARKETING, TRY),
            new Step("1a.9", "Validate coupons", Service.MARKETING, TRY),
            new Step("1a.9a", "Check the cart's points", Service.LOYALTY, TRY),
            new Step("1a.10", "Compute totals", Service.CART, TRY));
    static final Step STOCK = new Step("2a", "Final stock check", Service.INVENTORY, TRY);
    static final Step PRICES = new Step("2b", "Compare prices", Service.PRODUCT, TRY);
    static final Step COUPONS = new Step("2c", "Re-validate coupons", Service.MARKETING, TRY);
    static final Step CREATE_ORDER = new Step("4", "Create the master order", Service.ORDER, TRY);
    static final Step CREATE_SUB_ORDERS = new Step("5", "Create sub-orders per store", Service.ORDER, TRY);
    static final Step PAYMENT_PENDING = new Step("6", "Set payment status PENDING", Service.ORDER, TRY);

    // Phase 2: the order is decided.
    static final Step DEDUCT = new Step("8", "Deduct the reserved stock", Service.INVENTORY, INSIST_REGULAR);
    static final Step RESERVE_AGAIN = new Step("8/3", "Reserve lost stock again", Service.INVENTORY, INSIST_REGULAR);
    static final Step CONFIRM = new Step("8a", "Set payment status and confirm the order", Service.ORDER, INSIST);
    static final Step COUPONS_USED = new Step("9", "Mark coupons as used", Service.MARKETING, INSIST);

    /** An order without coupons is not held up by a service that has no part in it. */
    static final Step COUPONS_USED_NONE = new Step("9", "Mark coupons as used", Service.MARKETING, TRY);

    static final Step BURN_POINTS = new Step("9a", "Burn the points", Service.LOYALTY, INSIST);
    static final Step EARN_POINTS = new Step("9b", "Earn points", Service.LOYALTY, INSIST_REGULAR);
    static final Step DELETE_CART = new Step("10", "Clear the cart", Service.CART, INSIST);
    static final Step DELETE_CACHE = new Step("11", "Drop the cached cart", Service.CACHING, INSIST);
    static final Step NOTIFY = new Step("12", "Send EMAIL, SMS, PUSH", Service.NOTIFICATION, INSIST_REGULAR);
    static final Step PUBLISH = new Step("13", "Publish ORDER_PLACED", Service.EVENT, INSIST_REGULAR);

    // Paid when the hold was over: the money is there, so each waits until it has its answer.
    static final Step PRICES_LATE = new Step("late 2b", "Compare prices", Service.PRODUCT, INSIST_REGULAR);
    static final HoldSteps HOLD_LATE = new HoldSteps(
            new Step("late 1", "Lock the cart again, if nobody changed it", Service.CART, INSIST_REGULAR),
            new Step("late 3", "Reserve the same stock again", Service.INVENTORY, INSIST_REGULAR),
            new Step("late 3a", "Hold the coupons' uses again", Service.MARKETING, INSIST_REGULAR),
            new Step("late 3b", "Hold the points again", Service.LOYALTY, INSIST_REGULAR),
            new Step("undo late 1", "Unlock the cart", Service.CART, INSIST_REGULAR),
            new Step("undo late 3", "Release the stock", Service.INVENTORY, INSIST_REGULAR),
            new Step("undo late 3a", "Release the coupons' uses", Service.MARKETING, INSIST_REGULAR),
            new Step("undo late 3b", "Give the points back", Service.LOYALTY, INSIST_REGULAR));

    static final Step UNDO_ORDER = new Step("undo 4", "Cancel the order", Service.ORDER, INSIST_REGULAR);

    /** What is held for an order while it is paid, each with its undo. */
    record HoldSteps(
            Step lock,
            Step reserve,
            Step coupons,
            Step points,
            Step undoLock,
            Step undoReserve,
            Step undoCoupons,
            Step undoPoints) {}

    private PlaceOrderSteps() {}
}
