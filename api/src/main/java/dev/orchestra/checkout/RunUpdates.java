package dev.orchestra.checkout;

import io.temporal.client.WorkflowUpdateHandle;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what an update of a run came to, and no longer than a request may. */
final class RunUpdates {

    private RunUpdates() {}

    /**
     * The client asks for a result in threads of its own, which know nothing of the request's time.
     *
     * @throws TimeoutException when there is no answer in time
     * @throws Exception what the update failed with
     */
    static <T> T await(WorkflowUpdateHandle<T> update, Duration patience) throws Exception {
        long left = Math.max(1, patience.toNanos());
        try {
            return update.getResultAsync(left, TimeUnit.NANOSECONDS).get(left, TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw cause instanceof Exception known ? known : failed;
        }
    }
}
