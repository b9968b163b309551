package dev.orchestra.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.api.RunningApi;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.OwnerDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Watching an order, at two processes of the API. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class OrderStreamsTest {

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static RunningApi first;
    private static RunningApi second;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String customer = "customer-" + UUID.randomUUID();
    private final String orderId = "order_" + UUID.randomUUID();
    private final List<Watch> watches = new ArrayList<>();
    private String ownerId;

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        first = api();
        second = api();
    }

    private static RunningApi api(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--orchestra.rate-limit.enabled=false",
                "--orchestra.order-streams.interval=50ms",
                "--orchestra.order-streams.heartbeat=300ms",
                "--orchestra.order-streams.per-owner=2"));
        settings.addAll(List.of(more));
        return RunningApi.start(servers, settings.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        servers.close();
    }

    @BeforeEach
    void anOwner() {
        ownerId = first.bean(OwnerDirectory.class)
                .findOrCreate(OwnerDirectory.Kind.CUSTOMER, customer)
                .ownerId();
    }

    @AfterEach
    void leave() {
        watches.forEach(Watch::close);
    }

    /** A client that reads until the end, or until it leaves. */
    private static final class Watch implements AutoCloseable {

        final HttpResponse<InputStream> answer;
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile boolean ended;

        Watch(HttpResponse<InputStream> answer) {
            this.answer = answer;
            Thread reader = new Thread(this::read, "watch");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (var text = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    lines.add(line);
                }
                ended = true;
            } catch (IOException left) {
                // The test has seen enough.
            }
        }

        List<String> ids() {
            return lines.stream()
                    .filter(line -> line.startsWith("id:"))
                    .map(line -> line.substring(3).strip())
                    .toList();
        }

        @Override
        public void close() {
            try {
                answer.body().close();
            } catch (IOException gone) {
                // So it is.
            }
        }
    }

    private Watch watch(RunningApi api, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.port() + "/orders/" + orderId + "/events"))
                .header("X-User-Id", customer)
                .header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            Watch watch = new Watch(http.send(request.build(), BodyHandlers.ofInputStream()));
            watches.add(watch);
            return watch;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void happens(int sequence, CheckoutState state) {
        first.bean(OrderRecords.class)
                .record(new OrderRecords.OrderEntry(
                        orderId,
                        sequence,
                        state,
                        true,
                        Instant.parse("2026-01-01T12:00:00Z"),
                        "Entry " + sequence,
                        null,
                        new OrderRecords.OrderSnapshot(
                                OrderRecords.OrderKind.CART,
                                ownerId,
                                "cart_of_" + orderId,
                                1,
                                "place-order/" + orderId,
                                "WEB",
                                null,
                                null,
                                null,
                                BigDecimal.TEN,
                                "INR",
                                null,
                                List.of(),
                                List.of())));
    }

    @Test
    void theTimelineIsToldAsItHappensAtEveryProcessUntilItsEnd() {
        happens(1, CheckoutState.VALIDATING);
        Watch here = watch(first);
        Watch there = watch(second);
        await().untilAsserted(() -> assertThat(here.ids()).containsExactly("1"));
        assertThat(here.answer.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/event-stream");
        assertThat(here.answer.headers().firstValue("Cache-Control")).contains("no-store");
        happens(2, CheckoutState.HOLDING);
        await().untilAsserted(() -> assertThat(there.ids()).containsExactly("1", "2"));
        happens(3, CheckoutState.FULFILLING);
        happens(4, CheckoutState.COMPLETED);

        for (Watch watch : List.of(here, there)) {
            await().until(() -> watch.ended);
            assertThat(watch.ids()).containsExactly("1", "2", "3", "4");
            assertThat(watch.lines)
                    .contains("event:timeline")
                    .contains(
                            "data:{\"sequence\":4,\"at\":\"2026-01-01T12:00:00Z\",\"state\":\"COMPLETED\",\"title\":\"Entry 4\",\"detail\":null,\"checkout_state\":\"COMPLETED\"}");
        }
    }

    @Test
    void aClientThatComesAgainAtTheOtherProcessMissesNothingAndHearsNothingTwice() {
        happens(1, CheckoutState.VALIDATING);
        Watch before = watch(first);
        await().untilAsserted(() -> assertThat(before.ids()).containsExactly("1"));
        before.close();
        happens(2, CheckoutState.HOLDING);
        happens(3, CheckoutState.AWAITING_PAYMENT);
        Watch after = watch(second, "Last-Event-ID", "1");
        await().untilAsserted(() -> assertThat(after.ids()).containsExactly("2", "3"));
        happens(4, CheckoutState.CANCELLED);

        await().until(() -> after.ended);
        assertThat(after.ids()).containsExactly("2", "3", "4");
        assertThat(watch(first, "Last-Event-ID", "3").answer.statusCode()).isEqualTo(200);
        // There is nothing to come again for.
        assertThat(watch(first, "Last-Event-ID", "4").answer.statusCode()).isEqualTo(204);
        assertThat(watch(second, "Last-Event-ID", "9").answer.statusCode()).isEqualTo(204);
    }

    @Test
    void whereNothingHappensSomethingIsSaidAllTheSame() {
        happens(1, CheckoutState.AWAITING_PAYMENT);
        Watch watch = watch(first, "Last-Event-ID", "1");

        await().untilAsserted(() ->
                assertThat(watch.lines).filteredOn(":still watching"::equals).hasSizeGreaterThan(1));
        assertThat(watch.lines).contains(":watching", "retry:2000");
        assertThat(watch.ids()).isEmpty();
    }

    @Test
    void anOwnerHasAFewStreamsAndLeavesThemBehindByGoing(CapturedOutput output) {
        happens(1, CheckoutState.AWAITING_PAYMENT);
        Watch one = watch(first);
        watch(first);
        Watch third = watch(first);
        assertThat(third.answer.statusCode()).isEqualTo(429);
        assertThat(third.answer.headers().firstValue("Retry-After")).isPresent();
        await().untilAsserted(() -> assertThat(String.join("", third.lines)).contains("RATE_LIMITED"));

        one.close();
        await().untilAsserted(() -> assertThat(watch(first).answer.statusCode()).isEqualTo(200));
        assertThat(output.getAll()).doesNotContain("Unexpected failure");
    }

    @Test
    void aProcessHasItsLimitAndStopsWithoutWaitingForAnybody() {
        happens(1, CheckoutState.AWAITING_PAYMENT);
        RunningApi small = api("--orchestra.order-streams.per-process=1");
        Watch one = watch(small);
        Watch other = watch(small);
        assertThat(other.answer.statusCode()).isEqualTo(503);
        assertThat(other.answer.headers().firstValue("Retry-After")).isPresent();
        long before = System.nanoTime();
        small.close();

        await().until(() -> one.ended);
        assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);
    }

    @Test
    void whatCannotBeWatched() {
        happens(1, CheckoutState.AWAITING_PAYMENT);
        assertThat(first.get("/orders/order_none/events", "X-User-Id", customer).statusCode())
                .isEqualTo(404);
        assertThat(first.get("/orders/" + orderId + "/events", "X-User-Id", "other-" + customer)
                        .statusCode())
                .isEqualTo(404);
        assertThat(first.get("/orders/" + orderId + "/events").statusCode()).isEqualTo(401);
        HttpResponse<String> wrong =
                first.get("/orders/" + orderId + "/events", "X-User-Id", customer, "Last-Event-ID", "yesterday");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("\"field\":\"Last-Event-ID\"");
        assertThat(first.get("/orders/" + orderId + "/events", "X-User-Id", customer, "Accept", "application/json")
                        .statusCode())
                .isEqualTo(406);
    }
}
