package dev.orchestra.cart;

import dev.orchestra.services.cart.CartOperation;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** {@code POST /buy-now} (cart API, "Buy Now", 3 steps): a cart of its own, never mixed with the owner's basket. */
@WorkflowInterface
public interface BuyNowWorkflow {

    /** As {@link UpdateCartItemsWorkflow#run}. */
    @WorkflowMethod
    UpdateCartItemsWorkflow.Answer run(Request request);

    /** As {@link UpdateCartItemsWorkflow.Request}. */
    record Request(String ownerId, String fingerprint, List<CartOperation> operations, CartPolicy policy) {}
}
