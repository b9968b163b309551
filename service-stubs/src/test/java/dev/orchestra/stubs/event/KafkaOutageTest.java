package dev.orchestra.stubs.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.ServiceStubs;
import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A second process with a broker of its own, which comes late and goes away once. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaOutageTest extends StubsTest {

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient database;

    @TempDir
    private Path folder;

    @Test
    void whatHappensWhileKafkaIsAwayIsToldWhenItIsBack(CapturedOutput log) throws Exception {
        int kafkaPort = freePort();
        String order = Ids.next("order");
        KafkaRaftServer kafka = null;
        try (ConfigurableApplicationContext process = startWith("127.0.0.1:" + kafkaPort)) {
            publish(process, order, "ONE");
            publish(process, order, "TWO");
            String reservation = reserve(process, "550e8400-e29b-41d4-a716-446655440002");
            awaitComplaint(log, 1);

            kafka = startKafka(kafkaPort);
            assertThat(TopicReader.readUntil("127.0.0.1:" + kafkaPort, order, "TWO"))
                    .extracting(
                            record -> json.readTree(record.value()).at("/event").stringValue())
                    .containsSubsequence("ONE", "TWO");
            assertThat(TopicReader.readUntil("127.0.0.1:" + kafkaPort, "reservation-created", reservation, reservation))
                    .isNotEmpty();
            awaitEmptyOutbox(process);

            kafka.shutdown();
            kafka.awaitShutdown();
            publish(process, order, "THREE");
            publish(process, order, "FOUR");
            awaitComplaint(log, 2);

            kafka = new KafkaRaftServer(configuration(kafkaPort), Time.SYSTEM);
            kafka.startup();
            assertThat(TopicReader.readUntil("127.0.0.1:" + kafkaPort, order, "FOUR"))
                    .extracting(
                            record -> json.readTree(record.value()).at("/event").stringValue())
                    .containsSubsequence("ONE", "TWO", "THREE", "FOUR");
        } finally {
            if (kafka != null) {
                kafka.shutdown();
                kafka.awaitShutdown();
            }
        }
    }

    private ConfigurableApplicationContext startWith(String kafka) {
        database.sql("create database kafka_outage").update();
        return new SpringApplicationBuilder(ServiceStubs.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--logging.level.kafka=ERROR",
                        "--logging.level.state.change.logger=ERROR",
                        "--stubs.redis-url=" + environment.getRequiredProperty("stubs.redis-url"),
                        "--spring.datasource.url="
                                + environment
                                        .getRequiredProperty("spring.datasource.url")
                                        .replaceFirst("/postgres\\b", "/kafka_outage"),
                        "--spring.kafka.bootstrap-servers=" + kafka);
    }

    private void publish(ConfigurableApplicationContext process, String order, String event) throws Exception {
        assertThat(post(process, "/api/events/publish", EventTest.event(order, event))
                        .statusCode())
                .isEqualTo(200);
    }

    private String reserve(ConfigurableApplicationContext process, String seat) throws Exception {
        HttpResponse<String> reserved = post(process, "/reservations", "{\"seatIds\": [\"%s\"]}".formatted(seat));
        assertThat(reserved.statusCode()).isEqualTo(201);
        return json.readTree(reserved.body())
                .at("/reservations/0/reservationId")
                .stringValue();
    }

    /** It is the caller's business that the event is stored, not that Kafka is there: the answer may not wait for it. */
    private static HttpResponse<String> post(ConfigurableApplicationContext process, String path, String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + process.getEnvironment().getProperty("local.server.port") + path))
                .timeout(Duration.ofSeconds(2))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", newKey())
                .POST(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    /** Until then the outage was too short for the publisher to notice. */
    private static void awaitComplaint(CapturedOutput log, int times) {
        await().atMost(20, SECONDS).until(() -> log.getOut().split("Kafka does not take events", -1).length > times);
    }

    private static void awaitEmptyOutbox(ConfigurableApplicationContext process) {
        await().atMost(10, SECONDS)
                .until(() -> process.getBean(Outbox.class).next().isEmpty());
    }

    private KafkaRaftServer startKafka(int port) throws IOException {
        KafkaConfig configuration = configuration(port);
        Path file = folder.resolve("server.properties");
        Properties properties = new Properties();
        properties.putAll(configuration.originalsStrings());
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        int formatted = StorageTool.execute(
                new String[] {
                    "format",
                    "--config",
                    file.toString(),
                    "--cluster-id",
                    Uuid.randomUuid().toString()
                },
                new PrintStream(OutputStream.nullOutputStream()));
        assertThat(formatted).isZero();
        KafkaRaftServer kafka = new KafkaRaftServer(configuration, Time.SYSTEM);
        kafka.startup();
        return kafka;
    }

    private KafkaConfig configuration(int port) throws IOException {
        int controllerPort = freePort();
        return new KafkaConfig(
                Map.of(
                        "process.roles",
                        "broker,controller",
                        "node.id",
                        "1",
                        "controller.quorum.voters",
                        "1@127.0.0.1:" + controllerPort,
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "controller.listener.names",
                        "CONTROLLER",
                        "log.dirs",
                        folder.resolve("log").toString(),
                        "num.partitions",
                        "1"),
                false);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
