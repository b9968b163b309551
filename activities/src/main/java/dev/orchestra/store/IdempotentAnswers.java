package dev.orchestra.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The answers of writes by the keys that their callers gave them, for a day. A row without an answer is a request that is being answered. */
public final class IdempotentAnswers {

    /** For how long a key stands for its request. */
    public static final Duration KEPT = Duration.ofHours(24);

    /** A write as its caller named it; the key is stored as its hash. */
    public record Name(String ownerId, String route, String key) {}

    /** An answer, byte for byte. */
    public record Answer(int status, String contentType, byte[] body) {}

    /**
     * What is known of a name.
     *
     * @param first nobody else is answering it or has answered it: so does the caller now
     * @param known another request has had it before
     * @param bodyHash of the request that the name stands for
     * @param answer null when there is none yet
     * @param pinned what the request goes on with, null when nothing was pinned
     */
    public record Claim(boolean first, boolean known, String bodyHash, Answer answer, String pinned) {}

    private final JdbcClient database;
    private final Clock clock;

    IdempotentAnswers(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Takes a name for a request, or finds the request that has it. */
    public Claim claim(Name name, String bodyHash) {
        // A row can be deleted between the two statements, once: it had expired.
        while (true) {
            if (insert(name, bodyHash)) {
                return new Claim(true, false, bodyHash, null, null);
            }
            Optional<Claim> found = find(name);
            if (found.isPresent()) {
                Claim claim = found.get();
                boolean abandoned = claim.answer() == null && claim.bodyHash().equals(bodyHash) && resume(name);
                return abandoned ? new Claim(true, true, bodyHash, null, claim.pinned()) : claim;
            }
        }
    }

    /** Keeps the answer unless there is one already, and returns the one that is kept. */
    public Answer keep(Name name, Answer answer) {
        int kept = database.sql("""
                        update orchestra.idempotency_keys
                        set status = :status, content_type = :contentType, answer = :answer, running = false
                        where owner_id = :ownerId and route = :route and key_hash = :keyHash and status is null
                        """)
                .param("status", answer.status())
                .param("contentType", answer.contentType())
                .param("answer", answer.body())
                .param("ownerId", name.ownerId())
                .param("route", name.route())
                .param("keyHash", Sha256.of(name.key()))
                .update();
        return kept == 1 ? answer : find(name).map(Claim::answer).orElse(answer);
    }

    /** The request ended without an answer to keep: the next one with its name starts over. */
    public void release(Name name) {
        running(name, false);
    }

    /** Notes what a repetition of the request goes on with, unless something is noted already, and returns what is noted. */
    public String pin(Name name, String value) {
        return database.sql("""
                        update orchestra.idempotency_keys set pinned = coalesce(pinned, :value)
                        where owner_id = :ownerId and route = :route and key_hash = :keyHash
                        returning pinned
                        """)
                .param("value", value)
                .param("ownerId", name.ownerId())
                .param("route", name.route())
                .param("keyHash", Sha256.of(name.key()))
                .query(String.class)
                .optional()
                // Expired and deleted meanwhile.
                .orElse(value);
    }

    /** The next repetition of the request finds anew what it goes on with; another request's pin stays. */
    public void unpin(Name name, String value) {
        database.sql("""
                        update orchestra.idempotency_keys set pinned = null
                        where owner_id = :ownerId and route = :route and key_hash = :keyHash and pinned = :value
                        """)
                .param("value", value)
                .param("ownerId", name.ownerId())
                .param("route", name.route())
                .param("keyHash", Sha256.of(name.key()))
                .update();
    }

    /** @return how many rows have expired and are gone */
    public int deleteExpired() {
        return database.sql("delete from orchestra.idempotency_keys where expires_at <= :now")
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private boolean insert(Name name, String bodyHash) {
        Instant now = clock.instant();
        return database.sql("""
                        insert into orchestra.idempotency_keys as old
                            (owner_id, route, key_hash, body_hash, running, created_at, expires_at)
                        values (:ownerId, :route, :keyHash, :bodyHash, true, :now, :expiresAt)
                        on conflict (owner_id, route, key_hash) do update
                        set body_hash = excluded.body_hash, running = true, pinned = null, status = null, content_type = null, answer = null,
                            created_at = excluded.created_at, expires_at = excluded.expires_at
                        where old.expires_at <= excluded.created_at
                        """)
                        .param("ownerId", name.ownerId())
                        .param("route", name.route())
                        .param("keyHash", Sha256.of(name.key()))
                        .param("bodyHash", bodyHash)
                        .param("now", Timestamp.from(now))
                        .param("expiresAt", Timestamp.from(now.plus(KEPT)))
                        .update()
                == 1;
    }

    private Optional<Claim> find(Name name) {
        return database.sql("""
                        select body_hash, status, content_type, answer, pinned from orchestra.idempotency_keys
                        where owner_id = :ownerId and route = :route and key_hash = :keyHash
                        """)
                .param("ownerId", name.ownerId())
                .param("route", name.route())
                .param("keyHash", Sha256.of(name.key()))
                .query((row, number) -> claim(row))
                .optional();
    }

    private boolean resume(Name name) {
        return running(name, true);
    }

    private boolean running(Name name, boolean running) {
        return database.sql("""
                        update orchestra.idempotency_keys set running = :running
                        where owner_id = :ownerId and route = :route and key_hash = :keyHash
                          and running <> :running and status is null
                        """)
                        .param("running", running)
                        .param("ownerId", name.ownerId())
                        .param("route", name.route())
                        .param("keyHash", Sha256.of(name.key()))
                        .update()
                == 1;
    }

    private static Claim claim(ResultSet row) throws SQLException {
        byte[] body = row.getBytes("answer");
        return new Claim(
                false,
                true,
                row.getString("body_hash"),
                body == null ? null : new Answer(row.getInt("status"), row.getString("content_type"), body),
                row.getString("pinned"));
    }
}
