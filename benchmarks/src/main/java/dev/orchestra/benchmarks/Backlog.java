package dev.orchestra.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reservations that Inventory would have told of all at once (docs/events/reservation-created.schema.json), of seats that there are not, of a show of their own. */
final class Backlog {

    private static final String TOPIC = "reservation-created";
    private static final String CHECKOUT = "checkout";

    /** A queue that is empty for a moment may have more to come. */
    private static final int QUIET_LOOKS = 50;

    private static final Duration HELD = Duration.ofMinutes(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final BigDecimal PRICE = new BigDecimal("50.00");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String eventId = UUID.randomUUID().toString();
    private final String ownerId = "own_" + UUID.randomUUID();
    private final int reservations;

    private record Message(String messageId, String type, String occurredAt, Data data) {}

    private record Data(
            String reservationId,
            String eventId,
            String seatId,
            String ownerId,
            BigDecimal price,
            String currency,
            String createdAt,
            String expiresAt) {}

    Backlog(int reservations) {
        this.reservations = reservations;
    }

    /** Returns when Kafka has all of them. */
    void publish(String kafkaServers) throws JsonProcessingException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafkaServers,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        try (KafkaProducer<String, String> inventory = new KafkaProducer<>(settings)) {
            for (int i = 0; i < reservations; i++) {
                String reservationId = UUID.randomUUID().toString();
                inventory.send(new ProducerRecord<>(TOPIC, reservationId, message(reservationId)));
            }
        }
    }

    private String message(String reservationId) throws JsonProcessingException {
        Instant now = Instant.now();
        return JSON.writeValueAsString(new Message(
                UUID.randomUUID().toString(),
                TOPIC,
                now.toString(),
                new Data(
                        reservationId,
                        eventId,
                        UUID.randomUUID().toString(),
                        ownerId,
                        PRICE,
                        "INR",
                        now.toString(),
                        now.plus(HELD).toString())));
    }

    /** Returns when each is noted, which its seat can be added from on. */
    void awaitNoted(Connection database) throws Exception {
        long until = System.nanoTime() + HELD.toNanos();
        while (noted(database) < reservations) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("only " + noted(database) + " of " + reservations
                        + " reservations were noted before the first of them ended");
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    /** Returns when no task of their runs waits for a worker any more: then each waits for its own end. */
    static void awaitWaiting(WorkflowClient temporal) throws InterruptedException {
        DescribeTaskQueueRequest question = DescribeTaskQueueRequest.newBuilder()
                .setNamespace(temporal.getOptions().getNamespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(CHECKOUT))
                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                .setReportStats(true)
                .build();
        for (int quiet = 0; quiet < QUIET_LOOKS; ) {
            Thread.sleep(LOOK_EVERY.toMillis());
            long waiting = temporal.getWorkflowServiceStubs()
                    .blockingStub()
                    .describeTaskQueue(question)
                    .getStats()
                    .getApproximateBacklogCount();
            quiet = waiting == 0 ? quiet + 1 : 0;
        }
    }

    private int noted(Connection database) throws SQLException {
        try (PreparedStatement question = database.prepareStatement(
                "select count(*) from orchestra.seat_reservations where event_id = ? and state = 'HELD'")) {
            question.setString(1, eventId);
            try (ResultSet answer = question.executeQuery()) {
                answer.next();
                return answer.getInt(1);
            }
        }
    }
}
