package dev.orchestra.stubs.support;

/** Names of the request and answer headers that the services' contract defines. */
public final class Headers {

    /** Names a write, so that a repeat gets the first answer: 1 to 255 printable characters. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** The idempotency key of the forward call that this write undoes. */
    public static final String UNDO_OF = "Undo-Of";

    /** The attempt of the checkout that locked the cart, presented by writes to a locked cart. */
    public static final String CHECKOUT_ATTEMPT = "Checkout-Attempt";

    /** Set to {@code true} on the stored answer of a write that was done before. */
    public static final String IDEMPOTENT_REPLAYED = "Idempotent-Replayed";

    private Headers() {}
}
