package dev.orchestra.checkout;

import dev.orchestra.support.Refusal;

/** Ends phase 1 without an order; never leaves the workflow. */
final class CheckoutRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CheckoutState state;
    private final transient Refusal refusal;

    CheckoutRefused(Refusal refusal) {
        this(CheckoutState.REJECTED, refusal);
    }

    CheckoutRefused(CheckoutState state, Refusal refusal) {
        super(refusal.code());
        this.state = state;
        this.refusal = refusal;
    }

    CheckoutState state() {
        return state;
    }

    Refusal refusal() {
        return refusal;
    }

    /** @param undone whether everything is given back already; what is late is still on its way */
    String title(boolean undone) {
        return (state == CheckoutState.CANCELLED ? "Checkout called off, " : "Checkout refused, ")
                + (undone ? "nothing is held" : "what was held is being given back");
    }
}
