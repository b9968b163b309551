package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.json.JsonMapper;

/**
 * Idempotent writes that go on at a gateway. What is wanted is committed under the key before the gateway is called, so that no
 * transaction waits for a gateway, and a repeat after a crash or a lost answer knows that it has to go on rather than to begin.
 */
@Component
class GatewayWrites {

    static final String SERVICE = "payment";

    private final IdempotentWrites writes;
    private final JdbcClient database;
    private final JsonMapper json;

    /** In this process; between processes it is the ids at the gateway that keep two calls from having two effects. */
    private final ConcurrentMap<String, CompletableFuture<Object>> underWay = new ConcurrentHashMap<>();

    GatewayWrites(IdempotentWrites writes, JdbcClient database, JsonMapper json) {
        this.writes = writes;
        this.database = database;
        this.json = json;
    }

    /**
     * Does the write, goes on with it, or answers what it answered the first time.
     *
     * @param begin the part in the database, as of {@link IdempotentWrites#once}
     * @param finished whether the answer of {@code begin} is the answer already
     * @param goOn the part at the gateway, outside of any transaction; it may be done several times, never twice at once
     * @throws Refusal also 409 {@code UNDONE} when the write was undone in the meantime
     */
    <T> T once(
            String key,
            Object request,
            Class<T> answerType,
            Supplier<T> begin,
            Predicate<T> finished,
            Supplier<T> goOn) {
        T begun = writes.once(SERVICE, key, request, answerType, () -> {
            T answer = begin.get();
            if (!finished.test(answer)) {
                database.sql("update payment.idempotency set unfinished = true where key = ?")
                        .param(key)
                        .update();
            }
            return answer;
        });
        if (finished.test(begun)) {
            return begun;
        }
        CompletableFuture<Object> mine = new CompletableFuture<>();
        CompletableFuture<Object> other = underWay.putIfAbsent(key, mine);
        if (other != null) {
            return answerType.cast(outcome(other));
        }
        try {
            T answer = finish(key, answerType, goOn);
            mine.complete(answer);
            return answer;
        } catch (RuntimeException failed) {
            mine.completeExceptionally(failed);
            throw failed;
        } finally {
            underWay.remove(key, mine);
            mine.completeExceptionally(new IllegalStateException("The request that was waited for came to nothing"));
        }
    }

    private <T> T finish(String key, Class<T> answerType, Supplier<T> goOn) {
        State state = state(key);
        if (!state.unfinished()) {
            return json.readValue(state.answer(), answerType);
        }
        isNoReplay();
        T answer = goOn.get();
        int stored = database.sql(
                        "update payment.idempotency set answer = ?::jsonb, unfinished = false where key = ? and not undone")
                .params(json.writeValueAsString(answer), key)
                .update();
        if (stored == 0) {
            throw undone();
        }
        return answer;
    }

    /** Whether or not the key was seen before: something is done for it now. */
    private static void isNoReplay() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                && request.getResponse() != null) {
            request.getResponse().setHeader(Headers.IDEMPOTENT_REPLAYED, null);
        }
    }

    private State state(String key) {
        return database.sql("select answer, unfinished from payment.idempotency where key = ?")
                .param(key)
                .query(State.class)
                .single();
    }

    static Refusal undone() {
        return new Refusal(HttpStatus.CONFLICT, "UNDONE", "This call was undone; it does nothing any more.");
    }

    private static Object outcome(CompletableFuture<Object> other) {
        try {
            return other.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private record State(String answer, boolean unfinished) {}
}
