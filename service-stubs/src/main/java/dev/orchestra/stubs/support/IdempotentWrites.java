package dev.orchestra.stubs.support;

import dev.orchestra.stubs.support.Unsafe.Switch;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes that are safe to repeat and to undo. The key's row is inserted in the transaction of the write itself, so the
 * database makes a second identical request wait for the first, and a refusal leaves neither row nor effect.
 *
 * <p>An undo locks the row of the forward call before it does its own work: a forward call in flight either committed
 * before (the undo sees what it did) or finds its key undone.
 */
@Component
public class IdempotentWrites {

    private final JdbcClient database;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final JsonMapper canonical;
    private final boolean repeatsAreDoneAgain;
    private final boolean undosAreForgotten;

    IdempotentWrites(
            JdbcClient database,
            PlatformTransactionManager transactions,
            JsonMapper json,
            ObjectProvider<Unsafe> unsafe) {
        this.database = database;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.canonical = json.rebuild()
                .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
                .enable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        this.repeatsAreDoneAgain = Unsafe.is(Switch.NO_DEDUP, unsafe);
        this.undosAreForgotten = Unsafe.is(Switch.NO_UNDO_TOMBSTONE, unsafe);
    }

    /**
     * Does the write, or answers what it answered the first time.
     *
     * @param service the schema of the service
     * @param idempotencyKey as the caller sent it
     * @param request everything of the request that decides what is done, apart from its path
     * @param answerType what the stored answer is read as
     * @param write the work; a {@link Refusal} thrown by it undoes everything, the key's row too
     * @return the answer of the write
     * @throws Refusal 400 {@code IDEMPOTENCY_KEY_REQUIRED}, 422 {@code IDEMPOTENCY_KEY_REUSED}, 409 {@code UNDONE}
     */
    public <T> T once(String service, String idempotencyKey, Object request, Class<T> answerType, Supplier<T> write) {
        String table = table(service);
        if (idempotencyKey == null || !idempotencyKey.matches("[ -~]{1,255}") || idempotencyKey.isBlank()) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "IDEMPOTENCY_KEY_REQUIRED",
                    "A write needs the header Idempotency-Key: 1 to 255 printable characters.");
        }
        String hash = hash(request);
        return transaction.execute(status -> {
            int inserted = database.sql(
                            "insert into " + table + " (key, request_hash) values (?, ?) on conflict (key) do nothing")
                    .params(idempotencyKey, hash)
                    .update();
            if (inserted == 0) {
                Stored first = stored(table, idempotencyKey);
                if (!repeatsAreDoneAgain) {
                    return replay(first, hash, answerType);
                }
            }
            T answer = write.get();
            database.sql("update " + table + " set answer = ?::jsonb where key = ?")
                    .params(json.writeValueAsString(answer), idempotencyKey)
                    .update();
            return answer;
        });
    }

    /**
     * Undoes a forward call, whether it arrived, is under way or is still to come: its key is refused with 409 {@code
     * UNDONE} from now on.
     *
     * @param undoOf the key of the forward call; null when there is none to name, then this is {@link #once}
     * @param undo the work of the undo; it must be content with nothing to undo
     */
    public <T> T undo(
            String service,
            String idempotencyKey,
            String undoOf,
            Object request,
            Class<T> answerType,
            Supplier<T> undo) {
        if (undoOf == null) {
            return once(service, idempotencyKey, request, answerType, undo);
        }
        if (undoOf.equals(idempotencyKey)) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "BAD_REQUEST",
                    "An undo needs a key of its own, not that of what it undoes.");
        }
        return once(service, idempotencyKey, new Undo(undoOf, request), answerType, () -> {
            database.sql(
                            undosAreForgotten
                                    ? "update " + table(service) + " set undone = true where key = ?"
                                    : "insert into " + table(service) + " (key, request_hash, undone)"
                                            + " values (?, '', true) on conflict (key) do update set undone = true")
                    .params(undoOf)
                    .update();
            return undo.get();
        });
    }

    private Stored stored(String table, String key) {
        Stored stored = database.sql("select request_hash, answer, undone from " + table + " where key = ? for update")
                .params(key)
                .query(Stored.class)
                .single();
        if (stored.undone()) {
            throw new Refusal(HttpStatus.CONFLICT, "UNDONE", "This call was undone; it does nothing any more.");
        }
        return stored;
    }

    private <T> T replay(Stored stored, String hash, Class<T> answerType) {
        if (!stored.requestHash().equals(hash)) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "IDEMPOTENCY_KEY_REUSED",
                    "This key was used for another request.");
        }
        HttpServletResponse response =
                currentRequest() == null ? null : currentRequest().getResponse();
        if (response != null) {
            response.setHeader(Headers.IDEMPOTENT_REPLAYED, "true");
        }
        return json.readValue(stored.answer(), answerType);
    }

    private String hash(Object request) {
        String place = currentRequest() == null
                ? ""
                : currentRequest().getRequest().getMethod() + " "
                        + currentRequest().getRequest().getRequestURI();
        // By way of a tree, so that 50 and 50.00 are the same amount.
        String body = canonical.writeValueAsString(canonical.<JsonNode>valueToTree(request));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest((place + "\n" + body).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ServletRequestAttributes currentRequest() {
        return (ServletRequestAttributes) RequestContextHolder.getRequestAttributes();
    }

    private static String table(String service) {
        if (!Schemas.ALL.contains(service)) {
            throw new IllegalArgumentException("No schema of the name " + service);
        }
        return service + ".idempotency";
    }

    private record Stored(String requestHash, String answer, boolean undone) {}

    private record Undo(String undoOf, Object request) {}
}
