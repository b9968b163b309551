package dev.orchestra.payment;

import dev.orchestra.checkout.CheckoutSettings;
import dev.orchestra.payment.PaymentGuardianWorkflow.Guard;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;

/** Has an attempt looked after that no checkout waits for any more: its guardian is told, and started where there is none. */
public final class Guardians {

    private final WorkflowClient temporal;
    private final Duration watch;

    public Guardians(WorkflowClient temporal, CheckoutSettings settings) {
        this.temporal = temporal;
        this.watch = settings.policy().watchOrDefault();
    }

    /**
     * Tells the guardian that the attempt may have moved.
     *
     * @param route the attempt's row, which a new guardian begins with
     */
    public void tell(Route route) {
        String workflowId = PaymentGuardianWorkflow.workflowId(route.attemptId());
        WorkflowStub guardian = temporal.newUntypedWorkflowStub(
                "PaymentGuardian",
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CHECKOUT)
                        .setWorkflowId(workflowId)
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                        .build());
        try {
            guardian.signalWithStart(
                    PaymentNews.SIGNAL, new Object[] {route.attemptId()}, new Object[] {new Guard(route, watch)});
        } catch (WorkflowExecutionAlreadyStarted meanwhile) {
            // Somebody else has just started it.
            temporal.newUntypedWorkflowStub(workflowId).signal(PaymentNews.SIGNAL, route.attemptId());
        }
    }
}
