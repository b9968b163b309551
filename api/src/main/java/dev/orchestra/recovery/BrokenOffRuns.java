package dev.orchestra.recovery;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.support.SearchAttributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Takes up runs that were broken off from outside: terminating one runs no code, and what it held stays held. */
final class BrokenOffRuns {

    /** How a run stands that should be under way. */
    enum Standing {
        UNDER_WAY,
        /** It has come to its end by itself. */
        ENDED,
        /** It was stopped before its end. */
        BROKEN_OFF,
        /** Temporal does not know it, or not any more. */
        UNKNOWN
    }

    /** An execution of a checkout that was stopped; another one may have followed it. */
    record Stopped(String workflowId, String runId) {}

    private static final String STOPPED_CHECKOUTS =
            "(WorkflowId STARTS_WITH 'place-order/' OR WorkflowId STARTS_WITH 'ticket-checkout/')"
                    + " AND ExecutionStatus IN ('Terminated', 'TimedOut', 'Failed')";

    private static final Set<WorkflowExecutionStatus> STOPPED = EnumSet.of(
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED,
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TIMED_OUT,
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);

    /** Where a run can be taken up from; the server brings it to its state there. */
    private static final Set<EventType> RESUMABLE = EnumSet.of(
            EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
            EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED);

    private static final long PATIENCE_SECONDS = 5;

    private final WorkflowServiceStubs service;
    private final String namespace;

    BrokenOffRuns(WorkflowClient temporal) {
        this.service = temporal.getWorkflowServiceStubs();
        this.namespace = temporal.getOptions().getNamespace();
    }

    Standing standing(String workflowId) {
        return describe(workflowId)
                .map(run -> switch (run.getStatus()) {
                    case WORKFLOW_EXECUTION_STATUS_RUNNING, WORKFLOW_EXECUTION_STATUS_PAUSED -> Standing.UNDER_WAY;
                    default -> STOPPED.contains(run.getStatus()) ? Standing.BROKEN_OFF : Standing.ENDED;
                })
                .orElse(Standing.UNKNOWN);
    }

    /** All that Temporal still knows of, whatever their rows say: a checkout that has told its end may have been at its undo, or at the messages about the order. */
    List<Stopped> stoppedCheckouts() {
        List<Stopped> stopped = new ArrayList<>();
        ListWorkflowExecutionsRequest.Builder page = ListWorkflowExecutionsRequest.newBuilder()
                .setNamespace(namespace)
                .setQuery(STOPPED_CHECKOUTS);
        do {
            ListWorkflowExecutionsResponse found = blocking().listWorkflowExecutions(page.build());
            found.getExecutionsList().stream()
                    .map(WorkflowExecutionInfo::getExecution)
                    .forEach(run -> stopped.add(new Stopped(run.getWorkflowId(), run.getRunId())));
            page.setNextPageToken(found.getNextPageToken());
        } while (!page.getNextPageToken().isEmpty());
        return stopped;
    }

    /**
     * Takes a checkout up where it was stopped. Whoever stopped it wanted it to end: it is called off, unless it had decided to carry the order out; that it does.
     *
     * @return what it goes on to do; empty when it had not begun, so that nothing of it is left
     */
    Optional<String> resume(String workflowId) {
        WorkflowExecutionInfo run = describe(workflowId)
                .filter(found -> STOPPED.contains(found.getStatus()))
                .orElseThrow(() -> new IllegalStateException(workflowId + " was not broken off"));
        Optional<Long> point = resumePoint(run.getExecution());
        if (point.isEmpty()) {
            return Optional.empty();
        }
        boolean decided = isDecided(run);
        String newRun = blocking()
                .resetWorkflowExecution(ResetWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowExecution(run.getExecution())
                        .setReason("It was broken off (" + run.getStatus() + ")")
                        .setWorkflowTaskFinishEventId(point.get())
                        // A second attempt of this very call must not make a second run.
                        .setRequestId(UUID.nameUUIDFromBytes(
                                        run.getExecution().getRunId().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .toString())
                        .build())
                .getRunId();
        if (!decided) {
            blocking()
                    .requestCancelWorkflowExecution(RequestCancelWorkflowExecutionRequest.newBuilder()
                            .setNamespace(namespace)
                            .setWorkflowExecution(WorkflowExecution.newBuilder()
                                    .setWorkflowId(workflowId)
                                    .setRunId(newRun))
                            .setReason("It was broken off before it was decided")
                            .setRequestId(newRun)
                            .build());
        }
        return Optional.of(decided ? "carry the order out" : "give everything back");
    }

    private static boolean isDecided(WorkflowExecutionInfo run) {
        Payload state = run.getSearchAttributes().getIndexedFieldsMap().get(SearchAttributes.CHECKOUT_STATE.getName());
        if (state == null) {
            return false;
        }
        CheckoutState known = CheckoutState.valueOf(
                DefaultDataConverter.STANDARD_INSTANCE.fromPayload(state, String.class, String.class));
        return known == CheckoutState.FULFILLING || known == CheckoutState.COMPLETED;
    }

    private Optional<WorkflowExecutionInfo> describe(String workflowId) {
        try {
            return Optional.of(blocking()
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(namespace)
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                            .build())
                    .getWorkflowExecutionInfo());
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private Optional<Long> resumePoint(WorkflowExecution run) {
        GetWorkflowExecutionHistoryReverseRequest.Builder page = GetWorkflowExecutionHistoryReverseRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(run);
        do {
            GetWorkflowExecutionHistoryReverseResponse events =
                    blocking().getWorkflowExecutionHistoryReverse(page.build());
            Optional<Long> found = events.getHistory().getEventsList().stream()
                    .filter(event -> RESUMABLE.contains(event.getEventType()))
                    .map(HistoryEvent::getEventId)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            page.setNextPageToken(events.getNextPageToken());
        } while (!page.getNextPageToken().isEmpty());
        return Optional.empty();
    }

    private io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub blocking() {
        return service.blockingStub().withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
