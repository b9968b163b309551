package dev.orchestra.checkout;

import dev.orchestra.support.Refusal;

/** Ends a checkout without an order; never leaves the workflow. */
public final class CheckoutRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CheckoutState state;
    private final transient Refusal refusal;

    public CheckoutRefused(Refusal refusal) {
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
        String what = switch (state) {
            case CANCELLED -> "Checkout called off, ";
            case EXPIRED -> "Not paid in time, ";
            default -> "Checkout refused, ";
        };
        return what + (undone ? "nothing is held" : "what was held is being given back");
    }
}
