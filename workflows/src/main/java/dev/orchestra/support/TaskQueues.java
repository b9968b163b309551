package dev.orchestra.support;

/** Where workflows run. */
public final class TaskQueues {

    /** Cart operations: short, one workflow task each. Served by the API process too, so that they start eagerly there. */
    public static final String CART = "cart";

    /** Checkouts: they outlive the request that started them. */
    public static final String CHECKOUT = "checkout";

    private TaskQueues() {}
}
