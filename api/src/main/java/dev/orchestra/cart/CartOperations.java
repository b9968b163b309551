package dev.orchestra.cart;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Service;

/** Starts the workflow of a cart operation and waits for its answer. */
@Service
public class CartOperations {

    /** A little more than the operation has, so that its own answer comes first. */
    private static final Duration PATIENCE = StepCatalogue.CART_OPERATION.plusMillis(500);

    private final WorkflowClient temporal;
    private final Orchestration orchestration;
    private final OwnerDirectory owners;
    private final Fingerprint fingerprint;

    public CartOperations(
            WorkflowClient temporal, Orchestration orchestration, OwnerDirectory owners, Fingerprint fingerprint) {
        this.temporal = temporal;
        this.orchestration = orchestration;
        this.owners = owners;
        this.fingerprint = fingerprint;
    }

    /** @param replayed the answer is that of an earlier request with the same key */
    record Updated(UpdateCartItemsWorkflow.Answer answer, boolean replayed) {}

    /** @return empty when the operation goes on after the request's time */
    Optional<Updated> updateItems(Owner owner, String key, CartItemsRequest body) {
        String print = fingerprint.of(body);
        var request = new UpdateCartItemsWorkflow.Request(owner.ownerId(), print, body.toOperations());
        String workflowId = "cart-items/" + owner.ownerId() + "/" + IdempotencyKey.inWorkflowId(key);
        LogField.WORKFLOW_ID.is(workflowId);
        if (owner.basketCartId() != null) {
            LogField.CART_ID.is(owner.basketCartId());
        }
        Optional<Updated> updated = orchestration.within(PATIENCE, () -> run(workflowId, request));
        updated.ifPresent(result -> {
            UpdateCartItemsWorkflow.Answer answer = result.answer();
            if (!print.equals(answer.fingerprint())) {
                throw new Problem(
                        ErrorCode.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key came with another body before.");
            }
            if (answer.cart() != null) {
                LogField.CART_ID.is(answer.cart().cartId());
            }
            if (answer.cart() != null && !answer.cart().cartId().equals(owner.basketCartId())) {
                owners.rememberCart(owner.ownerId(), answer.cart().cartId());
            }
        });
        return updated;
    }

    private Updated run(String workflowId, UpdateCartItemsWorkflow.Request request) throws Exception {
        WorkflowStub stub = temporal.newUntypedWorkflowStub(
                UpdateCartItemsWorkflow.class.getSimpleName(),
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CART)
                        .setWorkflowId(workflowId)
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setWorkflowIdReusePolicy(
                                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY)
                        // This process serves the queue: the first task comes back with the start.
                        .setDisableEagerExecution(false)
                        .setStaticSummary(
                                "POST /cart/items, " + request.operations().size() + " operation(s)")
                        .build());
        boolean replayed = false;
        try {
            stub.start(request);
        } catch (WorkflowExecutionAlreadyStarted ended) {
            stub = temporal.newUntypedWorkflowStub(workflowId);
            replayed = true;
        }
        try {
            UpdateCartItemsWorkflow.Answer answer =
                    stub.getResult(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, UpdateCartItemsWorkflow.Answer.class);
            return new Updated(answer, replayed);
        } catch (WorkflowFailedException failed) {
            if (failed.getCause() instanceof ApplicationFailure failure
                    && failure.getDetails().getSize() > 0) {
                throw Problem.of(failure.getDetails().get(Refusal.class));
            }
            throw failed;
        }
    }
}
