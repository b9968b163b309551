package dev.orchestra.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Requests at fixed times, whether or not earlier ones have their answers. Each is timed from when it was due, not from when it was sent: a server that stands still is
 * thereby charged with all that would have come meanwhile.
 */
final class OpenLoop {

    private final int perSecond;

    OpenLoop(int perSecond) {
        this.perSecond = perSecond;
    }

    /**
     * @param request sends one; fails when the answer is not as it should be
     * @return microseconds from when each was due to its answer
     */
    Histogram run(Duration time, Supplier<CompletableFuture<?>> request) throws Exception {
        Histogram micros = new SynchronizedHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        List<CompletableFuture<?>> sent = new ArrayList<>();
        long begin = System.nanoTime();
        for (long due = begin; due - begin < time.toNanos(); due += gap) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long wanted = due;
            sent.add(request.get().thenRun(() -> micros.recordValue((System.nanoTime() - wanted) / 1000)));
        }
        for (CompletableFuture<?> one : sent) {
            one.get(1, TimeUnit.MINUTES);
        }
        return micros;
    }
}
