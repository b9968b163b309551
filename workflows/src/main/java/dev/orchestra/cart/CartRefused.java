package dev.orchestra.cart;

import dev.orchestra.support.Refusal;

/** Ends a cart operation with a refusal; never leaves the workflow. */
final class CartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    CartRefused(Refusal refusal) {
        super(refusal.code());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
