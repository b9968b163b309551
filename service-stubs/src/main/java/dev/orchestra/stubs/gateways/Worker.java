package dev.orchestra.stubs.gateways;

import java.time.Duration;
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
                    // At least a millisecond, or a due time with microseconds would be asked for over and over.
                    long wait = Math.min(Math.max(nothingFor.toMillis(), 1), LOOK_AGAIN.toMillis());
                    woken.tryAcquire(wait, TimeUnit.MILLISECONDS);
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
