package dev.orchestra.checkout;

import java.util.EnumSet;
import java.util.Set;

/** Where a checkout stands: search attribute {@code CheckoutState}, column of {@code orders}, and docs/states.md. */
public enum CheckoutState {
    /** The cart is being frozen and judged; nothing is held. */
    VALIDATING,
    /** Stock is being held and the order written. */
    HOLDING,
    /** The order is written, and a gateway waits for the customer to pay, for as long as the stock is held. */
    AWAITING_PAYMENT,
    /** Not paid while the stock was held: nothing is held any more, and the order stands only if the money comes soon and all of it can still be had. */
    LAPSED,
    /** The order is decided: it will be carried out, whatever fails. */
    FULFILLING,
    /** Paid or to be paid at the door, stock deducted. */
    COMPLETED,
    /** Refused in phase 1: nothing is held, no order stands. */
    REJECTED,
    /** Called off before the decision: nothing is held, no order stands. */
    CANCELLED,
    /** Not paid in time: nothing is held, no order stands. */
    EXPIRED;

    /** The only places where a state may go from here. */
    public Set<CheckoutState> next() {
        return switch (this) {
            case VALIDATING -> EnumSet.of(HOLDING, REJECTED, CANCELLED);
            case HOLDING -> EnumSet.of(AWAITING_PAYMENT, FULFILLING, REJECTED, CANCELLED);
            case AWAITING_PAYMENT -> EnumSet.of(FULFILLING, CANCELLED, LAPSED);
            case LAPSED -> EnumSet.of(FULFILLING, CANCELLED, EXPIRED);
            case FULFILLING -> EnumSet.of(COMPLETED);
            case COMPLETED, REJECTED, CANCELLED, EXPIRED -> EnumSet.noneOf(CheckoutState.class);
        };
    }

    public boolean terminal() {
        return next().isEmpty();
    }
}
