package dev.orchestra.stubs.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.payment.ScriptedGateway.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PhonePeTokensTest {

    private static final String TOKEN = "POST /token";

    private final ScriptedGateway gateway = new ScriptedGateway();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SettableClock clock = new SettableClock();
    private final GatewayHttp http = new GatewayHttp(new JsonMapper(), Duration.ofSeconds(5));
    private final PhonePeTokens tokens = new PhonePeTokens(
            new PhonePeProperties(
                    "http://unused.invalid", gateway.url() + "/token", "id & co", "secret", "1", Duration.ofMinutes(5)),
            http,
            clock);

    @AfterEach
    void stop() {
        threads.shutdownNow();
        http.destroy();
    }

    @Test
    void oneTokenServesUntilHalfItsLife() {
        issues("first");
        assertThat(tokens.token()).isEqualTo("first");
        assertThat(gateway.calls(TOKEN).get(0).text())
                .isEqualTo("client_id=id+%26+co&client_secret=secret&client_version=1&grant_type=client_credentials");

        issues("second");
        clock.forward(Duration.ofSeconds(499));
        assertThat(tokens.token()).isEqualTo("first");
        assertThat(gateway.calls(TOKEN)).hasSize(1);

        clock.forward(Duration.ofSeconds(1));
        tokens.token();
        assertThat(tokens.token()).isEqualTo("second");
        assertThat(gateway.calls(TOKEN)).hasSize(2);
    }

    @Test
    void theOldTokenServesToItsEndWhileNoNewOneCanBeHad() {
        issues("first");
        tokens.token();
        gateway.on(TOKEN, call -> Reply.of(500, ""));
        clock.forward(Duration.ofSeconds(500));

        assertThat(tokens.token()).isEqualTo("first");
        assertThat(tokens.token()).isEqualTo("first");
        assertThat(gateway.calls(TOKEN)).as("not asked for with each call").hasSize(2);
        clock.forward(Duration.ofSeconds(499));
        assertThat(tokens.token()).isEqualTo("first");
        clock.forward(Duration.ofSeconds(1));
        assertThatThrownBy(tokens::token).isInstanceOf(TryLater.class);

        issues("second");
        assertThat(tokens.token()).isEqualTo("second");
    }

    @Test
    void oneIsFetchedForAllWhoWaitForIt() {
        CountDownLatch decided = new CountDownLatch(1);
        gateway.on(TOKEN, call -> {
            hold(decided);
            return Reply.ok(answer("first"));
        });
        List<CompletableFuture<String>> all = IntStream.range(0, 10)
                .mapToObj(each -> CompletableFuture.supplyAsync(tokens::token, threads))
                .toList();
        await().until(() -> !gateway.calls(TOKEN).isEmpty());
        decided.countDown();

        assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo("first"));
        assertThat(gateway.calls(TOKEN)).hasSize(1);
    }

    @Test
    void nobodyWaitsForANewOneAsLongAsTheOldOneServes() {
        issues("first");
        tokens.token();
        clock.forward(Duration.ofSeconds(600));
        CountDownLatch decided = new CountDownLatch(1);
        gateway.on(TOKEN, call -> {
            hold(decided);
            return Reply.ok(answer("second"));
        });
        CompletableFuture<String> refreshing = CompletableFuture.supplyAsync(tokens::token, threads);
        await().until(() -> gateway.calls(TOKEN).size() == 2);

        assertThat(tokens.token()).isEqualTo("first");
        decided.countDown();
        refreshing.join();
        assertThat(tokens.token()).isEqualTo("second");
    }

    @Test
    void aRefusedTokenIsNotUsedAgain() {
        issues("first");
        String first = tokens.token();
        issues("second");

        tokens.refused(first);
        assertThat(tokens.token()).isEqualTo("second");
        tokens.refused(first);
        assertThat(tokens.token()).isEqualTo("second");
        assertThat(gateway.calls(TOKEN)).hasSize(2);
    }

    @Test
    void anAnswerWithoutAUsefulTokenIsNone() {
        for (Reply reply : List.of(
                Reply.ok("{}"),
                Reply.ok("{\"access_token\": \"x\", \"issued_at\": 5, \"expires_at\": 5}"),
                Reply.ok("token"),
                Reply.of(401, "{}"))) {
            gateway.on(TOKEN, call -> reply);
            assertThatThrownBy(tokens::token).isInstanceOf(TryLater.class);
        }
    }

    private void issues(String token) {
        gateway.on(TOKEN, answer(token));
    }

    /** By a clock that is not ours. */
    private static String answer(String token) {
        return "{\"access_token\": \"%s\", \"token_type\": \"O-Bearer\", \"issued_at\": 5000, \"expires_at\": 6000}"
                .formatted(token);
    }

    private static void hold(CountDownLatch decided) {
        try {
            decided.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
