package dev.orchestra.workers;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a process serves its queues.
 *
 * @param queues which of {@code dev.orchestra.support.TaskQueues}
 * @param cachedWorkflows how many open runs are kept in memory; the others are replayed when something happens to them
 * @param drain how long tasks in work may take to finish once the process was told to stop
 */
@ConfigurationProperties("orchestra.workers")
public record WorkerProperties(
        List<String> queues,
        @DefaultValue("600") int cachedWorkflows,
        @DefaultValue("25s") Duration drain) {}
