package dev.orchestra.payment;

import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Problem;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the run that a payment belongs to that it has moved; a guardian is started where there is none. The run asks the gateway what is true. */
final class PaymentNews {

    private static final Logger log = LoggerFactory.getLogger(PaymentNews.class);

    /** {@code paymentMoved} of checkouts and guardians; by name, since any run may own a payment that takes this signal. */
    static final String SIGNAL = "paymentMoved";

    /** What became of the news. */
    enum Told {
        /** The run will look. */
        YES,
        /** The checkout that should wait for it is not there. */
        GONE,
        /** Temporal did not take it in time, or may have: tell it again. */
        NOT_NOW
    }

    private final WorkflowClient temporal;
    private final Guardians guardians;
    private final Orchestration orchestration;

    PaymentNews(WorkflowClient temporal, Guardians guardians, Orchestration orchestration) {
        this.temporal = temporal;
        this.guardians = guardians;
        this.orchestration = orchestration;
    }

    /** @param patience how long Temporal may take */
    Told tell(Route route, Duration patience) {
        try {
            return orchestration
                    .within(patience, () -> {
                        if (route.owner() == RouteOwner.CHECKOUT) {
                            temporal.newUntypedWorkflowStub(route.workflowId()).signal(SIGNAL, route.attemptId());
                        } else {
                            guardians.tell(route);
                        }
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
