package dev.orchestra.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.orchestra.cart.UpdateCartItemsWorkflow;
import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.checkout.CheckoutVerbs;
import dev.orchestra.checkout.CheckoutVerbs.VerbAnswer;
import dev.orchestra.checkout.PlaceOrderWorkflow;
import dev.orchestra.checkout.PlaceOrderWorkflow.Phase1Answer;
import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.payment.PaymentGuardianWorkflow;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.TaskQueues;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@link FakeShop} for each test, with the workflows running against it. */
public final class RunningShop implements BeforeEachCallback, AfterEachCallback {

    /** The workflow task's limit in tests: short, so that a step that hangs soon lets in what happened meanwhile. */
    private static final Duration WORKFLOW_TASK = Duration.ofSeconds(2);

    private static final Path HISTORIES = Path.of("src/test/resources/histories");

    private final boolean alone;
    private SharedTemporal temporal;
    private FakeShop shop;
    private String lastOperation;

    public RunningShop() {
        this(false);
    }

    private RunningShop(boolean alone) {
        this.alone = alone;
    }

    /** With a Temporal of its own for each test: where runs outlive their test, or leave children behind, they would meddle with the time of the next one. */
    public static RunningShop alone() {
        return new RunningShop(true);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        temporal = alone
                ? new SharedTemporal()
                : context.getRoot()
                        .getStore(ExtensionContext.Namespace.GLOBAL)
                        .computeIfAbsent(SharedTemporal.class, key -> new SharedTemporal(), SharedTemporal.class);
        shop = temporal.newShop();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (alone) {
            temporal.close();
        }
    }

    public FakeShop shop() {
        return shop;
    }

    public Ledger ledger() {
        return shop.ledger();
    }

    public TestWorkflowEnvironment environment() {
        return temporal.environment();
    }

    public WorkflowClient client() {
        return environment().getWorkflowClient();
    }

    // ------------------------------------------------------------------------------- cart operations

    /** The whole cart operation; its time skips. */
    public UpdateCartItemsWorkflow.Answer update(UpdateCartItemsWorkflow.Request request) {
        return operation(UpdateCartItemsWorkflow.class).run(request);
    }

    /** An operation of the owner's, whose time skips; the same one again when it is asked for twice. */
    public <W> W operation(Class<W> type) {
        return operation(type, "key_1");
    }

    /** @param key tells several operations of one kind apart */
    public <W> W operation(Class<W> type, String key) {
        return operation(client(), type, key);
    }

    /** The same, but time does not skip while it is waited for: other runs have timers. */
    public <W> W operationInItsTime(Class<W> type, String key) {
        return operation(WorkflowClient.newInstance(environment().getWorkflowServiceStubs()), type, key);
    }

    private <W> W operation(WorkflowClient client, Class<W> type, String key) {
        lastOperation = id(type, key);
        return client.newWorkflowStub(
                type,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(lastOperation)
                        .setTaskQueue(TaskQueues.CART)
                        .build());
    }

    /** The workflow id of the operation that was asked for last. */
    public String lastOperation() {
        return lastOperation;
    }

    private String id(Class<?> type, String key) {
        return type.getSimpleName() + "/" + shop.cartId() + "/" + key;
    }

    /** Runs an operation that fails as a whole because a service is away, and says which. */
    public Refusal unavailable(ThrowingCallable operation) {
        return failure("SERVICE_UNAVAILABLE", operation);
    }

    /** Runs an operation that fails as a whole for a reason that is no answer to keep. */
    public Refusal failure(String code, ThrowingCallable operation) {
        WorkflowFailedException failed = catchThrowableOfType(WorkflowFailedException.class, operation);
        assertThat(failed).as("the run fails").isNotNull();
        ApplicationFailure cause = (ApplicationFailure) failed.getCause();
        assertThat(cause.getType()).isEqualTo(code);
        return cause.getDetails().get(Refusal.class);
    }

    /** That everything was one workflow task: nothing ran as a regular activity, no timer was waited for. */
    public void wasOneTask() {
        assertThat(history(lastOperation))
                .filteredOn(HistoryEvent::hasWorkflowTaskCompletedEventAttributes)
                .hasSize(1);
    }

    // ------------------------------------------------------------------------------- place-order

