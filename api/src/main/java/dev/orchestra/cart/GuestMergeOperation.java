package dev.orchestra.cart;

import static io.temporal.api.enums.v1.WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE;

import dev.orchestra.api.GuestMerge;
import dev.orchestra.api.Owner;
import dev.orchestra.store.OwnerDirectory;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Runs the merge of a guest's basket into the customer's, while the first request that carries both identities waits a little. */
@Component
class GuestMergeOperation implements GuestMerge {

    /** The request itself has not begun yet. A merge that takes longer goes on, and the next request learns of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CartRuns runs;
    private final OwnerDirectory owners;
    private final CartPolicy policy;

    GuestMergeOperation(CartRuns runs, OwnerDirectory owners, CartSettings settings) {
        this.runs = runs;
        this.owners = owners;
        this.policy = settings.policy();
    }

    @Override
    public void merge(Owner customer, String guestOwnerId) {
        var run = new CartRuns.Run<>(
                MergeCartsWorkflow.class,
                "cart-merge/" + guestOwnerId,
                new MergeCartsWorkflow.Request(guestOwnerId, customer.ownerId(), policy),
                MergeCartsWorkflow.Answer.class,
                "Guest signed in",
                // One that found a basket frozen may run again.
                WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
        runs.run(run, PATIENCE)
                .filter(done -> done.answer().outcome() == MergeCartsWorkflow.Outcome.MERGED)
                // The run can be one that another customer began, who came with the same guest's token.
                .filter(done -> customer.ownerId().equals(done.answer().customerOwnerId()))
                .ifPresent(done -> owners.noteMerged(
                        guestOwnerId, customer.ownerId(), done.answer().cartId()));
    }
}
