package dev.orchestra.workers;

import dev.orchestra.cart.CartWorkflows;
import dev.orchestra.checkout.PlaceOrderWorkflowImpl;
import dev.orchestra.payment.PaymentGuardianWorkflowImpl;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.ticket.TicketWorkflows;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the workers of this process. A worker factory refuses to start while Temporal cannot be reached, so this host keeps trying: the process
 * itself starts in any case, and says by its health what it waits for. On the way out it stops polling, lets tasks in work finish, then goes.
 */
public final class WorkerHost implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkerHost.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

    /** On a busy machine a workflow thread may wait for a processor longer than the SDK's one second. */
    private static final long DEADLOCK_DETECTION_MS = 5_000;

    private final WorkflowClient client;
    private final Object[] activities;
    private final WorkerProperties properties;
    private volatile boolean wanted;
    private volatile WorkerFactory factory;
    private Thread starter;

    WorkerHost(WorkflowClient client, List<Object> activities, WorkerProperties properties) {
        this.client = client;
        this.activities = activities.toArray();
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        wanted = true;
        starter = new Thread(this::startWhenPossible, "worker-host");
        starter.setDaemon(true);
        starter.start();
    }

    private void startWhenPossible() {
        WorkerFactory candidate = newFactory();
        boolean told = false;
        while (wanted) {
            try {
                SearchAttributeRegistration.register(
                        client.getWorkflowServiceStubs(), client.getOptions().getNamespace());
                // A start that fails for want of a server leaves the factory as it was: it can be started again.
                candidate.start();
                factory = candidate;
                log.info("Serving queues {}", properties.queues());
                return;
            } catch (RuntimeException notYet) {
                if (!told) {
                    log.warn("Temporal cannot be used yet, trying on: {}", notYet.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException stopped) {
            wanted = false;
        }
    }

    private WorkerFactory newFactory() {
        WorkerFactory fresh = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkflowCacheSize(properties.cachedWorkflows())
                        // Every branch of a workflow has a thread of its own while it waits.
                        .setMaxWorkflowThreadCount(properties.cachedWorkflows() * 3)
                        .setUsingVirtualWorkflowThreads(Runtime.version().feature() >= 21)
                        .setWorkerInterceptors(new LogContextInterceptor())
                        .build());
        for (String queue : properties.queues()) {
            Worker worker = fresh.newWorker(
                    queue,
                    WorkerOptions.newBuilder()
                            .setDefaultDeadlockDetectionTimeout(DEADLOCK_DETECTION_MS)
                            .build());
            switch (queue) {
                case TaskQueues.CART -> {
                    worker.registerWorkflowImplementationTypes(CartWorkflows.all());
                    worker.registerWorkflowImplementationTypes(TicketWorkflows.operations());
                }
                case TaskQueues.CHECKOUT -> {
                    worker.registerWorkflowImplementationTypes(
                            PlaceOrderWorkflowImpl.class, PaymentGuardianWorkflowImpl.class);
                    worker.registerWorkflowImplementationTypes(TicketWorkflows.checkouts());
                }
                default ->
                    throw new IllegalArgumentException("orchestra.workers.queues names an unknown queue: " + queue);
            }
            worker.registerActivitiesImplementations(activities);
        }
        return fresh;
    }

    @Override
    public synchronized void stop() {
        wanted = false;
        starter.interrupt();
        WorkerFactory running = factory;
        factory = null;
        if (running != null) {
            log.info("Draining: no new tasks, finishing those in work");
            running.shutdown();
            running.awaitTermination(properties.drain().toMillis(), TimeUnit.MILLISECONDS);
            running.shutdownNow();
            running.awaitTermination(AFTER_INTERRUPT.toMillis(), TimeUnit.MILLISECONDS);
            log.info("Drained");
        }
    }

    @Override
    public boolean isRunning() {
        return wanted;
    }

    /** Whether this process polls for tasks. */
    boolean serving() {
        return factory != null;
    }

    /** Below the web server's: requests in work still need the workers. */
    @Override
    public int getPhase() {
        return 0;
    }
}
