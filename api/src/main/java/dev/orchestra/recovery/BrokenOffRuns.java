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
import io.temporal.api.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Takes up runs that were broken off from outside: terminating one runs no code, and what it held stays held. */
final class BrokenOffRuns {

    /** How a run stands that should be under way. */
    enum Standing {
        /** It is, or it has come to its end by itself. */
        WELL,
        /** It was stopped before its end. */
        BROKEN_OFF,
        /** Temporal does not know it, or not any more. */
        UNKNOWN
    }

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
                .map(run -> STOPPED.contains(run.getStatus()) ? Standing.BROKEN_OFF : Standing.WELL)
                .orElse(Standing.UNKNOWN);
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
