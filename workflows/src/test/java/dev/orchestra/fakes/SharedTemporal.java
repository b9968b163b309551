package dev.orchestra.fakes;

import dev.orchestra.cart.CartWorkflows;
import dev.orchestra.checkout.PlaceOrderWorkflowImpl;
import dev.orchestra.payment.PaymentGuardianWorkflowImpl;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.ticket.TicketWorkflows;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.api.testservice.v1.UnlockTimeSkippingRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.TestServiceStubs;
import io.temporal.serviceclient.TestServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One in-memory Temporal whose time skips, for all tests of a run: starting one for each would cost most of their time. Its workers call whichever
 * shop was opened last.
 */
final class SharedTemporal implements AutoCloseable {

    private static final Set<EventType> ENDS = EnumSet.of(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED);

    private final TestWorkflowEnvironment environment;
    private final TestServiceStubs time;
    private final Set<String> setRight = ConcurrentHashMap.newKeySet();
    private final AtomicInteger shops = new AtomicInteger();
    private volatile Map<Class<?>, Object> open;

    SharedTemporal() {
        TimersThatFireFirst timers = new TimersThatFireFirst();
        TestEnvironmentOptions.Builder options = TestEnvironmentOptions.newBuilder()
                .setWorkflowServiceStubsOptions(WorkflowServiceStubsOptions.newBuilder()
                        .setGrpcClientInterceptors(List.of(timers))
                        .build())
                .setWorkflowClientOptions(
                        WorkflowClientOptions.newBuilder().setIdentity("test").build());
        for (SearchAttributeKey<?> key : SearchAttributes.ALL) {
            options.registerSearchAttribute(key.getName(), key.getValueType());
        }
        environment = TestWorkflowEnvironment.newInstance(options.build());
        timers.tellTheTimeBy(environment::currentTimeMillis);
        Object[] activities = newShop().activities().keySet().stream()
                .map(this::ofTheOpenShop)
                .toArray();
        var carts = environment.newWorker(TaskQueues.CART);
        carts.registerWorkflowImplementationTypes(CartWorkflows.all());
        carts.registerWorkflowImplementationTypes(TicketWorkflows.operations());
        carts.registerActivitiesImplementations(activities);
        var checkouts = environment.newWorker(TaskQueues.CHECKOUT);
        checkouts.registerWorkflowImplementationTypes(PlaceOrderWorkflowImpl.class, PaymentGuardianWorkflowImpl.class);
        checkouts.registerWorkflowImplementationTypes(TicketWorkflows.checkouts());
        checkouts.registerActivitiesImplementations(activities);
        environment.start();
        time = TestServiceStubs.newServiceStubs(TestServiceStubsOptions.newBuilder()
                .setChannel(environment.getWorkflowServiceStubs().getRawChannel())
                .validateAndBuildWithDefaults());
    }

    TestWorkflowEnvironment environment() {
        return environment;
    }

    /**
     * Waits in the background for a guardian's end, and sets right what the test server then does to the time: it stops skipping until the parent hears of its child's end, which a parent
     * that has ended never does.
     */
    CompletableFuture<Void> watchGuardian(String workflowId) {
        WorkflowClient client = WorkflowClient.newInstance(environment.getWorkflowServiceStubs());
        return client.newUntypedWorkflowStub(workflowId)
                .getResultAsync(Void.class)
                .handle((over, cancelled) -> null)
                .thenRun(() -> {
                    WorkflowExecutionStartedEventAttributes started = client.fetchHistory(workflowId)
                            .getEvents()
                            .get(0)
                            .getWorkflowExecutionStartedEventAttributes();
                    if (setRight.add(started.getOriginalExecutionRunId())
                            && started.hasParentWorkflowExecution()
                            && !heard(
                                    client, started.getParentWorkflowExecution().getWorkflowId(), workflowId)) {
                        time.blockingStub().unlockTimeSkipping(UnlockTimeSkippingRequest.getDefaultInstance());
                    }
                });
    }

    /** Waits until it is known: the server tells a parent in its own time. */
    private static boolean heard(WorkflowClient client, String parent, String child) {
        while (true) {
            List<HistoryEvent> events = client.fetchHistory(parent).getEvents();
            boolean heard = events.stream()
                    .filter(HistoryEvent::hasChildWorkflowExecutionCompletedEventAttributes)
                    .anyMatch(event -> event.getChildWorkflowExecutionCompletedEventAttributes()
                            .getWorkflowExecution()
                            .getWorkflowId()
                            .equals(child));
            boolean ended = ENDS.contains(events.get(events.size() - 1).getEventType());
            if (heard || ended) {
                return heard;
            }
        }
    }

    /** A new shop, with a basket of its own name, which the workers call from now on. */
    FakeShop newShop() {
        FakeShop shop = new FakeShop("cart_" + shops.incrementAndGet(), environment::currentTimeMillis);
        open = shop.activities();
        return shop;
    }

    private Object ofTheOpenShop(Class<?> service) {
        return Proxy.newProxyInstance(
                service.getClassLoader(), new Class<?>[] {service}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(
                                method.getDeclaringClass() == Object.class ? this : open.get(service), arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    @Override
    public void close() {
        environment.close();
    }
}
