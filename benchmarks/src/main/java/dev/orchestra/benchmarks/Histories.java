package dev.orchestra.benchmarks;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.time.Instant;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.ToIntFunction;

/** What some runs of an operation left in Temporal. */
record Histories(
        IntSummaryStatistics events,
        IntSummaryStatistics tasks,
        IntSummaryStatistics localActivities,
        IntSummaryStatistics activities,
        IntSummaryStatistics bytes) {

    /** All runs of a workflow that were started since, and have ended. */
    static Histories since(Instant begin, WorkflowClient temporal, String workflow) {
        List<List<HistoryEvent>> histories = temporal.listExecutions("WorkflowType = '" + workflow
                        + "' AND ExecutionStatus = 'Completed' AND StartTime >= '" + begin + "'")
                .map(run -> temporal.fetchHistory(
                                run.getExecution().getWorkflowId(),
                                run.getExecution().getRunId())
                        .getEvents())
                .toList();
        return new Histories(
                statistics(histories, List::size),
                statistics(histories, history -> count(history, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)),
                statistics(histories, history -> count(history, EventType.EVENT_TYPE_MARKER_RECORDED)),
                statistics(histories, history -> count(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)),
                statistics(
                        histories,
                        history -> history.stream()
                                .mapToInt(HistoryEvent::getSerializedSize)
                                .sum()));
    }

    private static int count(List<HistoryEvent> history, EventType type) {
        return (int)
                history.stream().filter(event -> event.getEventType() == type).count();
    }

    private static IntSummaryStatistics statistics(
            List<List<HistoryEvent>> histories, ToIntFunction<List<HistoryEvent>> figure) {
        return histories.stream().mapToInt(figure).summaryStatistics();
    }
}
