package dev.orchestra.cart;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * A guest who signs in brings their basket along, once. A product that both baskets have, with the same variant and addons, is wanted in the larger of the
 * two quantities: whoever put it into both wanted it once. Coupons of the guest's basket come along as well.
 */
@WorkflowInterface
public interface MergeCartsWorkflow {

    @WorkflowMethod
    Answer run(Request request);

    record Request(String guestOwnerId, String customerOwnerId, CartPolicy policy) {}

    /** What came of it. */
    enum Outcome {
        /** What the guest had is in the customer's basket, and the guest's is gone; also when the guest had nothing. */
        MERGED,
        /** One of the two baskets is frozen by a checkout: to be tried again later. */
        NOT_NOW
    }

    /**
     * @param customerOwnerId into whose basket; one of several customers who came with the same guest's token
     * @param cartId the customer's basket, null when nothing was merged into it
     */
    record Answer(Outcome outcome, String customerOwnerId, String cartId) {}
}