    /** One click: the answer of phase 1. Time does not skip. */
    public Phase1Answer click(PlaceOrder order) {
        PlaceOrderWorkflow checkout = client().newWorkflowStub(
                        PlaceOrderWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id(order))
                                .setTaskQueue(TaskQueues.CHECKOUT)
                                .setWorkflowTaskTimeout(WORKFLOW_TASK)
                                .setWorkflowIdConflictPolicy(
                                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                                .setWorkflowIdReusePolicy(
                                        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                                .build());
        return WorkflowClient.executeUpdateWithStart(
                checkout::phase1,
                UpdateOptions.newBuilder(Phase1Answer.class)
                        .setUpdateId(CheckoutVerbs.PHASE_1)
                        .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                        .build(),
                new WithStartWorkflowOperation<>(checkout::run, order));
    }

    /** A click in the background, whose run has started. */
    public CompletableFuture<Phase1Answer> clicking(PlaceOrder order) {
        CompletableFuture<Phase1Answer> answer = CompletableFuture.supplyAsync(() -> click(order));
        await().ignoreExceptionsInstanceOf(WorkflowNotFoundException.class)
                .until(() -> run(order).describe() != null);
        return answer;
    }

    /** Waits for the run's end, and for those of its payments' guardians; time skips meanwhile. */
    public CheckoutState end(PlaceOrder order) {
        try {
            return run(order).getResult(CheckoutState.class);
        } finally {
            guardiansEnd();
        }
    }

    /** Waits until nobody looks after any payment any more; time skips meanwhile. */
    public void guardiansEnd() {
        List<String> guardians = shop.routes().stream()
                .map(route -> PaymentGuardianWorkflow.workflowId(route.attemptId()))
                .filter(this::isThere)
                .toList();
        List<CompletableFuture<Void>> watched =
                guardians.stream().map(temporal::watchGuardian).toList();
        guardians.forEach(guardian -> client().newUntypedWorkflowStub(guardian).getResult(Void.class));
        watched.forEach(CompletableFuture::join);
    }

    private boolean isThere(String workflowId) {
        try {
            return client().newUntypedWorkflowStub(workflowId).describe() != null;
        } catch (WorkflowNotFoundException none) {
            return false;
        }
    }

    public WorkflowStub guardian(String attemptId) {
        return client().newUntypedWorkflowStub(PaymentGuardianWorkflow.workflowId(attemptId));
    }

    /** Somebody hears that a payment moved: a webhook, for example. */
    public void hears(PlaceOrder order, String attemptId) {
        run(order).signal("paymentMoved", attemptId);
    }

    /** As {@link #hears}, also when the checkout is over: then it is the payment's guardian who hears it. */
    public void hearsWhoeverIsAtIt(PlaceOrder order, String attemptId) {
        try {
            hears(order, attemptId);
        } catch (WorkflowNotFoundException over) {
            guardian(attemptId).signal("paymentMoved", attemptId);
        }
    }

    /** A customer's or an operator's wish: {@code cancel}, {@code retryPayment}, {@code switchToCod}, {@code checkGateway}. */
    public VerbAnswer asks(PlaceOrder order, String verb, Object... arguments) {
        return run(order).update(verb, VerbAnswer.class, arguments);
    }

    /** As {@link #asks}, without waiting for the answer; the wish has arrived. */
    public CompletableFuture<VerbAnswer> asksLater(PlaceOrder order, String verb, Object... arguments) {
        return run(order)
                .startUpdate(verb, WorkflowUpdateStage.ACCEPTED, VerbAnswer.class, arguments)
                .getResultAsync();
    }

    /**
     * Does something when so much time has passed, while somebody waits for the end of a run. Whatever it sends to a run must have arrived when it returns: time then skips to the next
     * timer.
     */
    public void after(Duration delay, Runnable event) {
        environment().registerDelayedCallback(delay, event);
    }

    /** Waits, without skipping time, until the timeline tells of something. */
    public void tells(String title) {
        await().until(() ->
                shop.timeline().stream().anyMatch(entry -> entry.title().contains(title)));
    }

    /** Cancels, and waits until a workflow task was told of it. */
    public void cancelAndBeHeard(PlaceOrder order) {
        run(order).cancel();
        await().until(() -> {
            List<EventType> events =
                    history(id(order)).stream().map(HistoryEvent::getEventType).toList();
            int cancelled = events.indexOf(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED);
            return cancelled >= 0
                    && events.subList(cancelled, events.size()).contains(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);
        });
    }

    public WorkflowStub run(PlaceOrder order) {
        return client().newUntypedWorkflowStub(id(order));
    }

    public String id(PlaceOrder order) {
        return "place-order/" + order.cartId() + "/" + order.attempt();
    }

    // ------------------------------------------------------------------------------- what Temporal kept

    /** Keeps a run's history among those that {@code ReplayTest} replays. */
    public void keepHistory(String name, String workflowId) throws IOException {
        Files.createDirectories(HISTORIES);
        History.Builder history = client().fetchHistory(workflowId).getHistory().toBuilder();
        // As a real server writes it: ids are derived from it, so that a replay needs it.
        history.getEventsBuilder(0)
                .getWorkflowExecutionStartedEventAttributesBuilder()
                .setWorkflowId(workflowId);
        Files.writeString(
                HISTORIES.resolve(name + ".json"), new WorkflowExecutionHistory(history.build()).toJson(true) + "\n");
    }

    public List<HistoryEvent> history(String workflowId) {
        return client().fetchHistory(workflowId).getHistory().getEventsList();
    }

    /** Every value that a search attribute of a run had, in order. */
    public <T> List<T> values(PlaceOrder order, SearchAttributeKey<T> key) {
        return values(id(order), key);
    }

    /** As {@link #values(PlaceOrder, SearchAttributeKey)}, of any run. */
    @SuppressWarnings("unchecked")
    public <T> List<T> values(String workflowId, SearchAttributeKey<T> key) {
        return history(workflowId).stream()
                .filter(HistoryEvent::hasUpsertWorkflowSearchAttributesEventAttributes)
                .map(event -> event.getUpsertWorkflowSearchAttributesEventAttributes()
                        .getSearchAttributes()
                        .getIndexedFieldsMap())
                .filter(fields -> fields.containsKey(key.getName()))
                .map(fields -> (T) DefaultDataConverter.STANDARD_INSTANCE.fromPayload(
                        fields.get(key.getName()), key.getValueClass(), key.getValueReflectType()))
                .toList();
    }
}
