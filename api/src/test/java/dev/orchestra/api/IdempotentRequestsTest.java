package dev.orchestra.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** What the caller of a write hears when they repeat it. */
@Timeout(120)
class IdempotentRequestsTest {

    private static final String OPERATION = "/cart/operation";
    private static final String REPLAYED = "Idempotent-Replayed";

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static RunningApi api;

    private final String owner = "customer-" + UUID.randomUUID();
    private final String key = UUID.randomUUID().toString();
    private final RunningApi.OperationsController operation = api.operation();

    record Answer(boolean success, BigDecimal total, int run) {}

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        api = RunningApi.start(servers);
    }

    @AfterAll
    static void stop() {
        api.close();
        servers.close();
    }

    @BeforeEach
    void operationThatTellsItsRuns() {
        operation.runs.set(0);
        operation.does = this::answer;
    }

    private ResponseEntity<Object> answer() {
        return ResponseEntity.ok(new Answer(true, new BigDecimal("708.20"), operation.runs.get()));
    }

    private HttpResponse<String> call(String body) {
        return api.post(OPERATION, body, "X-User-Id", owner, "Idempotency-Key", key);
    }

    @Test
    void aRepetitionHearsTheFirstAnswerByteForByte() {
        HttpResponse<String> first = call("{\"a\": \"1\"}");
        HttpResponse<String> again = call("{ \"a\" : \"1\" }");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo("{\"success\":true,\"total\":708.20,\"run\":1}");
        assertThat(first.headers().firstValue(REPLAYED)).isEmpty();
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue(REPLAYED)).contains("true");
        assertThat(again.headers().firstValue("Idempotency-Key")).contains(key);
        assertThat(again.headers().firstValue("Content-Type"))
                .isEqualTo(first.headers().firstValue("Content-Type"))
                .contains(MediaType.APPLICATION_JSON_VALUE);
        assertThat(operation.runs).hasValue(1);
    }

    @Test
    void aRefusalIsRepeatedAsTheProblemItWas() {
        operation.does = () -> {
            throw new Problem(ErrorCode.CART_LOCKED, "An order is being placed.").with("order_id", "order_1");
        };
        HttpResponse<String> first = call("{}");
        operation.does = this::answer;
        HttpResponse<String> again = call("{}");

        assertThat(first.statusCode()).isEqualTo(409);
        assertThat(first.body())
                .contains("\"code\":\"CART_LOCKED\"", "\"order_id\":\"order_1\"", "\"success\":false")
                .doesNotContain("properties");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(again.headers().firstValue(REPLAYED)).contains("true");
    }

    @Test
    void aRefusalLooksTheSameWithAndWithoutAKey() {
        operation.does = () -> {
            throw new Problem(ErrorCode.CART_LOCKED, "An order is being placed.").with("order_id", "order_1");
        };
        HttpResponse<String> without = api.post(OPERATION, "{}", "X-User-Id", owner);

        assertThat(without.body()).isEqualTo(call("{}").body());
    }

    @Test
    void anotherBodyIsRefusedAndTheFirstAnswerStays() {
        HttpResponse<String> first = call("{\"a\": \"1\"}");
        HttpResponse<String> other = call("{\"a\": \"2\"}");

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("IDEMPOTENCY_KEY_REUSED");
        assertThat(call("{\"a\": \"1\"}").body()).isEqualTo(first.body());
        assertThat(operation.runs).hasValue(1);
    }

    @Test
    void whileTheFirstIsBeingAnsweredTheSecondAttachesAndAnotherBodyIsRefused() {
        CountDownLatch ended = new CountDownLatch(1);
        operation.does = () -> {
            waitFor(ended);
            return ResponseEntity.ok(new Answer(true, new BigDecimal("1.00"), 0));
        };
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> call("{\"a\": \"1\"}"));
        await().untilAsserted(() -> assertThat(operation.runs).hasValue(1));
        CompletableFuture<HttpResponse<String>> second = CompletableFuture.supplyAsync(() -> call("{\"a\": \"1\"}"));
        await().untilAsserted(() -> assertThat(operation.runs).hasValue(2));

        assertThat(call("{\"a\": \"2\"}").statusCode()).isEqualTo(422);
        ended.countDown();

        assertThat(first.join().body()).isEqualTo(second.join().body()).contains("1.00");
        assertThat(first.join().headers().firstValue(REPLAYED)).isEmpty();
        assertThat(second.join().headers().firstValue(REPLAYED)).contains("true");
    }

    @Test
    void ofTwoAnswersToOneKeyTheFirstCounts() {
        CountDownLatch ended = new CountDownLatch(1);
        operation.does = () -> {
            int run = operation.runs.get();
            if (run == 1) {
                waitFor(ended);
            }
            return ResponseEntity.ok(new Answer(true, BigDecimal.ONE, run));
        };
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> call("{}"));
        await().untilAsserted(() -> assertThat(operation.runs).hasValue(1));
        HttpResponse<String> second = call("{}");
        ended.countDown();

        assertThat(second.body()).contains("\"run\":2");
        assertThat(first.join().body()).isEqualTo(second.body());
    }

    @Test
    void whatMayBeBetterNextTimeIsNotKept() {
        operation.does = () -> {
            throw new Problem(ErrorCode.SERVICE_UNAVAILABLE, "Not now.");
        };
        assertThat(call("{}").statusCode()).isEqualTo(503);
        operation.does = () -> {
            throw new IllegalStateException("a bug of the test");
        };
        assertThat(call("{}").statusCode()).isEqualTo(500);
        operation.does = Pending::answer;
        assertThat(call("{}").statusCode()).isEqualTo(202);
        operation.does = this::answer;

        HttpResponse<String> answered = call("{}");
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(answered.body()).contains("\"run\":4");
        assertThat(call("{}").body()).isEqualTo(answered.body());
        assertThat(operation.runs).hasValue(4);
    }

    @Test
    void whatComesAfterAFailureIsAnAnswerOfItsOwn() {
        operation.does = () -> {
            throw new Problem(ErrorCode.ORCHESTRATION_UNAVAILABLE, "Not now.");
        };
        call("{}");
        operation.does = this::answer;

        assertThat(call("{}").headers().firstValue(REPLAYED)).isEmpty();
        assertThat(call("{}").headers().firstValue(REPLAYED)).contains("true");
    }

    @Test
    void aKeyIsFreeAgainWhenItHasExpired() {
        call("{\"a\": \"1\"}");
        int expired = api.database().sql("""
                        update orchestra.idempotency_keys set expires_at = now() - interval '1 second'
                        where expires_at between now() + interval '23 hours 59 minutes' and now() + interval '24 hours'
                        """).update();
        assertThat(expired).isPositive();

        HttpResponse<String> other = call("{\"a\": \"2\"}");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).contains("\"run\":2");
        assertThat(other.headers().firstValue(REPLAYED)).isEmpty();
    }

    @Test
    void aRequestThatItsProcessDiedOverIsRunAgain() {
        call("{}");
        api.database()
                .sql("update orchestra.idempotency_keys set status = null, answer = null, running = true")
                .update();

        assertThat(call("{}").body()).contains("\"run\":2");
    }

    // ------------------------------------------------------------------------------------------------ what finds what
    // it is about

    private HttpResponse<String> callWithPin() {
        return api.post("/cart/pinning-operation", "{}", "X-User-Id", owner, "Idempotency-Key", key);
    }

    /** Finds what is there, unless it was found before, and then does it. */
    private void finding(String found, Function<String, ResponseEntity<Object>> does) {
        operation.doesWithPin = pin -> does.apply(pin.pinned().orElseGet(() -> pin.pin(found)));
    }

    @Test
    void aRepetitionGoesOnWithWhatTheFirstHasFound() {
        finding("cart_1/1", attempt -> Pending.answer());
        assertThat(callWithPin().statusCode()).isEqualTo(202);
        finding("cart_2/1", attempt -> {
            throw new Problem(ErrorCode.ORCHESTRATION_UNAVAILABLE, "Not now.");
        });
        assertThat(callWithPin().statusCode()).isEqualTo(503);
        finding("cart_3/1", attempt -> {
            throw new IllegalStateException("a bug of the test");
        });
        assertThat(callWithPin().statusCode()).isEqualTo(500);
        finding("cart_4/1", ResponseEntity::ok);
        assertThat(callWithPin().body()).isEqualTo("\"cart_1/1\"");
        finding("cart_5/1", ResponseEntity::ok);
        HttpResponse<String> kept = callWithPin();
        assertThat(kept.body()).isEqualTo("\"cart_1/1\"");
        assertThat(kept.headers().firstValue(REPLAYED)).contains("true");
    }

    @Test
    void whatWasFoundOutlivesTheProcess() {
        finding("cart_1/1", ResponseEntity::ok);
        callWithPin();
        api.database()
                .sql("update orchestra.idempotency_keys set status = null, answer = null, running = true")
                .update();
        finding("cart_2/1", ResponseEntity::ok);

        assertThat(callWithPin().body()).isEqualTo("\"cart_1/1\"");
    }

    @ParameterizedTest
    @EnumSource(names = {"TOTAL_CHANGED", "CART_EMPTY", "SERVICE_UNAVAILABLE"})
    void aRefusalIsJudgedAfreshWhereOnlyWhatIsAcceptedIsKept(ErrorCode code) {
        finding("cart_1/1", attempt -> {
            throw new Problem(code, "Refused.");
        });
        assertThat(callWithPin().statusCode()).isEqualTo(code.status().value());
        finding("cart_1/2", ResponseEntity::ok);
        HttpResponse<String> again = callWithPin();

        assertThat(again.body()).isEqualTo("\"cart_1/2\"");
        assertThat(again.headers().firstValue(REPLAYED)).isEmpty();
        assertThat(callWithPin().headers().firstValue(REPLAYED)).contains("true");
    }

    @Test
    void ofTwoThatFindAtOnceTheFirstCounts() {
        finding("cart_1/1", attempt -> Pending.answer());
        callWithPin();
        // The second looked before the first had pinned.
        operation.doesWithPin = pin -> ResponseEntity.ok(pin.pin("cart_2/1"));

        assertThat(callWithPin().body()).isEqualTo("\"cart_1/1\"");
    }

    @Test
    void anExpiredKeyHasFoundNothing() {
        finding("cart_1/1", ResponseEntity::ok);
        callWithPin();
        api.database()
                .sql("update orchestra.idempotency_keys set expires_at = now()")
                .update();
        finding("cart_2/1", ResponseEntity::ok);

        assertThat(callWithPin().body()).isEqualTo("\"cart_2/1\"");
    }

    @Test
    void withoutAKeyNothingIsKept() {
        long before = rows();
        HttpResponse<String> first = api.post(OPERATION, "{}", "X-User-Id", owner);
        HttpResponse<String> again = api.post(OPERATION, "{}", "X-User-Id", owner);

        assertThat(first.headers().firstValue("Idempotency-Key")).isPresent();
        assertThat(again.body()).contains("\"run\":2");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aKeyIsItsOwnersAlone() {
        call("{}");
        HttpResponse<String> other = api.post(OPERATION, "{}", "X-User-Id", owner + "-2", "Idempotency-Key", key);

        assertThat(other.body()).contains("\"run\":2");
    }

    @Test
    void neitherTheKeyNorTheBodyIsStored() {
        call("{\"message\": \"Happy birthday\"}");
        String stored = api.database()
                .sql("select string_agg(k::text, ',') from orchestra.idempotency_keys k")
                .query(String.class)
                .single();

        assertThat(stored).doesNotContain(key, "Happy birthday", Fingerprint.hash("{\"message\":\"Happy birthday\"}"));
    }

    private static long rows() {
        return api.database()
                .sql("select count(*) from orchestra.idempotency_keys")
                .query(Long.class)
                .single();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
