package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.IdempotentRequests.Pin;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.checkout.CheckoutVerbs.VerbAnswer;
import dev.orchestra.store.OrderBook;
import dev.orchestra.store.OrderBook.StoredOrder;
import io.grpc.Status;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** What a customer can still do about an order: each verb is an update of its run, which alone decides. */
@Service
public class OrderVerbs {

    /** Refusals that are no answer to keep. */
    private static final Set<String> MAY_BE_BETTER = Set.of(
            ErrorCode.GATEWAY_UNAVAILABLE.name(),
            ErrorCode.SERVICE_UNAVAILABLE.name(),
            ErrorCode.UNEXPECTED_REFUSAL.name());

    /** What the server says of an update that its run took and did not live to answer. */
    private static final String RUN_ENDED_FIRST = "AcceptedUpdateCompletedWorkflow";

    private final WorkflowClient temporal;
    private final Orchestration orchestration;
    private final OrderBook orders;
    private final Duration patience;

    public OrderVerbs(
            WorkflowClient temporal, Orchestration orchestration, OrderBook orders, CheckoutSettings settings) {
        this.temporal = temporal;
        this.orchestration = orchestration;
        this.orders = orders;
        this.patience = PhaseOne.patience(settings.policy());
    }

    /**
     * The request that a verb came by.
     *
     * @param key a repetition with the same one attaches to the same update
     */
    public record Request(Owner owner, String orderId, String key, Pin pin) {}

    /** Its run is not there, and did not end by itself. */
    private static final class RunLost extends Problem {

        private static final long serialVersionUID = 1L;

        private RunLost() {
            super(ErrorCode.SERVICE_UNAVAILABLE, "Nothing can be changed at the moment: send the request again later.");
        }
    }

    private interface Verb {
        WorkflowUpdateHandle<VerbAnswer> start(CheckoutVerbs run, UpdateOptions<VerbAnswer> options);
    }

    /**
     * @return the order afterwards; empty when the run goes on with it after the request's time
     * @throws Problem ORDER_NOT_FOUND, ORDER_DECIDED, CHECKOUT_OVER
     */
    public Optional<StoredOrder> cancel(Request request) {
        StoredOrder order = order(request);
        if (order.state() == CheckoutState.CANCELLED) {
            return Optional.of(order);
        }
        try {
            return act(request, order, "cancel", (run, options) -> WorkflowClient.startUpdate(run::cancel, options));
        } catch (RunLost lost) {
            // It will be taken up again, and gives everything back.
            return Optional.empty();
        }
    }

    /**
     * As {@link #cancel}.
     *
     * @param gateway null for the same one again
     * @throws Problem also PAYMENT_NOT_FOUND, PAYMENT_NOT_RETRYABLE, PAYMENT_ATTEMPTS_USED_UP, PAYMENT_WINDOW_OVER, GATEWAY_UNAVAILABLE
     */
    public Optional<StoredOrder> retryPayment(Request request, String paymentId, String gateway) {
        var retry = new CheckoutVerbs.RetryPayment(paymentId, gateway);
        return act(
                request,
                withPayment(request, paymentId),
                "retryPayment",
                (run, options) -> WorkflowClient.startUpdate(run::retryPayment, retry, options));
    }

    /**
     * As {@link #retryPayment}.
     *
     * @throws Problem also COD_NOT_ALLOWED
     */
    public Optional<StoredOrder> switchToCod(Request request, String paymentId) {
        var change = new CheckoutVerbs.SwitchToCod(paymentId);
        return act(
                request,
                withPayment(request, paymentId),
                "switchToCod",
                (run, options) -> WorkflowClient.startUpdate(run::switchToCod, change, options));
    }

    private StoredOrder order(Request request) {
        return orders.order(request.owner().ownerId(), request.orderId())
                .orElseThrow(() -> new Problem(ErrorCode.ORDER_NOT_FOUND, "There is no such order."));
    }

    /** Nothing that only looks like a payment gets into a run. */
    private StoredOrder withPayment(Request request, String paymentId) {
        StoredOrder order = order(request);
        if (order.payments().stream().noneMatch(payment -> payment.id().equals(paymentId))) {
            throw new Problem(ErrorCode.PAYMENT_NOT_FOUND, "The order has no such payment.");
        }
        return order;
    }

    private Optional<StoredOrder> act(Request request, StoredOrder order, String name, Verb verb) {
        if (order.cartId() != null) {
            LogField.CART_ID.is(order.cartId());
        }
        LogField.ORDER_ID.is(order.orderId());
        LogField.WORKFLOW_ID.is(order.workflowId());
        String updateId = name + "/" + IdempotencyKey.inWorkflowId(request.key());
        Optional<VerbAnswer> answer = ask(order, updateId, verb);
        if (request.pin().repeated()
                && answer.filter(OrderVerbs::mayBeBetterNextTime).isPresent()) {
            // A run says once and for all what became of an update: that can be what the first request was told.
            answer = ask(order, name + "/" + UUID.randomUUID(), verb);
        }
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        if (answer.get().refusal() != null) {
            throw Problem.of(answer.get().refusal()).with("state", answer.get().state());
        }
        return Optional.of(order(request));
    }

    private static boolean mayBeBetterNextTime(VerbAnswer answer) {
        return answer.refusal() != null
                && MAY_BE_BETTER.contains(answer.refusal().code());
    }

    private Optional<VerbAnswer> ask(StoredOrder order, String updateId, Verb verb) {
        long until = System.nanoTime() + patience.toNanos();
        return orchestration.within(patience, () -> {
            if (order.state().terminal()) {
                return past(order, updateId, until);
            }
            CheckoutVerbs run = temporal.newWorkflowStub(CheckoutVerbs.class, order.workflowId());
            try {
                return RunUpdates.await(
                        verb.start(
                                run,
                                UpdateOptions.newBuilder(VerbAnswer.class)
                                        .setUpdateId(updateId)
                                        .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
                                        .build()),
                        left(until));
            } catch (WorkflowNotFoundException ended) {
                return past(order, updateId, until);
            } catch (WorkflowUpdateException unanswered) {
                throw endedFirst(unanswered) ? over(order) : unanswered;
            }
        });
    }

    /** What the run answered before it ended, if it was asked then. */
    private VerbAnswer past(StoredOrder order, String updateId, long until) throws Exception {
        try {
            return RunUpdates.await(
                    temporal.newUntypedWorkflowStub(order.workflowId()).getUpdateHandle(updateId, VerbAnswer.class),
                    left(until));
        } catch (RuntimeException none) {
            if (none instanceof WorkflowNotFoundException
                    || Orchestration.answer(none) == Status.Code.NOT_FOUND
                    || endedFirst(none)) {
                throw over(order);
            }
            throw none;
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(until - System.nanoTime());
    }

    private static boolean endedFirst(RuntimeException unanswered) {
        return unanswered.getCause() instanceof ApplicationFailure failure && RUN_ENDED_FIRST.equals(failure.getType());
    }

    /** Its run has ended, and what it came to is in the row, or will be in a moment. */
    private Problem over(StoredOrder before) {
        StoredOrder order = orders.order(before.ownerId(), before.orderId()).orElse(before);
        boolean stands = order.state() == CheckoutState.FULFILLING || order.state() == CheckoutState.COMPLETED;
        if (!stands && !order.state().terminal()) {
            return new RunLost();
        }
        return (stands
                        ? new Problem(ErrorCode.ORDER_DECIDED, "The order stands, nothing can be changed any more.")
                        : new Problem(ErrorCode.CHECKOUT_OVER, "The checkout has ended, there is no order to change."))
                .with("state", order.state());
    }
}
