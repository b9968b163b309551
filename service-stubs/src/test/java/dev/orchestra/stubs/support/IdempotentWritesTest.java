package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.StubsTest;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdempotentWritesTest extends StubsTest {

    private static final String ONE_MORE =
            "{\"operations\": [{\"op\": \"ADD\", \"product_id\": \"p\", \"quantity\": 1}]}";

    @Autowired
    private IdempotentWrites writes;

    @Autowired
    private JdbcClient database;

    record Request(BigDecimal amount) {}

    record Result(String text) {}

    @Test
    void aWriteWithoutAKeyIsRefused() {
        String batch = "/api/carts/" + newCart() + "/items/batch";
        for (Answer refused : List.of(
                send("POST", batch, ONE_MORE),
                send("POST", batch, ONE_MORE, "Idempotency-Key", " "),
                send("POST", batch, ONE_MORE, "Idempotency-Key", "k".repeat(256)))) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("/code")).isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
        }
    }

    @Test
    void aRepeatGetsTheFirstAnswerAndDoesNothing() {
        String cart = newCart();
        String key = newKey();
        Answer first = post("/api/carts/" + cart + "/items/batch", ONE_MORE, key);
        Answer second = post("/api/carts/" + cart + "/items/batch", ONE_MORE, key);

        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.http().body()).isEqualTo(first.http().body());
        assertThat(quantity(cart)).isEqualTo(1);
    }

    @Test
    void aKeyIsForOneRequestOnly() {
        String cart = newCart();
        String key = newKey();
        post("/api/carts/" + cart + "/items/batch", ONE_MORE, key);

        for (Answer refused : List.of(
                post("/api/carts/" + cart + "/items/batch", ONE_MORE.replace("1}", "2}"), key),
                post("/api/carts/" + newCart() + "/items/batch", ONE_MORE, key))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("/code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        }
        assertThat(quantity(cart)).isEqualTo(1);
    }

    @Test
    void theSameAmountInAnotherNotationIsTheSameRequest() {
        String key = newKey();
        Result first =
                writes.once("cart", key, new Request(new BigDecimal("50")), Result.class, () -> new Result("first"));
        Result second = writes.once(
                "cart", key, new Request(new BigDecimal("50.00")), Result.class, () -> new Result("second"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void aRefusalIsNotStored() {
        String cart = newCart();
        post("/api/carts/" + cart + "/lock", "{\"attempt\": 1, \"order_id\": \"order_1\"}");
        String key = newKey();
        assertThat(post("/api/carts/" + cart + "/items/batch", ONE_MORE, key).status())
                .isEqualTo(409);

        post("/api/carts/" + cart + "/unlock", "{\"attempt\": 1}");
        assertThat(post("/api/carts/" + cart + "/items/batch", ONE_MORE, key).status())
                .isEqualTo(200);
    }

    @Test
    void ofIdenticalRequestsInFlightOneDoesTheWork() {
        String cart = newCart();
        String key = newKey();
        List<CompletableFuture<Answer>> inFlight = Stream.generate(() ->
                        sendAsync("POST", "/api/carts/" + cart + "/items/batch", ONE_MORE, "Idempotency-Key", key))
                .limit(10)
                .toList();
        List<Answer> answers = inFlight.stream().map(CompletableFuture::join).toList();

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(answer -> answer.http().body())
                .containsOnly(answers.get(0).http().body());
        assertThat(answers.stream().filter(answer -> answer.header("Idempotent-Replayed") == null))
                .hasSize(1);
        assertThat(quantity(cart)).isEqualTo(1);
    }

    @Test
    void aForwardCallAfterItsUndoDoesNothing() {
        String cart = newCart();
        String forward = newKey();
        Answer undone = post("/api/carts/" + cart + "/unlock", "{\"attempt\": 5}", newKey(), "Undo-Of", forward);
        assertThat(undone.status()).isEqualTo(200);

        Answer late = post("/api/carts/" + cart + "/lock", "{\"attempt\": 1, \"order_id\": \"order_1\"}", forward);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("UNDONE");
        assertThat(get("/api/carts/" + cart).body().get("locked_by").isNull()).isTrue();
    }

    @Test
    void aRepeatOfACallThatWasUndoneIsRefusedToo() {
        String cart = newCart();
        String forward = newKey();
        String lock = "{\"attempt\": 1, \"order_id\": \"order_1\"}";
        assertThat(post("/api/carts/" + cart + "/lock", lock, forward).status()).isEqualTo(200);
        String undo = newKey();
        post("/api/carts/" + cart + "/unlock", "{\"attempt\": 1}", undo, "Undo-Of", forward);

        assertThat(post("/api/carts/" + cart + "/lock", lock, forward).text("/code"))
                .isEqualTo("UNDONE");
        Answer undoneAgain = post("/api/carts/" + cart + "/unlock", "{\"attempt\": 1}", undo, "Undo-Of", forward);
        assertThat(undoneAgain.status()).isEqualTo(200);
        assertThat(undoneAgain.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(undoneAgain.body().get("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void anUndoWaitsForTheForwardCallInFlightAndSeesWhatItDid() {
        String forward = newKey();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<Result> call = inBackground(() -> once(forward, () -> {
            insertMark(forward);
            started.countDown();
            await().until(() -> finish.getCount() == 0);
        }));
        await().until(() -> started.getCount() == 0);

        AtomicInteger seen = new AtomicInteger();
        CompletableFuture<Result> undo = inBackground(
                () -> writes.undo("cart", newKey(), forward, new Request(BigDecimal.ONE), Result.class, () -> {
                    seen.set(marks(forward));
                    return new Result("undone");
                }));
        awaitWaiting();
        assertThat(undo).isNotDone();
        finish.countDown();

        assertThat(call.join().text()).isEqualTo("done");
        assertThat(undo.join().text()).isEqualTo("undone");
        assertThat(seen).hasValue(1);
        assertThatThrownBy(() -> once(forward, () -> {}))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("UNDONE"));
    }

    @Test
    void aForwardCallWaitsForItsUndoInFlightAndIsRefused() {
        String forward = newKey();
        CountDownLatch finish = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Result> undo = inBackground(() ->
                writes.undo("cart", newKey(), forward, new Request(BigDecimal.ONE), Result.class, () -> {
                    started.countDown();
                    await().until(() -> finish.getCount() == 0);
                    return new Result("undone");
                }));
        await().until(() -> started.getCount() == 0);

        AtomicInteger done = new AtomicInteger();
        CompletableFuture<Result> call = inBackground(() -> once(forward, done::incrementAndGet));
        awaitWaiting();
        finish.countDown();

        assertThat(undo.join().text()).isEqualTo("undone");
        assertThatThrownBy(call::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(HttpStatus.CONFLICT);
                    assertThat(refusal.code()).isEqualTo("UNDONE");
                });
        assertThat(done).hasValue(0);
    }

    private Result once(String key, Runnable work) {
        return writes.once("cart", key, new Request(BigDecimal.ONE), Result.class, () -> {
            work.run();
            return new Result("done");
        });
    }

    /** Each in a thread of its own: the common pool may have one thread only, and these wait for one another. */
    private static CompletableFuture<Result> inBackground(Supplier<Result> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    /** Any row will do as a trace of the forward call: here a tombstone of that name. */
    private void insertMark(String name) {
        database.sql("insert into cart.tombstones (cart_id, owner_id, order_id, attempt, total, deleted_at)"
                        + " values (?, 'nobody', 'none', 1, 0, now())")
                .param(name)
                .update();
    }

    private int marks(String name) {
        return database.sql("select count(*) from cart.tombstones where cart_id = ?")
                .param(name)
                .query(Integer.class)
                .single();
    }

    private String newCart() {
        return post("/api/carts/find-or-create", "{\"owner_id\": \"own_" + newKey() + "\", \"kind\": \"BASKET\"}")
                .text("/cart_id");
    }

    private int quantity(String cart) {
        return get("/api/carts/" + cart).body().at("/items/0/quantity").asInt();
    }

    private void awaitWaiting() {
        await().until(() -> database.sql(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%idempotency%'")
                        .query(Integer.class)
                        .single()
                > 0);
    }
}
