package dev.orchestra.payment;

import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Problem;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the run that a payment belongs to that it has moved. The run asks the gateway what is true. */
final class PaymentNews {

    private static final Logger log = LoggerFactory.getLogger(PaymentNews.class);

    /** {@code PlaceOrderWorkflow.paymentMoved}; by name, since any run may own a payment that takes this signal. */
    private static final String SIGNAL = "paymentMoved";

    /** What became of the news. */
    enum Told {
        /** The run will look. */
        YES,
        /** There is no such run any more. */
        GONE,
        /** Temporal did not take it in time, or may have: tell it again. */
        NOT_NOW
    }

    private final WorkflowClient temporal;
    private final Orchestration orchestration;

    PaymentNews(WorkflowClient temporal, Orchestration orchestration) {
        this.temporal = temporal;
        this.orchestration = orchestration;
    }

    /** @param patience how long Temporal may take */
    Told tell(String workflowId, String attemptId, Duration patience) {
        try {
            return orchestration
                    .within(patience, () -> {
                        temporal.newUntypedWorkflowStub(workflowId).signal(SIGNAL, attemptId);
                        return Told.YES;
                    })
                    .orElse(Told.NOT_NOW);
        } catch (WorkflowNotFoundException gone) {
            return Told.GONE;
        } catch (WorkflowServiceException | Problem failure) {
            log.debug("A run was not told of its payment", failure);
            return Told.NOT_NOW;
        }
    }
}
