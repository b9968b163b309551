package dev.orchestra.api;

import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowUpdateTimeoutOrCancelledException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Talks to Temporal within a request's time, and says what its silence means. */
@Component
public class Orchestration {

    /** Nobody answered, or nobody was there to answer. */
    private static final Set<Status.Code> SILENCE = EnumSet.of(
            Status.Code.UNAVAILABLE,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.CANCELLED);

    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "request-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    private final WorkflowServiceStubs temporal;

    public Orchestration(WorkflowServiceStubs temporal) {
        this.temporal = temporal;
    }

    /** What a run that is there comes to. */
    public interface Result<T> {
        T await() throws Exception;
    }

    /**
     * Starts an operation, or attaches to it, and then waits for what it comes to.
     *
     * @param start after it the run is known to be there: whatever becomes of the connection then, silence means that it goes on
     * @return as {@link #within(Duration, Callable)}
     */
    public <T> Optional<T> startedWithin(Duration budget, Callable<Result<T>> start) {
        return within(budget, () -> {
            Result<T> result = start.call();
            try {
                return result.await();
            } catch (Exception failure) {
                if (SILENCE.contains(answer(failure))) {
                    throw new TimeoutException();
                }
                throw failure;
            }
        });
    }

    /**
     * Starts an operation and waits for its answer, in one call.
     *
     * @return empty when there is no answer in time: the operation goes on, or was never started; the same request will find it or start it
     * @throws Problem ORCHESTRATION_UNAVAILABLE when Temporal cannot be reached
     */
    public <T> Optional<T> within(Duration budget, Callable<T> call) {
        if (connection() == ConnectivityState.TRANSIENT_FAILURE) {
            // Known to be away: nobody has to wait for it to be found out again.
            throw away();
        }
        Context.CancellableContext context =
                Context.current().withDeadline(Deadline.after(budget.toMillis(), TimeUnit.MILLISECONDS), deadlines);
        try {
            return Optional.of(context.call(call));
        } catch (Exception failure) {
            if (failure instanceof TimeoutException || failure instanceof WorkflowUpdateTimeoutOrCancelledException) {
                return Optional.empty();
            }
            Status.Code code = answer(failure);
            if (code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED) {
                throw away();
            }
            if (code == Status.Code.DEADLINE_EXCEEDED || code == Status.Code.CANCELLED) {
                // The client tries on until the deadline: whether it had anybody to talk to tells the two cases apart.
                if (connection() != ConnectivityState.READY) {
                    throw away();
                }
                return Optional.empty();
            }
            throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
        } finally {
            context.cancel(null);
        }
    }

    private ConnectivityState connection() {
        return temporal.getRawChannel().getState(false);
    }

    private static Problem away() {
        return new Problem(
                ErrorCode.ORCHESTRATION_UNAVAILABLE,
                "Send the same request again in a moment; with the Idempotency-Key of this answer where there is one.");
    }

    /** What Temporal answered. Null when the failure is not one of a call to it. */
    public static Status.Code answer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException grpc) {
                return grpc.getStatus().getCode();
            }
        }
        return null;
    }

    @PreDestroy
    void stop() {
        deadlines.shutdownNow();
    }
}
