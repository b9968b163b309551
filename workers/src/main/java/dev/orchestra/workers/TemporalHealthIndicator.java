package dev.orchestra.workers;

import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Up while Temporal answers and this process serves its queues. */
public final class TemporalHealthIndicator extends AbstractHealthIndicator {

    private static final long PATIENCE_MS = 1_000;

    private final WorkflowServiceStubs stubs;
    private final WorkerHost host;

    TemporalHealthIndicator(WorkflowServiceStubs stubs, WorkerHost host) {
        super("Temporal cannot be reached");
        this.stubs = stubs;
        this.host = host;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        String version = stubs.blockingStub()
                .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                .getServerVersion();
        health.status(host.serving() ? "UP" : "OUT_OF_SERVICE").withDetail("version", version);
    }
}
