package dev.orchestra.ticket;

import static dev.orchestra.ticket.ShopOfSeats.uuid;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.api.RunningApi;
import dev.orchestra.api.RunningTemporal;
import dev.orchestra.deploy.Ports;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.TaskQueues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** What Inventory tells of reservations becomes runs, whatever is away meanwhile. Each test has a topic of its own. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class ReservationListenerTest {

    private static final int PARTITIONS = 3;
    private static final List<SeatReservationWorkflow.Held> RUNS = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static EmbeddedKafkaKraftBroker kafka;
    private static RunningTemporal temporal;
    private static KafkaProducer<String, String> inventory;

    private final String topic = "reservation-created-" + uuid();

    /** Is told of a reservation and knows nothing else. */
    public static final class StandIn implements SeatReservationWorkflow {

        @Override
        public ReservationState run(Held held) {
            RUNS.add(held);
            Workflow.await(() -> false);
            return ReservationState.EXPIRED;
        }

        @Override
        public void changed() {}

        @Override
        public Extended extend(Extend extend) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        kafka = new EmbeddedKafkaKraftBroker(1, PARTITIONS);
        kafka.afterPropertiesSet();
        temporal = withStandIn(Ports.orFree(0));
        inventory = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.getBrokersAsString(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
    }

    @AfterAll
    static void stop() {
        inventory.close();
        temporal.close();
        kafka.destroy();
        servers.close();
    }

    private static RunningTemporal withStandIn(int port) {
        RunningTemporal started = new RunningTemporal(port);
        Worker worker = started.workers().newWorker(TaskQueues.CHECKOUT);
        worker.registerWorkflowImplementationTypes(StandIn.class);
        started.workers().start();
        return started;
    }

    private RunningApi api(int temporalPort) {
        return RunningApi.start(
                servers,
                ShopOfSeats.class,
                "--spring.temporal.connection.target=127.0.0.1:" + temporalPort,
                "--spring.kafka.bootstrap-servers=" + kafka.getBrokersAsString(),
                "--spring.kafka.listener.auto-startup=true",
                "--spring.kafka.consumer.properties.metadata.max.age.ms=500",
                "--orchestra.tickets.reservation-created-topic=" + topic);
    }

    private static String event(String reservationId) {
        Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return """
                {"messageId": "msg-1", "type": "reservation-created", "occurredAt": "%s", "more": {"to": "come"},
                 "data": {"reservationId": "%s", "eventId": "%s", "seatId": "%s", "ownerId": "own_1", "price": 50, "currency": "INR",
                          "createdAt": "%s", "expiresAt": "%s", "row": "A"}}
                """.formatted(created, reservationId, uuid(), uuid(), created, created.plusSeconds(1800));
    }

    private void tell(String key, String message) throws Exception {
        inventory.send(new ProducerRecord<>(topic, key, message)).get();
    }

    private static Optional<SeatReservationWorkflow.Held> run(String reservationId) {
        return RUNS.stream()
                .filter(held -> held.reservation().reservationId().equals(reservationId))
                .findFirst();
    }

    private static void awaitRun(String reservationId) {
        await().atMost(60, SECONDS).until(() -> run(reservationId).isPresent());
    }

    private static double counted(RunningApi api, String outcome) {
        Counter counter = api.bean(MeterRegistry.class)
                .find("orchestra.reservations.received")
                .tag("outcome", outcome)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void aReservationBecomesARunOnce() throws Exception {
        String reservationId = uuid();
        tell(reservationId, event(reservationId.toUpperCase(java.util.Locale.ROOT)));
        tell(reservationId, event(reservationId));

        try (RunningApi api = api(temporal.port)) {
            await().atMost(60, SECONDS).until(() -> counted(api, "known") == 1);
            awaitRun(reservationId);

            SeatReservationWorkflow.Held held = run(reservationId).orElseThrow();
            assertThat(held.reservation().price()).isEqualTo(new BigDecimal("50.00"));
            assertThat(held.reservation().ownerId()).isEqualTo("own_1");
            assertThat(Duration.between(
                            held.reservation().createdAt(), held.reservation().expiresAt()))
                    .isEqualTo(Duration.ofMinutes(30));
            assertThat(held.policy()).isEqualTo(ReservationPolicy.DEFAULT);
            assertThat(RUNS.stream().filter(other -> other.equals(held))).hasSize(1);
            assertThat(counted(api, "started")).isEqualTo(1);
            WorkflowClient client = temporal.client;
            OffsetDateTime end = client.newUntypedWorkflowStub("seat-reservation/" + reservationId)
                    .describe()
                    .getTypedSearchAttributes()
                    .get(SearchAttributes.HOLD_EXPIRES_AT);
            assertThat(end).isEqualTo(held.reservation().expiresAt().atOffset(ZoneOffset.UTC));
            awaitAllTaken();
        }
    }

    /** Nothing would be told again. */
    private void awaitAllTaken() throws Exception {
        try (KafkaConsumer<String, String> reader = reader("orchestra-checkout")) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            await().atMost(60, SECONDS).until(() -> {
                Map<TopicPartition, OffsetAndMetadata> taken = reader.committed(java.util.Set.copyOf(partitions));
                return ends.entrySet().stream()
                        .allMatch(end -> end.getValue() == 0
                                || taken.get(end.getKey()) != null
                                        && taken.get(end.getKey()).offset() == end.getValue());
            });
        }
    }

    private static KafkaConsumer<String, String> reader(String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.getBrokersAsString(),
                        "group.id",
                        group,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    @Test
    void whatCannotBeMeantIsPutAsideAndTheNextIsTaken(CapturedOutput log) throws Exception {
        String reservationId = uuid();
        String key = "one partition";
        tell(key, "{not JSON");
        tell(key, event("reservation-1"));
        tell(key, event(reservationId));

        try (RunningApi api = api(temporal.port)) {
            awaitRun(reservationId);
            assertThat(putAside(2))
                    .extracting(ConsumerRecord::value, ReservationListenerTest::reason)
                    .satisfiesExactly(
                            first -> assertThat(first.toList())
                                    .containsExactly("{not JSON", "cannot be read as JSON of this message"),
                            second -> assertThat(second.toList())
                                    .element(1)
                                    .isEqualTo("data.reservationId must be a UUID"));
            assertThat(counted(api, "rejected")).isEqualTo(2);
            assertThat(counted(api, "started")).isEqualTo(1);
            awaitAllTaken();
        }
        assertThat(log)
                .contains("was put aside: data.reservationId must be a UUID")
                .doesNotContain("{not JSON");
    }

    private static String reason(ConsumerRecord<String, String> message) {
        return new String(message.headers().lastHeader("reason").value(), StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<String, String>> putAside(int count) {
        try (KafkaConsumer<String, String> reader = reader("support")) {
            reader.subscribe(List.of(topic + ".dlt"));
            List<ConsumerRecord<String, String>> all = new ArrayList<>();
            await().atMost(60, SECONDS).until(() -> {
                reader.poll(Duration.ofMillis(200)).forEach(all::add);
                return all.size() >= count;
            });
            return all;
        }
    }

    @Test
    void whileTemporalIsAwayTheMessageWaits(CapturedOutput log) throws Exception {
        int port = Ports.orFree(0);
        String first = uuid();
        String second = uuid();
        tell("one partition", event(first));
        tell("one partition", event(second));

        try (RunningApi api = api(port)) {
            awaitTrouble(log, 1);
            RunningTemporal back = withStandIn(port);
            try {
                awaitRun(first);
                awaitRun(second);
                awaitAllTaken();
                assertThat(counted(api, "rejected")).isZero();
            } finally {
                back.close();
            }
        }
    }

    @Test
    void aProcessThatEndsWithoutARunLeavesTheMessageToTheNext(CapturedOutput log) throws Exception {
        String reservationId = uuid();
        tell(reservationId, event(reservationId));
        try (RunningApi ends = api(Ports.orFree(0))) {
            awaitTrouble(log, 1);
        }

        try (RunningApi next = api(temporal.port)) {
            awaitRun(reservationId);
        }
    }

    private static void awaitTrouble(CapturedOutput log, int times) {
        await().atMost(60, SECONDS)
                .until(() -> log.getOut().split("is tried again until it is taken", -1).length > times);
    }

    @Test
    void aTopicThatIsMadeLaterIsFound() throws Exception {
        String reservationId = uuid();
        try (RunningApi api = api(temporal.port)) {
            tell(reservationId, event(reservationId));
            awaitRun(reservationId);
        }
    }

    @Test
    void withoutKafkaTheApiAnswers() {
        try (RunningApi api = RunningApi.start(
                servers,
                ShopOfSeats.class,
                "--spring.kafka.bootstrap-servers=127.0.0.1:" + Ports.orFree(0),
                "--spring.kafka.listener.auto-startup=true")) {
            assertThat(api.get("/cart/owner", "X-User-Id", "somebody").statusCode())
                    .isEqualTo(200);
        }
    }
}
