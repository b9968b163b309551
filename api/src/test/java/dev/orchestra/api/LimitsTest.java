package dev.orchestra.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.ResponseEntity;

/** How much and how often. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class LimitsTest {

    private static final String WHO = "/cart/owner";

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;

    private final String customer = "customer-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private static RunningApi api(String... settings) {
        return RunningApi.start(servers, settings);
    }

    @Test
    void aBodyHasItsLimit() {
        try (RunningApi api = api()) {
            api.operation().does = () -> ResponseEntity.ok().build();
            String most = "{\"a\": \"" + "x".repeat(64 * 1024 - 9) + "\"}";

            assertThat(api.post("/cart/operation", most, "X-User-Id", customer).statusCode())
                    .isEqualTo(200);
            assertThat(api.postInChunks("/cart/operation", most, "X-User-Id", customer)
                            .statusCode())
                    .isEqualTo(200);
            isTooLarge(api.post("/cart/operation", most + " ", "X-User-Id", customer));
            isTooLarge(api.postInChunks("/cart/operation", most + " ", "X-User-Id", customer));
            assertThat(api.operation().runs).hasValue(2);
        }
    }

    /** The server takes it apart, and gives up only when a parameter is asked for. */
    @Test
    void aQueryThatCannotBeTakenApartIsTheCallersMistake() {
        try (RunningApi api = api()) {
            HttpResponse<String> answer = api.get("/cart?=nothing", "X-User-Id", customer);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"INVALID_FIELD\"", "\"field\":\"(query)\"");
        }
    }

    private static void isTooLarge(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"code\":\"PAYLOAD_TOO_LARGE\"", "\"success\":false");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    /** Sends until it is stopped; the limit of the test is what would be gigabytes. */
    @Test
    void nobodyCanSendWithoutEnd() throws IOException {
        try (RunningApi api = api();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /cart/operation HTTP/1.1\r\nHost: api\r\nX-User-Id: " + customer
                            + "\r\nContent-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] some = new byte[1024 * 1024];
            int sent = 0;
            try {
                while (sent < 200) {
                    out.write(some);
                    sent++;
                }
            } catch (IOException stopped) {
                assertThat(sent).isLessThan(50);
            }
            assertThat(sent).isLessThan(200);
        }
    }

    @Test
    void anOwnerWhoAsksTooOftenWaits() {
        try (RunningApi api =
                api("--orchestra.rate-limit.owner.capacity=3", "--orchestra.rate-limit.owner.refill-per-second=1")) {
            HttpResponse<String> first = api.get(WHO, "X-User-Id", customer);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("RateLimit-Limit")).contains("3");
            assertThat(first.headers().firstValue("RateLimit-Remaining")).contains("2");
            assertThat(first.headers().firstValue("RateLimit-Reset")).contains("1");

            HttpResponse<String> refused =
                    await().until(() -> api.get(WHO, "X-User-Id", customer), answer -> answer.statusCode() != 200);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("\"code\":\"RATE_LIMITED\"", "\"success\":false");
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.headers().firstValue("RateLimit-Remaining")).contains("0");

            assertThat(api.get(WHO, "X-User-Id", customer + "-2").statusCode()).isEqualTo(200);
            assertThat(await().until(() -> api.get(WHO, "X-User-Id", customer), answer -> answer.statusCode() == 200))
                    .isNotNull();
        }
    }

    @Test
    void anAddressThatAsksTooOftenWaitsWhoeverItIs() {
        try (RunningApi api = api(
                "--orchestra.rate-limit.address.capacity=2", "--orchestra.rate-limit.address.refill-per-second=1")) {
            HttpResponse<String> refused = await().until(
                            () -> api.get(WHO, "X-User-Id", "customer-" + UUID.randomUUID()),
                            answer -> answer.statusCode() != 200);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("RATE_LIMITED");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.headers().firstValue("RateLimit-Limit")).contains("2");
            // What a caller says of their address is their word alone.
            assertThat(api.get(WHO, "X-User-Id", customer, "X-Forwarded-For", "203.0.113.7")
                            .headers()
                            .firstValue("RateLimit-Limit"))
                    .contains("2");
        }
    }

    @Test
    void whatIsNotOfTheLimitedPathsIsNotCounted() {
        try (RunningApi api = api()) {
            assertThat(api.get("/nothing").headers().firstValue("RateLimit-Limit"))
                    .isEmpty();
            for (String path : new String[] {"/cart", "/cart/nothing", "/orders/order_1", "/buy-now", "/guests"}) {
                assertThat(api.get(path).headers().firstValue("RateLimit-Limit"))
                        .as(path)
                        .isPresent();
            }
        }
    }

    @Test
    void whileRedisIsAwayEverybodyPasses(CapturedOutput output) {
        try (RunningApi api =
                api("--orchestra.redis.url=redis://127.0.0.1:1", "--orchestra.rate-limit.owner.capacity=1")) {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> answer = api.get(WHO, "X-User-Id", customer);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("RateLimit-Limit")).isEmpty();
            }
        }
        assertThat(output.getOut().split("Redis does not answer", -1)).hasSize(2);
    }

    @Test
    void whileRedisSaysNothingOneRequestWaitsAndOnceItSpeaksRequestsAreCounted() {
        try (RunningApi api = api()) {
            api.get(WHO, "X-User-Id", customer);
            servers.redis().process().pause();
            long begin = System.nanoTime();
            try {
                for (int i = 0; i < 20; i++) {
                    assertThat(api.get(WHO, "X-User-Id", customer).statusCode()).isEqualTo(200);
                }
            } finally {
                servers.redis().process().resume();
            }
            // Each of them waiting would be two seconds: twice for each request.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1500));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> api.get(WHO, "X-User-Id", customer)
                            .headers()
                            .firstValue("RateLimit-Limit")
                            .isPresent());
        }
    }
}
