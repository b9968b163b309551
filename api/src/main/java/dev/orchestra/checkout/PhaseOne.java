package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.IdempotentRequests.Pin;
import dev.orchestra.api.LogField;
import dev.orchestra.api.Orchestration;
import dev.orchestra.api.Problem;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.SearchAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Starts the checkout of one attempt, of a cart or of seats, or attaches to it: every click of one attempt gets the same answer. */
@Service
@EnableConfigurationProperties(CheckoutSettings.class)
public class PhaseOne {

    /** Of both kinds: {@link PlaceOrderWorkflow#phase1} and its like. */
    private static final String UPDATE = "phase1";

    /** How much longer than phase 1 and its undo a request waits, so that the run's own answer comes first. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** An attempt can end between our look at what is to be paid and the start of its checkout. */
    private static final int LOOKS = 3;

    private final WorkflowClient temporal;
    private final Orchestration orchestration;
    private final CheckoutRequestStore requests;
    private final Duration patience;

    public PhaseOne(
            WorkflowClient temporal,
            Orchestration orchestration,
            CheckoutRequestStore requests,
            CheckoutSettings settings) {
        this.temporal = temporal;
        this.orchestration = orchestration;
        this.requests = requests;
        this.patience = patience(settings.policy());
    }

    /** For how long a request waits for its run. */
    static Duration patience(CheckoutPolicy policy) {
        return policy.deadlineOrDefault().plus(StepCatalogue.UNDO_BEFORE_ANSWER).plus(GRACE);
    }

    /**
     * One attempt to check something out.
     *
     * @param id of the cart, or the order of seats
     */
    public record Attempt(String id, int number) {

        @Override
        public String toString() {
            return id + "/" + number;
        }

        static Attempt of(String text) {
            int end = text.lastIndexOf('/');
            return new Attempt(text.substring(0, end), Integer.parseInt(text.substring(end + 1)));
        }
    }

    /** What a run is started as. */
    public record Start(
            Class<? extends CheckoutVerbs> workflow, Object input, SearchAttributes attributes, String summary) {}

    /**
     * What every answer of phase 1 tells.
     *
     * @param checkoutRequestId of the request that started the run
     * @param orderId null when it was refused
     */
    public record Told(String fingerprint, String checkoutRequestId, String orderId, Refusal refusal) {}

    /** What one request asks for. {@code A} is the answer of its runs. */
    public interface Request<A> {

        /** Which attempt it is about now. */
        Attempt find();

        /** What {@link Attempt#id} is. */
        LogField field();

        String workflowId(Attempt attempt);

        Instructions instructions();

        /** The instructions for an attempt that is about to begin, with what authorizes payments from wallets. */
        List<PaymentInstruction> authorized(Attempt attempt);

        /** Stores what is personal in it, and returns its id. */
        String save(Attempt attempt);

        Start start(Attempt attempt, List<PaymentInstruction> instructions, String checkoutRequestId);

        Class<A> answer();

        Told told(A answer);

        default Problem problem(Refusal refusal) {
            return Problem.of(refusal);
        }
    }

    /**
     * @param print tells this request from another order
     * @param pin the attempt that an earlier request with the same key has found: what the owner would check out can be something else since then, and must not be ordered as
     *     well
     * @return empty when it goes on after the request's time
     * @throws Problem when the order was refused
     */
    public <A> Optional<A> of(Request<A> request, String print, Pin pin) {
        for (int look = 1; ; look++) {
            Attempt attempt = Attempt.of(
                    pin.pinned().orElseGet(() -> pin.pin(request.find().toString())));
            Optional<A> answer = attach(request, attempt);
            if (answer.isEmpty()) {
                return answer;
            }
            Told told = request.told(answer.get());
            if (!print.equals(told.fingerprint())) {
                throw new Problem(
                                ErrorCode.CHECKOUT_IN_PROGRESS,
                                "A checkout with another request has begun or ended already.")
                        .with("order_id", told.orderId());
            }
            if (told.refusal() == null) {
                return answer;
            }
            if (!"ATTEMPT_OVER".equals(told.refusal().code())) {
                throw request.problem(told.refusal());
            }
            if (look == LOOKS) {
                throw new Problem(ErrorCode.CHECKOUT_IN_PROGRESS, "Checkouts begin and end too fast here to join one.");
            }
            pin.drop();
        }
    }

    private <A> Optional<A> attach(Request<A> request, Attempt attempt) {
        request.field().is(attempt.id());
        LogField.WORKFLOW_ID.is(request.workflowId(attempt));
        Optional<A> answer = orchestration.within(patience, () -> startOrAttach(request, attempt));
        answer.map(request::told).map(Told::orderId).ifPresent(LogField.ORDER_ID::is);
        return answer;
    }

    /**
     * The stored request goes again only when it is certain that no run refers to it. A start without an answer may have happened: what it left
     * is deleted by the retention.
     */
    private <A> A startOrAttach(Request<A> request, Attempt attempt) throws Exception {
        List<PaymentInstruction> instructions = instructions(request, attempt);
        String requestId = request.save(attempt);
        A answer = startOrAttach(request, attempt, request.start(attempt, instructions, requestId));
        if (!requestId.equals(request.told(answer).checkoutRequestId())) {
            requests.deleteUnused(requestId);
        }
        return answer;
    }

    /** A password is exchanged only to begin a run: for one that is there it has been, and would be used up or wrong by now. */
    private List<PaymentInstruction> instructions(Request<?> request, Attempt attempt) {
        Instructions instructions = request.instructions();
        String workflowId = request.workflowId(attempt);
        if (!instructions.hasPassword() || isThere(workflowId)) {
            return instructions.unauthorized();
        }
        try {
            return request.authorized(attempt);
        } catch (Problem refused) {
            // Another click may have begun the run meanwhile: then this one is answered as it would have been a moment
            // later.
            if (isThere(workflowId)) {
                return instructions.unauthorized();
            }
            throw refused;
        }
    }

    private boolean isThere(String workflowId) {
        try {
            temporal.newUntypedWorkflowStub(workflowId).describe();
            return true;
        } catch (WorkflowNotFoundException none) {
            return false;
        }
    }

    private <A> A startOrAttach(Request<A> request, Attempt attempt, Start start) throws Exception {
        long until = System.nanoTime() + patience.toNanos();
        String workflowId = request.workflowId(attempt);
        WorkflowStub run = temporal.newUntypedWorkflowStub(
                start.workflow().getSimpleName(),
                WorkflowOptions.newBuilder()
                        .setTaskQueue(TaskQueues.CHECKOUT)
                        .setWorkflowId(workflowId)
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setTypedSearchAttributes(start.attributes())
                        .setStaticSummary(start.summary())
                        .build());
        WorkflowUpdateHandle<A> phase1;
        try {
            phase1 = run.startUpdateWithStart(
                    UpdateOptions.newBuilder(request.answer())
                            .setUpdateName(UPDATE)
                            .setUpdateId(CheckoutVerbs.PHASE_1)
                            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                            .build(),
                    new Object[0],
                    new Object[] {start.input()});
        } catch (WorkflowExecutionAlreadyStarted ended) {
            // Servers that do not answer an update of a closed run in a multi-operation still know its outcome.
            phase1 = temporal.newUntypedWorkflowStub(workflowId)
                    .getUpdateHandle(CheckoutVerbs.PHASE_1, request.answer());
        }
        // A server may say that phase 1 has begun before it says how it ended.
        return RunUpdates.await(phase1, Duration.ofNanos(until - System.nanoTime()));
    }
}
