package dev.orchestra.stubs.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what waits in the outbox to Kafka, the events of each key one after the other, and keeps trying while Kafka is away.
 * An event whose acknowledgement got lost is sent again under the same {@code event_id}. It has a thread of its own,
 * because a broker that does not answer makes it wait.
 */
@Component
class EventPublisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);
    private static final int PARTITIONS = 3;
    private static final long LOOK_AGAIN_MS = 1_000;

    private final Outbox outbox;
    private final KafkaTemplate<String, String> kafka;
    private final KafkaAdmin configuration;
    private final JsonMapper json;
    private final List<NewTopic> topics;
    private final Semaphore work = new Semaphore(0);
    private volatile Thread thread;
    private boolean topicsAreThere;
    private boolean kafkaIsAway;

    EventPublisher(
            Outbox outbox,
            KafkaTemplate<String, String> kafka,
            KafkaAdmin configuration,
            JsonMapper json,
            EventProperties properties) {
        this.outbox = outbox;
        this.kafka = kafka;
        this.configuration = configuration;
        this.json = json;
        this.topics = Stream.concat(Stream.of(Event.ORDERS), properties.topics().stream())
                .map(name -> TopicBuilder.name(name).partitions(PARTITIONS).build())
                .toList();
    }

    /** Says that an event was committed, so that it need not wait for the next look. */
    void wake() {
        work.release();
    }

    @Override
    public void start() {
        thread = new Thread(this::run, "event-publisher");
        thread.start();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        running.interrupt();
        try {
            running.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (isRunning()) {
            try {
                if (!publishNext()) {
                    work.tryAcquire(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
                    work.drainPermits();
                }
            } catch (InterruptedException stop) {
                return;
            } catch (RuntimeException failure) {
                log.warn("Events wait, the outbox could not be read: {}", failure.getMessage());
                pause();
            }
        }
    }

    /** Whether it is worth looking for more at once. */
    private boolean publishNext() throws InterruptedException {
        if (!makeSureOfTopics()) {
            return false;
        }
        List<Event> events = outbox.next();
        if (events.isEmpty()) {
            return false;
        }
        Map<Event, CompletableFuture<?>> sent = new LinkedHashMap<>();
        events.forEach(event -> sent.put(event, send(event)));
        List<String> arrived = new ArrayList<>();
        for (Map.Entry<Event, CompletableFuture<?>> each : sent.entrySet()) {
            try {
                each.getValue().get();
                arrived.add(each.getKey().eventId());
            } catch (ExecutionException failure) {
                kafkaFailed(failure.getCause());
            }
        }
        if (!arrived.isEmpty()) {
            outbox.arrived(arrived);
        }
        if (arrived.size() < events.size()) {
            return false;
        }
        kafkaAnswers();
        return true;
    }

    private CompletableFuture<?> send(Event event) {
        try {
            return kafka.send(event.topic(), event.key(), json.writeValueAsString(event.message()));
        } catch (RuntimeException unreachable) {
            return CompletableFuture.failedFuture(unreachable);
        }
    }

    /**
     * Topics are made here and not by the framework at start-up, because there may be no broker then; and before their
     * first event, because a reader that comes first would have the broker make one of its own idea.
     */
    private boolean makeSureOfTopics() throws InterruptedException {
        if (topicsAreThere) {
            return true;
        }
        try (Admin admin = Admin.create(configuration.getConfigurationProperties())) {
            for (KafkaFuture<Void> made : admin.createTopics(topics).values().values()) {
                try {
                    made.get();
                } catch (ExecutionException failure) {
                    if (!(failure.getCause() instanceof TopicExistsException)) {
                        kafkaFailed(failure.getCause());
                        return false;
                    }
                }
            }
        }
        topicsAreThere = true;
        return true;
    }

    private void kafkaFailed(Throwable cause) {
        // The next broker that answers may be a new one, without the topics.
        topicsAreThere = false;
        if (!kafkaIsAway) {
            kafkaIsAway = true;
            log.warn("Kafka does not take events, they wait in the outbox: {}", cause.getMessage());
        }
    }

    private void kafkaAnswers() {
        if (kafkaIsAway) {
            kafkaIsAway = false;
            log.info("Kafka takes events again");
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
