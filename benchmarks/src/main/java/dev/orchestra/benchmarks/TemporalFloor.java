package dev.orchestra.benchmarks;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.UUID;

/**
 * What Temporal itself costs on this machine: runs that do nothing, served by a worker of this process on a queue of its own, started eagerly as the API
 * starts its own.
 */
final class TemporalFloor implements AutoCloseable {

    static final int ACTIVITIES = 10;

    private static final String QUEUE = "benchmark";

    private final WorkflowClient client;
    private final WorkerFactory workers;

    /** A run with so many local activities, one after the other. */
    @WorkflowInterface
    public interface Idle {
        @WorkflowMethod
        String run(int activities);
    }

    @ActivityInterface
    public interface Nothing {
        String nothing();
    }

    public static final class IdleImpl implements Idle {

        private final Nothing nothing = Workflow.newLocalActivityStub(
                Nothing.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(2))
                        .build());

        @Override
        public String run(int activities) {
            String last = "";
            for (int i = 0; i < activities; i++) {
                last = nothing.nothing();
            }
            return last;
        }
    }

    TemporalFloor(WorkflowClient client) {
        this.client = client;
        this.workers = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(Runtime.version().feature() >= 21)
                        .build());
        Worker worker = workers.newWorker(QUEUE);
        worker.registerWorkflowImplementationTypes(IdleImpl.class);
        worker.registerActivitiesImplementations((Nothing) () -> "nothing");
        workers.start();
    }

    void run(int activities) {
        client.newWorkflowStub(
                        Idle.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(QUEUE)
                                .setWorkflowId("idle/" + UUID.randomUUID())
                                .setDisableEagerExecution(false)
                                .build())
                .run(activities);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
