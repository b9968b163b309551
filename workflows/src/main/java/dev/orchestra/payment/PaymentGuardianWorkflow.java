package dev.orchestra.payment;

import dev.orchestra.store.PaymentRoutes.Route;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;

/**
 * Looks after one attempt to pay that no checkout waits for any more, and only ever gives back: whatever the attempt takes, or has taken, beyond what pays an order. It is started by the
 * checkout that ends, or from the attempt's row when that moves again or its owner is lost (docs/place-order.md, Money that comes late).
 */
@WorkflowInterface
public interface PaymentGuardianWorkflow {

    /** @param attemptId whose guardian; one at a time */
    static String workflowId(String attemptId) {
        return "payment-guardian/" + attemptId;
    }

    /** Ends when the attempt has come to its end: nothing is left to give back, and it cannot move or was watched for long enough. */
    @WorkflowMethod(name = "PaymentGuardian")
    void watch(Guard guard);

    /**
     * Somebody heard that the attempt has moved. A hint; what is true the gateway is asked.
     *
     * @param attemptId the one that is watched
     */
    @SignalMethod
    void paymentMoved(String attemptId);

    /**
     * What a guardian begins with.
     *
     * @param route the attempt's row as it was last known. Of one that is still a checkout's, whose run is lost, the payment is cancelled first
     * @param watch for how long, from now, an attempt is watched that takes nothing
     */
    record Guard(Route route, Duration watch) {}
}
