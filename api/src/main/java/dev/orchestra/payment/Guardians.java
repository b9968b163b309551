package dev.orchestra.payment;

import dev.orchestra.checkout.CheckoutSettings;
import dev.orchestra.payment.PaymentGuardianWorkflow.Guard;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
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
        temporal.newUntypedWorkflowStub(
                        "PaymentGuardian",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.CHECKOUT)
                                .setWorkflowId(PaymentGuardianWorkflow.workflowId(route.attemptId()))
                                .setWorkflowIdReusePolicy(
                                        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                                .setTypedSearchAttributes(io.temporal.common.SearchAttributes.newBuilder()
                                        .set(SearchAttributes.ORDER_ID, route.orderId())
                                        .build())
                                .build())
                .signalWithStart(
                        PaymentNews.SIGNAL, new Object[] {route.attemptId()}, new Object[] {new Guard(route, watch)});
    }
}
