package dev.orchestra.cart;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Warning;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** {@code DELETE /cart} (cart API, "Delete Cart", 3 steps). */
@WorkflowInterface
public interface DeleteCartWorkflow {

    /** Fails, with a {@link Refusal} as its detail, when the Cart service cannot be reached. */
    @WorkflowMethod
    Answer run(Request request);

    /**
     * @param cartId the cart that is meant, or null for the owner's active basket
     * @param basketCartId the basket as last seen, null when none is known; may be out of date
     */
    record Request(String ownerId, String cartId, String basketCartId, String fingerprint, CartPolicy policy) {}

    record Answer(String fingerprint, String cartId, List<Warning> warnings, Refusal refusal) implements CartAnswer {

        @Override
        @JsonIgnore
        public Cart cart() {
            return null;
        }
    }
}
