package dev.orchestra.stubs;

import dev.orchestra.stubs.gateways.WebhookInbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import redis.embedded.RedisServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole process on a random port, with a real PostgreSQL, Redis and Kafka that are started once for all tests. Tests
 * share them, so each makes ids of its own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "management.server.port=0")
public abstract class StubsTest {

    private static final CompletableFuture<EmbeddedPostgres> POSTGRES = starting(() ->
            EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start());

    private static final CompletableFuture<Integer> REDIS_PORT = starting(() -> {
        int port = freePort();
        RedisServer.newRedisServer().bind("127.0.0.1").port(port).build().start();
        return port;
    });

    private static final CompletableFuture<EmbeddedKafkaKraftBroker> KAFKA = starting(() -> {
        EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, 1);
        kafka.afterPropertiesSet();
        return kafka;
    });

    protected static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @LocalServerPort
    protected int port;

    @Autowired
    protected JsonMapper json;

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> POSTGRES.join().getJdbcUrl("postgres", "postgres"));
        registry.add("spring.kafka.bootstrap-servers", () -> KAFKA.join().getBrokersAsString());
        registry.add("stubs.redis-url", () -> "redis://127.0.0.1:" + REDIS_PORT.join());
        registry.add("stubs.gateways.phonepe.webhook-url", () -> WebhookInbox.url("phonepe"));
        registry.add("stubs.gateways.razorpay.webhook-url", () -> WebhookInbox.url("razorpay"));
        registry.add("stubs.gateways.retry-factor", () -> "0.001");
    }

    /** The address of a new database, for a test that does to it what no other should see. */
    protected static String newDatabase(String name) {
        try (Connection connection = POSTGRES.join().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return POSTGRES.join().getJdbcUrl("postgres", name);
    }

    /** The answer of a service; {@code body} is a missing node when there was none. */
    public record Answer(int status, HttpResponse<String> http, JsonNode body) {

        /** The text at a path such as {@code /cart/items/0/item_id}; empty when there is none. */
        public String text(String pointer) {
            return body.at(pointer).asString("");
        }

        public String header(String name) {
            return http.headers().firstValue(name).orElse(null);
        }
    }

    protected Answer get(String path) {
        return send("GET", path, null);
    }

    /** A write with an idempotency key of its own. */
    protected Answer post(String path, Object body) {
        return post(path, body, newKey());
    }

    /** A write under the given key, with further headers as name, value, name, value … */
    protected Answer post(String path, Object body, String idempotencyKey, String... headers) {
        return send("POST", path, body, withKey(idempotencyKey, headers));
    }

    protected Answer put(String path, Object body, String... headers) {
        return send("PUT", path, body, withKey(newKey(), headers));
    }

    protected Answer delete(String path, String... headers) {
        return send("DELETE", path, null, withKey(newKey(), headers));
    }

    /**
     * Sends one request.
     *
     * @param body a text is sent as it is, anything else as its JSON; null for none
     * @param headers name, value, name, value …
     */
    protected Answer send(String method, String path, Object body, String... headers) {
        return sendAsync(method, path, body, headers).join();
    }

    protected CompletableFuture<Answer> sendAsync(String method, String path, Object body, String... headers) {
        String text = body == null || body instanceof String ? (String) body : json.writeValueAsString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                // Enough for any single request here, also for one that waits for another.
                .timeout(Duration.ofSeconds(10))
                .method(method, text == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
        if (text != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(http -> new Answer(http.statusCode(), http, tree(http.body())));
    }

    protected static String newKey() {
        return UUID.randomUUID().toString();
    }

    private JsonNode tree(String text) {
        return text.isEmpty() ? json.missingNode() : json.readTree(text);
    }

    private static String[] withKey(String idempotencyKey, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Idempotency-Key";
        all[1] = idempotencyKey;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return all;
    }

    private static <T> CompletableFuture<T> starting(Callable<T> start) {
        CompletableFuture<T> started = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        started.complete(start.call());
                    } catch (Exception failed) {
                        started.completeExceptionally(failed);
                    }
                })
                .start();
        return started;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
