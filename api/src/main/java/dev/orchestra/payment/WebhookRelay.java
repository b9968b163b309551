package dev.orchestra.payment;

import dev.orchestra.store.PaymentRouteBook;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.store.WebhookInbox;
import dev.orchestra.store.WebhookInbox.Claimed;
import dev.orchestra.store.WebhookInbox.Status;
import dev.orchestra.store.WebhookInbox.Target;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Passes webhooks on to the runs that wait for them: at once when this process has received one, and every few seconds what another process, or one that
 * died, left. Any number of processes may do so side by side. A run may be told twice; that is no harm, it only looks.
 */
final class WebhookRelay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WebhookRelay.class);

    /** Longer than passing one on may take. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A route may be written while its webhook is looked at; a checkout that has not written it by then never will. */
    private static final Duration ORPHANS_LOOKED_AT_FOR = Duration.ofMinutes(15);

    private static final Duration AT_THE_END = Duration.ofSeconds(5);

    /** Events that say that money was taken, which a checkout that is over may know already. */
    private static final Set<String> TAKEN = Set.of(
            "payment.authorized", "payment.captured", "order.paid", "checkout.order.completed", "pg.order.completed");

    private final WebhookInbox inbox;
    private final PaymentRouteBook routes;
    private final PaymentNews news;
    private final WebhookMetrics metrics;
    private final WebhookProperties.Relay settings;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile ThreadPoolExecutor threads;
    private ScheduledThreadPoolExecutor sweeper;

    WebhookRelay(
            WebhookInbox inbox,
            PaymentRouteBook routes,
            PaymentNews news,
            WebhookMetrics metrics,
            WebhookProperties.Relay settings) {
        this.inbox = inbox;
        this.routes = routes;
        this.news = news;
        this.metrics = metrics;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        // Whoever waits in the queue will find all that is there: who comes to a full one need not wait.
        threads = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.threads()),
                task -> daemon(task, "webhook-relay"),
                new ThreadPoolExecutor.DiscardPolicy());
        sweeper = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "webhook-sweep"));
        sweeper.scheduleWithFixedDelay(
                this::sweep, settings.sweep().toMillis(), settings.sweep().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** There is something to be passed on. */
    void wake() {
        ThreadPoolExecutor running = threads;
        if (running != null) {
            running.execute(this::passOnWhatIsDue);
        }
    }

    private void sweep() {
        wake();
        withDatabase(() -> metrics.unsettled(inbox.unsettled()));
    }

    private void passOnWhatIsDue() {
        withDatabase(() -> {
            boolean more = true;
            while (more && isRunning()) {
                // One at a time: the others of a burst are for the other threads.
                List<Claimed> claimed = inbox.claim(1, LEASE);
                more = !claimed.isEmpty() && passOn(claimed.get(0));
            }
        });
    }

    /** @return false when there is no use in going on now */
    private boolean passOn(Claimed webhook) {
        Target route = webhook.route();
        if (route == null) {
            inbox.orphan(webhook, webhook.age().compareTo(ORPHANS_LOOKED_AT_FOR) < 0 ? pause(webhook) : null);
            metrics.passedOn(webhook.gateway(), Status.ORPHAN);
            return true;
        }
        boolean told = route.owner() == RouteOwner.CLOSED && isKnown(webhook, route);
        if (told) {
            inbox.processed(webhook, "known before");
            metrics.passedOn(webhook.gateway(), Status.PROCESSED);
            return true;
        }
        return tell(webhook, route);
    }

    /** The last events of a payment often come when its order is complete, and say what the checkout was told already. */
    private boolean isKnown(Claimed webhook, Target route) {
        return route.settled()
                && TAKEN.contains(webhook.event())
                && webhook.gatewayPaymentId() != null
                && inbox.wasToldOfPayment(webhook);
    }

    private boolean tell(Claimed webhook, Target target) {
        Route route = routes.find(target.attemptId()).orElseThrow();
        PaymentNews.Told told = news.tell(route, PATIENCE);
        switch (told) {
            case YES -> {
                inbox.processed(webhook, null);
                metrics.passedOn(webhook.gateway(), Status.PROCESSED);
            }
            // Whoever looks for lost runs has it taken up again, or gives the payment a guardian.
            case GONE -> again(webhook, "its checkout is not there");
            case NOT_NOW -> again(webhook, "Temporal did not take it");
        }
        return told != PaymentNews.Told.NOT_NOW;
    }

    private void again(Claimed webhook, String why) {
        inbox.againIn(webhook, pause(webhook), why);
        metrics.passedOn(webhook.gateway(), Status.RECEIVED);
    }

    /** One second, two, four … */
    private static Duration pause(Claimed webhook) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(webhook.claim() - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void withDatabase(Runnable work) {
        try {
            work.run();
            if (away.getAndSet(false)) {
                log.info("Webhooks can be passed on again");
            }
        } catch (DataAccessException | TransactionException failure) {
            if (!away.getAndSet(true)) {
                log.warn("Webhooks cannot be passed on, trying on: {}", failure.getMessage());
            }
        } catch (RuntimeException bug) {
            // The claim runs out, and the next sweep tries again.
            log.error("A webhook could not be passed on", bug);
        }
    }

    @Override
    public synchronized void stop() {
        ThreadPoolExecutor running = threads;
        threads = null;
        sweeper.shutdownNow();
        running.shutdown();
        try {
            if (!running.awaitTermination(AT_THE_END.toMillis(), TimeUnit.MILLISECONDS)) {
                running.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            running.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }

    /** Below the web server's: what it still receives is passed on. */
    @Override
    public int getPhase() {
        return 0;
    }
}
