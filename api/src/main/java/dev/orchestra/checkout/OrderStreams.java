package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Problem;
import dev.orchestra.store.OrderBook.StoredOrder;
import dev.orchestra.store.OrderBook.TimelineEntry;
import dev.orchestra.store.OrderFeed;
import dev.orchestra.store.OrderFeed.News;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells everybody who watches an order what happens to it. One thread looks into the table for all of them at once, so that it does not matter which process writes an entry,
 * and sends it: the whole story of an order is shorter than what a connection takes in before it makes anybody wait.
 */
@Component
@EnableConfigurationProperties(OrderStreamSettings.class)
public class OrderStreams implements SmartLifecycle {

    /** The name of the events. */
    static final String EVENT = "timeline";

    private static final Logger log = LoggerFactory.getLogger(OrderStreams.class);

    /** How long a client waits before it comes again when its stream broke. */
    private static final long RECONNECT_MILLIS = 2000;

    private static final String WAIT_SECONDS = "15";

    private final OrderFeed feed;
    private final OrderStreamSettings settings;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "order-streams");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean running;
    private boolean away;

    public OrderStreams(OrderFeed feed, OrderStreamSettings settings) {
        this.feed = feed;
        this.settings = settings;
    }

    /**
     * The data of an event.
     *
     * @param state that the entry tells of
     * @param checkoutState where the order stands by now
     */
    public record TimelineNews(
            int sequence, Instant at, CheckoutState state, String title, String detail, CheckoutState checkoutState) {}

    /** One client. {@code seen} and {@code sentAt} belong to the thread of the ticks. */
    private static final class Stream {

        final String ownerId;
        final String orderId;
        final SseEmitter client;
        int seen;
        long sentAt = System.nanoTime();

        Stream(StoredOrder order, int seen, SseEmitter client) {
            this.ownerId = order.ownerId();
            this.orderId = order.orderId();
            this.seen = seen;
            this.client = client;
        }
    }

    /**
     * Tells of an order from the entry behind {@code seen} on, until its end.
     *
     * @param seen the sequence of the last entry that the client knows; 0 for none
     * @return empty when all has been told and nothing more will happen
     * @throws Problem RATE_LIMITED, SERVICE_UNAVAILABLE when there are too many streams
     */
    public Optional<SseEmitter> open(StoredOrder order, int seen) {
        if (order.state().terminal()
                && feed.beyond(Map.of(order.orderId(), seen)).isEmpty()) {
            return Optional.empty();
        }
        SseEmitter client = new SseEmitter(settings.longest().toMillis());
        Stream stream = new Stream(order, seen, client);
        client.onTimeout(client::complete);
        client.onError(broken -> streams.remove(stream));
        client.onCompletion(() -> streams.remove(stream));
        // The client shall know at once that it is heard.
        send(stream, SseEmitter.event().reconnectTime(RECONNECT_MILLIS).comment("watching"));
        add(stream);
        return Optional.of(client);
    }

    private synchronized void add(Stream stream) {
        if (!running || streams.size() >= settings.perProcess()) {
            throw new Problem(ErrorCode.SERVICE_UNAVAILABLE, "Too many orders are being watched: try again later.")
                    .with("service", "order-streams");
        }
        long ofOwner = streams.stream()
                .filter(other -> other.ownerId.equals(stream.ownerId))
                .count();
        if (ofOwner >= settings.perOwner()) {
            throw new Problem(
                            ErrorCode.RATE_LIMITED,
                            "No more than " + settings.perOwner() + " streams can be open at once: close one.")
                    .withHeader(HttpHeaders.RETRY_AFTER, WAIT_SECONDS);
        }
        streams.add(stream);
        ticks.execute(this::tick);
    }

    private void tick() {
        try {
            look();
            if (away) {
                away = false;
                log.info("What happens to orders is told again.");
            }
        } catch (RuntimeException failure) {
            if (!away) {
                away = true;
                log.warn("What happens to orders cannot be told at the moment: {}", failure.getMessage());
            }
        }
        streams.forEach(this::keepAlive);
    }

    private void look() {
        Map<String, Integer> seen = new HashMap<>();
        streams.forEach(stream -> seen.merge(stream.orderId, stream.seen, Math::min));
        if (seen.isEmpty()) {
            return;
        }
        Map<String, List<News>> news = feed.beyond(seen).stream().collect(Collectors.groupingBy(News::orderId));
        streams.forEach(stream -> tell(stream, news.getOrDefault(stream.orderId, List.of())));
    }

    private void tell(Stream stream, Collection<News> news) {
        boolean ended = false;
        // Not the same for all: a client that came since has seen less.
        for (News entry : news) {
            if (entry.entry().sequence() > stream.seen) {
                if (!send(stream, event(entry))) {
                    return;
                }
                stream.seen = entry.entry().sequence();
                ended = entry.entry().state().terminal();
            }
        }
        if (ended) {
            streams.remove(stream);
            stream.client.complete();
        }
    }

    private static SseEmitter.SseEventBuilder event(News news) {
        TimelineEntry entry = news.entry();
        return SseEmitter.event()
                .id(Integer.toString(entry.sequence()))
                .name(EVENT)
                .data(
                        new TimelineNews(
                                entry.sequence(), entry.at(), entry.state(), entry.title(), entry.detail(), news.now()),
                        MediaType.APPLICATION_JSON);
    }

    private void keepAlive(Stream stream) {
        if (System.nanoTime() - stream.sentAt >= settings.heartbeat().toNanos()) {
            send(stream, SseEmitter.event().comment("still watching"));
        }
    }

    /** @return false when nobody is there any more */
    private boolean send(Stream stream, SseEmitter.SseEventBuilder event) {
        try {
            stream.client.send(event);
            stream.sentAt = System.nanoTime();
            return true;
        } catch (IOException | IllegalStateException gone) {
            // The container ends the request.
            streams.remove(stream);
            return false;
        }
    }

    @Override
    public void start() {
        running = true;
        long interval = settings.interval().toMillis();
        ticks.scheduleWithFixedDelay(this::tick, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Before the web server, which would wait for requests that never end. */
    @Override
    public void stop() {
        List<Stream> all;
        synchronized (this) {
            running = false;
            all = new ArrayList<>(streams);
            streams.clear();
        }
        ticks.shutdownNow();
        all.forEach(stream -> stream.client.complete());
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
