package dev.orchestra.workers;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while Temporal answers and this process serves its queues. */
public final class TemporalHealthIndicator implements HealthIndicator {

    private static final long PATIENCE_MS = 1_000;

    private final WorkflowServiceStubs stubs;
    private final WorkerHost host;

    TemporalHealthIndicator(WorkflowServiceStubs stubs, WorkerHost host) {
        this.stubs = stubs;
        this.host = host;
    }

    @Override
    public Health health() {
        try {
            String version = stubs.blockingStub()
                    .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                    .getServerVersion();
            return (host.serving() ? Health.up() : Health.outOfService())
                    .withDetail("version", version)
                    .build();
        } catch (StatusRuntimeException away) {
            // Asked every few seconds: a stack trace each time would bury what else the log says.
            return Health.down()
                    .withDetail("reason", away.getStatus().getCode().name())
                    .build();
        }
    }
}
