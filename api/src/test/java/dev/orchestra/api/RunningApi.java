package dev.orchestra.api;

import dev.orchestra.deploy.Postgres;
import dev.orchestra.deploy.Redis;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The API as a caller meets it, with its database and Redis and without Temporal, and operations that do what a test tells them. */
public final class RunningApi implements AutoCloseable {

    static final String PHONEPE_SECRET = "secret-of-phonepe";
    static final String RAZORPAY_SECRET = "secret-of-razorpay";

    /** The servers of a test class. */
    public record Servers(Postgres postgres, Redis redis) implements AutoCloseable {

        public static Servers start(Path folder) {
            return new Servers(Postgres.start(folder.resolve("postgres"), 0), Redis.start(folder.resolve("redis"), 0));
        }

        @Override
        public void close() {
            redis.close();
            postgres.close();
        }
    }

    /** A write, and who is asking. */
    @RestController
    static class OperationsController {

        final AtomicInteger runs = new AtomicInteger();
        volatile Supplier<ResponseEntity<Object>> does;
        volatile Function<IdempotentRequests.Pin, ResponseEntity<Object>> doesWithPin;

        private final IdempotentRequests requests;
        private final Fingerprint fingerprint;

        OperationsController(IdempotentRequests requests, Fingerprint fingerprint) {
            this.requests = requests;
            this.fingerprint = fingerprint;
        }

        @PostMapping("/cart/operation")
        ResponseEntity<Object> operate(Owner owner, HttpServletRequest request, @RequestBody Map<String, String> body) {
            return requests.once(owner, "POST /cart/operation", request, fingerprint.of(body), () -> {
                runs.incrementAndGet();
                return does.get();
            });
        }

        @PostMapping("/cart/pinning-operation")
        ResponseEntity<Object> operateWithPin(
                Owner owner, HttpServletRequest request, @RequestBody Map<String, String> body) {
            return requests.onceAccepted(
                    owner,
                    "POST /cart/pinning-operation",
                    request,
                    fingerprint.of(body),
                    pin -> doesWithPin.apply(pin));
        }

        @GetMapping("/cart/owner")
        Owner owner(Owner owner) {
            return owner;
        }
    }

    /** Notes who was merged. */
    static class Merges implements GuestMerge {

        final List<String> asked = new CopyOnWriteArrayList<>();
        volatile GuestMerge does = (customer, guest) -> {};

        @Override
        public void merge(Owner customer, String guestOwnerId) {
            asked.add(guestOwnerId + " into " + customer.ownerId());
            does.merge(customer, guestOwnerId);
        }
    }

    static class More {

        @Bean
        @Primary
        Merges merges() {
            return new Merges();
        }
    }

    private final ConfigurableApplicationContext application;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningApi(ConfigurableApplicationContext application) {
        this.application = application;
    }

    public static RunningApi start(Servers servers, String... settings) {
        return start(servers, More.class, settings);
    }

    /** @param more beans of the test that come before those of the application */
    public static RunningApi start(Servers servers, Class<?> more, String... settings) {
        // Of two of one name the last counts; Spring would take both.
        Map<String, String> all = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--management.server.port=-1",
                                "--spring.main.banner-mode=off",
                                "--spring.profiles.active=plain",
                                "--spring.temporal.connection.target=127.0.0.1:1",
                                "--spring.kafka.listener.auto-startup=false",
                                "--spring.datasource.url=" + servers.postgres().jdbcUrl(),
                                "--orchestra.redis.url=" + servers.redis().url(),
                                "--orchestra.webhooks.phonepe.hmac-secret=" + PHONEPE_SECRET,
                                "--orchestra.webhooks.razorpay.secret=" + RAZORPAY_SECRET,
                                "--orchestra.identity.mode=local"),
                        Stream.of(settings))
                .forEach(setting -> all.put(setting.substring(0, setting.indexOf('=')), setting));
        return new RunningApi(
                new SpringApplicationBuilder(ApiApplication.class, OperationsController.class, More.class, more)
                        .run(all.values().toArray(String[]::new)));
    }

    OperationsController operation() {
        return bean(OperationsController.class);
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    public JdbcClient database() {
        return bean(JdbcClient.class);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public HttpResponse<String> post(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> delete(String path, String... headers) {
        return send(request(path, headers).DELETE());
    }

    /** As it is, with no headers but these. */
    public HttpResponse<String> postAsIs(String path, byte[] body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofByteArray(body)));
    }

    /** Without saying how long the body is. */
    HttpResponse<String> postInChunks(String path, String json, String... headers) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
