package dev.orchestra.ticket;

import static dev.orchestra.ticket.ShopOfSeats.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.api.RunningApi;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the ticket API says when the process cannot serve: in words, like every other error of it. */
@Timeout(120)
class TicketErrorsTest {

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;

    private final String user = "user-" + uuid();

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private static void isError(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + words + "\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void temporalIsAway() {
        try (RunningApi api = RunningApi.start(servers)) {
            HttpResponse<String> answer = api.post(
                    "/cart/add",
                    "{\"seatId\": \"" + uuid() + "\", \"price\": 50, \"userId\": \"" + user + "\"}",
                    "Idempotency-Key",
                    "key");

            isError(
                    answer,
                    503,
                    "Send the same request again in a moment; with the Idempotency-Key of this answer where there is one");
            assertThat(answer.headers().firstValue("Idempotency-Key")).hasValue("key");
        }
    }

    @Test
    void anOwnerAsksTooOften() {
        try (RunningApi api = RunningApi.start(
                servers,
                "--orchestra.rate-limit.owner.capacity=1",
                "--orchestra.rate-limit.owner.refill-per-second=1")) {
            isError(
                    await().until(() -> api.get("/cart/seats?userId=" + user), answer -> answer.statusCode() == 429),
                    429,
                    "Too many requests from this owner: try again a little later");
        }
    }

    @Test
    void anAddressAsksTooOften() {
        try (RunningApi api = RunningApi.start(
                servers,
                "--orchestra.rate-limit.address.capacity=1",
                "--orchestra.rate-limit.address.refill-per-second=1")) {
            isError(
                    await().until(
                                    () -> api.get("/events/" + uuid() + "/seatmap"),
                                    answer -> answer.statusCode() == 429),
                    429,
                    "Too many requests from this address: try again a little later");
        }
    }
}
