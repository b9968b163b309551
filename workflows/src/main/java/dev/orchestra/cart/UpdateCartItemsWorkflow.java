package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** {@code POST /cart/items} (cart API, "Add/Update Cart Items"): full computation in 10 steps, or 3 without. */
@WorkflowInterface
public interface UpdateCartItemsWorkflow {

    /** Fails, with a {@link Refusal} as its detail, when a service that it needs cannot be reached: nothing was applied. */
    @WorkflowMethod
    Answer run(Request request);

    /**
     * @param ownerId opaque id of the customer or guest
     * @param fingerprint of the request, to tell a repeat from another request under the same key
     * @param compute false: the operations are applied, and nothing is validated or computed
     */
    record Request(
            String ownerId, String fingerprint, List<CartOperation> operations, boolean compute, CartPolicy policy) {}

    /**
     * @param results one for each operation, in their order; null when refused
     * @param refusal set when the operation as a whole was refused and nothing was applied, else null
     */
    record Answer(
            String fingerprint,
            int operationsApplied,
            List<OperationResult> results,
            Cart cart,
            List<Cart.CouponApplied> couponApplied,
            List<Warning> warnings,
            Refusal refusal)
            implements CartAnswer {

        static Answer refused(String fingerprint, Refusal refusal) {
            return new Answer(fingerprint, 0, null, null, null, List.of(), refusal);
        }
    }
}
