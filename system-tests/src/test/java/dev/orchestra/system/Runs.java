package dev.orchestra.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The runs that Temporal keeps of a cart, as an operator can read them. */
final class Runs implements AutoCloseable {

    private static final SearchAttributeKey<String> CHECKOUT_STATE = SearchAttributeKey.forKeyword("CheckoutState");

    private final WorkflowServiceStubs service;
    private final WorkflowClient temporal;

    Runs(LocalStack stack) {
        service = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(stack.temporalAddress())
                .build());
        temporal = WorkflowClient.newInstance(service);
    }

    /**
     * Everything that is stored of each run of a cart, by the run's id. Payloads are bytes of the history, so that a text which is somewhere in it is found.
     *
     * @param atLeast how many there are to wait for: the list is a little behind
     */
    Map<String, String> historiesOf(String cartId, int atLeast) {
        return histories("CartId = '" + cartId + "'", atLeast);
    }

    /** The same of the run of a reservation, of all runs of its owner's, and of a checkout. */
    Map<String, String> historiesOf(String reservationId, String ownerId, String orderId, int atLeast) {
        return histories(
                "WorkflowId = 'seat-reservation/%s' or WorkflowId starts_with 'add-seat/%s/' or WorkflowId starts_with 'ticket-checkout/%s/'"
                        .formatted(reservationId, ownerId, orderId),
                atLeast);
    }

    private Map<String, String> histories(String query, int atLeast) {
        await("runs where " + query)
                .atMost(Duration.ofSeconds(30))
                .until(() -> temporal.listExecutions(query).count() >= atLeast);
        Map<String, String> histories = new TreeMap<>();
        temporal.listExecutions(query)
                .map(WorkflowExecutionMetadata::getExecution)
                .forEach(run -> histories.put(
                        run.getWorkflowId(),
                        new String(
                                temporal.fetchHistory(run.getWorkflowId(), run.getRunId())
                                        .getHistory()
                                        .toByteArray(),
                                StandardCharsets.UTF_8)));
        return histories;
    }

    /** What a run came to, when it has come to it. */
    static String end(LocalStack stack, String workflowId, Duration patience) {
        try (Runs runs = new Runs(stack)) {
            return runs.temporal
                    .newUntypedWorkflowStub(workflowId)
                    .getResult(patience.toSeconds(), TimeUnit.SECONDS, String.class);
        } catch (TimeoutException late) {
            throw new AssertionError(workflowId + " has not ended", late);
        }
    }

    /** How often there was a run of this id. */
    long countOf(String workflowId) {
        String ofId = "WorkflowId = '" + workflowId + "'";
        await("a run of " + workflowId)
                .atMost(Duration.ofSeconds(30))
                .until(() -> temporal.listExecutions(ofId).findAny().isPresent());
        return temporal.listExecutions(ofId).count();
    }

    /** What an operator does in the Temporal UI, and should not. */
    static void terminate(LocalStack stack, String workflowId) {
        try (Runs runs = new Runs(stack)) {
            runs.temporal.newUntypedWorkflowStub(workflowId).terminate("by hand");
        }
    }

    /** @return the state that the checkout was in, as the Temporal UI shows it; null before its first one */
    static String terminateCheckout(LocalStack stack, String workflowId) {
        try (Runs runs = new Runs(stack)) {
            WorkflowStub run = runs.temporal.newUntypedWorkflowStub(workflowId);
            String state = run.describe().getTypedSearchAttributes().get(CHECKOUT_STATE);
            run.terminate("by hand");
            return state;
        }
    }

    static boolean isOpen(LocalStack stack, String workflowId) {
        try (Runs runs = new Runs(stack)) {
            return runs.temporal.newUntypedWorkflowStub(workflowId).describe().getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        }
    }

    private record Minutes(int minutes) {}

    /** What an operator does in the Temporal UI: gives a reservation more time. */
    static JsonNode extended(LocalStack stack, String reservationId, int minutes) {
        try (Runs runs = new Runs(stack)) {
            return runs.temporal
                    .newUntypedWorkflowStub("seat-reservation/" + reservationId)
                    .update("extend", JsonNode.class, new Minutes(minutes));
        }
    }

    @Override
    public void close() {
        service.shutdownNow();
        service.awaitTermination(5, TimeUnit.SECONDS);
    }
}
