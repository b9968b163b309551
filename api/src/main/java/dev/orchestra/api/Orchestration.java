package dev.orchestra.api;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowUpdateTimeoutOrCancelledException;
import io.temporal.client.WorkflowServiceException;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Talks to Temporal within a request's time, and says what its silence means. */
@Component
public class Orchestration {

    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "request-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts an operation and waits for its answer.
     *
     * @return empty when the operation was started but has not answered in time: it goes on, and the same request will find it
     * @throws Problem ORCHESTRATION_UNAVAILABLE when Temporal cannot be reached; the operation may be sent again with the same key
     */
    public <T> Optional<T> within(Duration budget, Callable<T> call) {
        Context.CancellableContext context =
                Context.current().withDeadline(Deadline.after(budget.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS), deadlines);
        try {
            return Optional.of(context.call(call));
        } catch (Exception failure) {
            if (ranOutOfTime(failure)) {
                return Optional.empty();
            }
            if (serverAway(failure)) {
                throw new Problem(
                        ErrorCode.ORCHESTRATION_UNAVAILABLE, "Nothing was started. Send the same request again in a moment.");
            }
            throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
        } finally {
            context.cancel(null);
        }
    }

    private static boolean ranOutOfTime(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof WorkflowUpdateTimeoutOrCancelledException;
    }

    private static boolean serverAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException grpc) {
                Status.Code code = grpc.getStatus().getCode();
                return code == Status.Code.UNAVAILABLE
                        || code == Status.Code.DEADLINE_EXCEEDED
                        || code == Status.Code.RESOURCE_EXHAUSTED
                        || code == Status.Code.CANCELLED;
            }
        }
        return failure instanceof WorkflowServiceException;
    }

    @PreDestroy
    void stop() {
        deadlines.shutdownNow();
    }
}
