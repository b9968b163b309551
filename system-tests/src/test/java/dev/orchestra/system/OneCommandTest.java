package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/up}, as its user sees it. */
class OneCommandTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Where nothing is cached yet the first start builds the Temporal CLI, which may take 20 minutes. */
    private static final Duration FIRST_START = PATIENCE.plusMinutes(20);

    /** What {@code deploy/up} says of the SDK's test server. */
    private static final String TEST_SERVER = "NO TEMPORAL SERVER COULD BE HAD";

    private static final List<String> PARTS = List.of(
            "api",
            "api-management",
            "workers",
            "service-stubs",
            "service-stubs-management",
            "temporal",
            "temporal-ui",
            "postgres",
            "redis",
            "kafka");

    @TempDir
    Path folder;

    @Test
    void playsTheDemoStopsEverythingAndKeepsItsData() throws Exception {
        Path data = folder.resolve("data");
        Path out = folder.resolve("out.txt");
        Process up = up(out, "--demo", "--data", data.toString());
        try {
            await("the demo is over")
                    .atMost(FIRST_START)
                    .until(() -> !up.isAlive()
                            || said(out).contains("/workflows/")
                            || said(out).contains(TEST_SERVER));
            if (said(out).contains(TEST_SERVER)) {
                Stack.abortLoudly();
            }
            assertThat(said(out))
                    .contains(
                            "ready in",
                            "PHONEPE",
                            "STORE-WALLET",
                            "PARTIALLY_PAID",
                            "Payment at PHONEPE received",
                            "COMPLETED",
                            "/namespaces/default/workflows/place-order%2Fcart_");
        } finally {
            stopped(up);
        }
        assertThat(up.exitValue()).as(said(out)).isZero();
        assertThat(up.descendants().filter(ProcessHandle::isAlive)).isEmpty();

        Path again = folder.resolve("again.txt");
        Process second = up(again, "--data", data.toString());
        try {
            await("ready again")
                    .atMost(PATIENCE)
                    .until(() -> !second.isAlive() || said(again).contains("ready in"));
            Matcher number = Pattern.compile("ORD-\\d+-\\d+").matcher(said(out));
            assertThat(number.find()).isTrue();
            Matcher order = Pattern.compile("order_[0-9a-f]{32}").matcher(said(out));
            assertThat(order.find()).isTrue();
            Matcher services = Pattern.compile("core services\\s+(\\S+)").matcher(said(again));
            assertThat(services.find()).as(said(again)).isTrue();
            JsonNode kept = new Client(services.group(1))
                    .get("/api/orders/" + order.group())
                    .body();
            assertThat(kept.get("number").asText()).isEqualTo(number.group());
            Matcher ready = Pattern.compile("ready in (\\d+) s").matcher(said(again));
            assertThat(ready.find()).isTrue();
            System.out.println("second start, built, to ready: " + ready.group(1) + " s");
        } finally {
            stopped(second);
        }
    }

    @Test
    void aBusyPortIsAClearMessage() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Path out = folder.resolve("busy.txt");
            Process up = new ProcessBuilder(
                            "bash",
                            script(),
                            "--data",
                            folder.resolve("busy").toString(),
                            "--port-kafka",
                            String.valueOf(taken.getLocalPort()))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(up.exitValue()).isNotZero();
            assertThat(said(out)).contains("port").contains("--port-").doesNotContain("\tat ");
        }
    }

    @Test
    void anUnknownOptionIsAClearMessage() throws Exception {
        Path out = folder.resolve("unknown.txt");
        Process up = new ProcessBuilder("bash", script(), "--fly")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(up.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isNotZero();
        assertThat(said(out)).contains("--fly", "--help").doesNotContain("\tat ");
    }

    private static Process up(Path out, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", script()));
        command.addAll(List.of(options));
        for (String part : PARTS) {
            command.addAll(List.of("--port-" + part, "0"));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    private static String script() {
        return Stack.root().resolve("deploy/up").toString();
    }

    private static String said(Path out) {
        try {
            return Files.readString(out);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void stopped(Process up) throws InterruptedException {
        up.destroy();
        assertThat(up.waitFor(120, TimeUnit.SECONDS)).as("stops on SIGTERM").isTrue();
    }
}
