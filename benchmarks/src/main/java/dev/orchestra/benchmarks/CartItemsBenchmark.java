package dev.orchestra.benchmarks;

import dev.orchestra.deploy.LocalStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * {@code POST /cart/items} (10 steps), durable, next to the same activities called directly, without Temporal and without our API: in turns, in
 * one run, against one stack. How to run it and what it said: {@code benchmarks/README.md}.
 */
public final class CartItemsBenchmark {

    private static final int[] CLIENTS = {1, 16};
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(8);
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    /** One customer's cart operation; returns when it is answered. */
    private interface Operation {
        void perform(String customer, int quantity) throws Exception;
    }

    private CartItemsBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of("").toAbsolutePath();
        Path data = Files.createTempDirectory("orchestra-benchmark");
        try (LocalStack stack = LocalStack.builder(root, data).start()) {
            Operation durable = durable(stack);
            try (DirectCartItems direct = new DirectCartItems(stack.stubsUrl())) {
                System.out.println("warming up");
                round(durable, 4, WARM_UP);
                round(direct::perform, 4, WARM_UP);
                System.out.printf("%-9s %-10s %9s %9s %9s%n", "clients", "", "p50 ms", "p95 ms", "per s");
                for (int clients : CLIENTS) {
                    compare(clients, durable, direct::perform);
                }
            }
        }
    }

    /** Rounds in turn, so that whatever else the machine does bears on both. */
    private static void compare(int clients, Operation durable, Operation direct) throws Exception {
        Histogram a = histogram();
        Histogram b = histogram();
        for (int i = 0; i < ROUNDS; i++) {
            a.add(round(durable, clients, ROUND));
            b.add(round(direct, clients, ROUND));
        }
        double seconds = ROUNDS * ROUND.toMillis() / 1000.0;
        print(clients, "durable", a, seconds);
        print(clients, "direct", b, seconds);
        System.out.printf(
                Locale.ROOT,
                "%-9d %-10s %9.2f %9.2f%n",
                clients,
                "ratio",
                (double) a.getValueAtPercentile(50) / b.getValueAtPercentile(50),
                (double) a.getValueAtPercentile(95) / b.getValueAtPercentile(95));
    }

    private static void print(int clients, String what, Histogram times, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "%-9d %-10s %9.1f %9.1f %9.0f%n",
                clients,
                what,
                times.getValueAtPercentile(50) / 1000.0,
                times.getValueAtPercentile(95) / 1000.0,
                times.getTotalCount() / seconds);
    }

    private static Histogram histogram() {
        return new SynchronizedHistogram(Duration.ofMinutes(1).toNanos() / 1000, 3);
    }

    /** Closed loop: each client sends its next request when it has its answer. */
    private static Histogram round(Operation operation, int clients, Duration length) throws Exception {
        Histogram micros = histogram();
        long end = System.nanoTime() + length.toNanos();
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                String customer = "bench-" + UUID.randomUUID();
                running.add(pool.submit(() -> {
                    for (int i = 0; System.nanoTime() < end; i++) {
                        long start = System.nanoTime();
                        operation.perform(customer, 1 + i % 9);
                        micros.recordValue((System.nanoTime() - start) / 1000);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return micros;
    }

    private static Operation durable(LocalStack stack) {
        HttpClient http = HttpClient.newHttpClient();
        URI address = URI.create(stack.apiUrl() + "/cart/items");
        return (customer, quantity) -> {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .header("X-User-Id", customer)
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .POST(HttpRequest.BodyPublishers.ofString(
                            """
                            {"operations": [{"op": "SET", "product_id": "%s", "quantity": %d}, {"op": "SET", "product_id": "%s", "quantity": 1}]}""".formatted(DirectCartItems.FIRST, quantity, DirectCartItems.SECOND)))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            while (answer.statusCode() == 202) {
                // A cold process may need longer than a request has; the time counts.
                answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            }
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        };
    }
}
