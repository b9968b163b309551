package dev.orchestra.cart;

import dev.orchestra.api.LogField;
import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Problem;
import dev.orchestra.support.Refusal;
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
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Starts a run on the cart's queue, or attaches to the one with the same id, and waits for its answer. */
@Component
public class CartRuns {

    /**
     * What is to be run.
     *
     * @param workflow the interface, whose name is the workflow's type
     * @param summary what an operator reads in the Temporal UI
     * @param again which ended runs may be followed by another one of the same id
     */
    public record Run<A>(
            Class<?> workflow,
            String id,
            Object request,
            Class<A> answer,
            String summary,
            WorkflowIdReusePolicy again) {

        /** An operation: a run that has answered stands, one that failed may be followed. */
        public static <A> Run<A> of(Class<?> workflow, String id, Object request, Class<A> answer, String summary) {
            return new Run<>(
                    workflow,
                    id,
                    request,
                    answer,
                    summary,
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY);
        }
    }

    /** @param replayed the answer is that of a run which had ended before it was asked */
    public record Done<A>(A answer, boolean replayed) {}

    /** How much longer than its run a request waits, so that the run's own answer comes first. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final WorkflowClient temporal;
    private final Orchestration orchestration;

    CartRuns(WorkflowClient temporal, Orchestration orchestration) {
        this.temporal = temporal;
        this.orchestration = orchestration;
    }

    /** As {@link #run(Run, Duration)}, for as long as an operation may take. */
    public <A> Optional<Done<A>> run(Run<A> run, CartPolicy policy) {
        return run(run, policy.deadlineOrDefault().plus(GRACE));
    }

    /**
     * @return empty when the run goes on after {@code patience}
     * @throws Problem that the run failed with, such as SERVICE_UNAVAILABLE
     */
    <A> Optional<Done<A>> run(Run<A> run, Duration patience) {
        LogField.WORKFLOW_ID.is(run.id());
        return orchestration.startedWithin(patience, () -> startOrAttach(run, patience));
    }

    private <A> Orchestration.Result<Done<A>> startOrAttach(Run<A> run, Duration patience) {
        WorkflowStub stub = temporal.newUntypedWorkflowStub(
                run.workflow().getSimpleName(),
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CART)
                        .setWorkflowId(run.id())
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setWorkflowIdReusePolicy(run.again())
                        // This process serves the queue: the first task comes back with the start.
                        .setDisableEagerExecution(false)
                        .setStaticSummary(run.summary())
                        .build());
        try {
            stub.start(run.request());
        } catch (WorkflowExecutionAlreadyStarted ended) {
            WorkflowStub before = temporal.newUntypedWorkflowStub(run.id());
            return () -> result(before, true, run, patience);
        }
        return () -> result(stub, false, run, patience);
    }

    private static <A> Done<A> result(WorkflowStub stub, boolean replayed, Run<A> run, Duration patience)
            throws TimeoutException {
        try {
            return new Done<>(stub.getResult(patience.toMillis(), TimeUnit.MILLISECONDS, run.answer()), replayed);
        } catch (WorkflowFailedException failed) {
            if (failed.getCause() instanceof ApplicationFailure failure
                    && failure.getDetails().getSize() > 0) {
                throw Problem.of(failure.getDetails().get(Refusal.class));
            }
            throw failed;
        }
    }
}
