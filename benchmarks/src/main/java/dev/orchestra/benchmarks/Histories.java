package dev.orchestra.benchmarks;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.function.ToIntFunction;

/** What the latest runs of an operation left in Temporal. */
record Histories(
        int runs, IntSummaryStatistics tasks, IntSummaryStatistics localActivities, IntSummaryStatistics bytes) {

    private static final int LATEST = 20;

    static Histories of(WorkflowClient temporal, String workflow) {
        List<List<HistoryEvent>> histories = temporal.listExecutions(
                        "WorkflowType = '" + workflow + "' AND ExecutionStatus = 'Completed'")
                .limit(LATEST)
                .map(run -> temporal.fetchHistory(
                                run.getExecution().getWorkflowId(),
                                run.getExecution().getRunId())
                        .getEvents())
                .toList();
        return new Histories(
                histories.size(),
                sum(histories, history -> count(history, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)),
                sum(histories, history -> count(history, EventType.EVENT_TYPE_MARKER_RECORDED)),
                sum(
                        histories,
                        history -> history.stream()
                                .mapToInt(HistoryEvent::getSerializedSize)
                                .sum()));
    }

    private static int count(List<HistoryEvent> history, EventType type) {
        return (int)
                history.stream().filter(event -> event.getEventType() == type).count();
    }

    private static IntSummaryStatistics sum(
            List<List<HistoryEvent>> histories, ToIntFunction<List<HistoryEvent>> figure) {
        return histories.stream().mapToInt(figure).summaryStatistics();
    }
}
