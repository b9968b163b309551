package dev.orchestra.cart;

/** The workflow implementations of the cart operations: what a worker of queue {@code cart} runs. */
public final class CartWorkflows {

    private static final Class<?>[] ALL = {
        UpdateCartItemsWorkflowImpl.class,
        UpdateCartOptionsWorkflowImpl.class,
        GetCartWorkflowImpl.class,
        DeleteCartWorkflowImpl.class,
        BuyNowWorkflowImpl.class,
        GetCartSuggestionsWorkflowImpl.class,
        MergeCartsWorkflowImpl.class
    };

    private CartWorkflows() {}

    public static Class<?>[] all() {
        return ALL.clone();
    }
}
