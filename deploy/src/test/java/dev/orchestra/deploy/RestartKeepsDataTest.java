package dev.orchestra.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** What was acknowledged before a kill is there after the next start; a clean stop is the easier case. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RestartKeepsDataTest {

    @TempDir
    Path data;

    @Test
    void postgresKeepsWhatWasCommittedBeforeAKill() throws SQLException {
        try (Postgres postgres = Postgres.start(data, 0)) {
            try (Connection connection = connect(postgres)) {
                connection.createStatement().execute("create table notes (text varchar)");
                connection.createStatement().execute("insert into notes values ('kept')");
            }
            postgres.kill();
            assertThat(postgres.isAlive()).isFalse();
        }
        try (Postgres postgres = Postgres.start(data, 0);
                Connection connection = connect(postgres)) {
            ResultSet found = connection.createStatement().executeQuery("select text from notes");
            assertThat(found.next()).isTrue();
            assertThat(found.getString(1)).isEqualTo("kept");
        }
    }

    @Test
    void postgresIsAsDurableAsAProductionOne() throws SQLException {
        try (Postgres postgres = Postgres.start(data, 0);
                Connection connection = connect(postgres)) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                ResultSet value = connection.createStatement().executeQuery("show " + setting);
                value.next();
                assertThat(value.getString(1)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test
    void aServerThatAKilledLauncherLeftIsStopped() {
        try (Postgres leftover = Postgres.start(data, 0)) {
            assertThat(Postgres.stopLeftover(data)).isTrue();
            assertThat(leftover.isAlive()).isFalse();
        }
    }

    @Test
    void redisKeepsWhatWasWrittenBeforeAStop() {
        try (Redis redis = Redis.start(data, 0);
                RedisClient client = RedisClient.create(redis.url())) {
            client.set("cart", "kept");
        }
        try (Redis redis = Redis.start(data, 0);
                RedisClient client = RedisClient.create(redis.url())) {
            assertThat(client.get("cart")).isEqualTo("kept");
        }
    }

    @Test
    void kafkaKeepsWhatWasSentBeforeAKill() throws Exception {
        try (Kafka kafka = Kafka.start(data, 0)) {
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>("notes", "kept")).get(30, TimeUnit.SECONDS);
            }
            kafka.process().kill();
        }
        try (Kafka kafka = Kafka.start(data, 0);
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                kafka.bootstrapServers(),
                                "group.id",
                                "reader",
                                "auto.offset.reset",
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.subscribe(List.of("notes"));
            List<String> read = new ArrayList<>();
            Wait.until(Duration.ofSeconds(30), () -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    read.add(record.value());
                }
                return !read.isEmpty();
            });
            assertThat(read).containsExactly("kept");
        }
    }

    private static Connection connect(Postgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
