package dev.orchestra.stubs.gateways;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that works while there is work, and otherwise waits until it is woken or something is due. */
final class Worker {

    /** Looks this often even when nobody woke it: another process may have left work behind. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final String name;
    private final Supplier<Duration> work;
    private final Semaphore woken = new Semaphore(0);
    private volatile Thread thread;

    /** @param work does some of it and says how long nothing more will be due; zero for look again at once */
    Worker(String name, Supplier<Duration> work) {
        this.name = name;
        this.work = work;
    }

    /** How long it is until then, zero when that has passed. */
    static Duration until(Instant time) {
        Duration wait = Duration.between(Instant.now(), time);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    void wake() {
        woken.release();
    }

    void start() {
        thread = new Thread(this::run, name);
        thread.start();
    }

    void stop() {
        Thread running = thread;
        thread = null;
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (isRunning()) {
            try {
                Duration nothingFor = workOnce();
                if (!nothingFor.isZero()) {
                    long wait = Math.min(nothingFor.toNanos(), LOOK_AGAIN.toNanos());
                    woken.tryAcquire(wait, TimeUnit.NANOSECONDS);
                    woken.drainPermits();
                }
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private Duration workOnce() {
        try {
            return work.get();
        } catch (RuntimeException failure) {
            if (isRunning()) {
                log.warn("{} could not work: {}", name, failure.getMessage());
            }
            return LOOK_AGAIN;
        }
    }
}
