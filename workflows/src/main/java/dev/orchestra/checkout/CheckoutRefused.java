package dev.orchestra.checkout;

import dev.orchestra.support.Refusal;

/** Ends a checkout without an order; never leaves the workflow. */
public final class CheckoutRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CheckoutState state;
    private final transient Refusal refusal;
    private final boolean nothingToUndo;

    public CheckoutRefused(Refusal refusal) {
        this(CheckoutState.REJECTED, refusal);
    }

    public CheckoutRefused(CheckoutState state, Refusal refusal) {
        this(state, refusal, false);
    }

    private CheckoutRefused(CheckoutState state, Refusal refusal, boolean nothingToUndo) {
        super(refusal.code());
        this.state = state;
        this.refusal = refusal;
        this.nothingToUndo = nothingToUndo;
    }

    /**
     * Of an attempt that is over, or never can begin. Only its own run ends an attempt: what there was to undo has been undone, or is paid and delivered. A second run of it, long
     * after the first, calls everything by the same ids, and its undo would give that back.
     */
    public static CheckoutRefused ofOverAttempt(Refusal refusal) {
        return new CheckoutRefused(CheckoutState.REJECTED, refusal, true);
    }

    boolean nothingToUndo() {
        return nothingToUndo;
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
