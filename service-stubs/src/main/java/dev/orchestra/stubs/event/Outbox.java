package dev.orchestra.stubs.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Events on their way to Kafka, and those that have arrived. */
@Repository
class Outbox {

    private static final int AT_ONCE = 200;

    private final JdbcClient database;
    private final JsonMapper json;

    Outbox(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    void add(Event event) {
        // The events of a key get their sequence in the order in which they are committed.
        database.sql("select pg_advisory_xact_lock(hashtextextended('event/' || ? || '/' || ?, 0))")
                .params(event.topic(), event.key())
                .query((row, number) -> event.key())
                .single();
        database.sql("insert into event.outbox (event_id, event, topic, key, occurred_at, device_fingerprint, data)"
                        + " values (?, ?, ?, ?, ?, ?, ?::jsonb)")
                .params(
                        event.eventId(),
                        event.event(),
                        event.topic(),
                        event.key(),
                        event.occurredAt().atOffset(ZoneOffset.UTC),
                        event.deviceFingerprint(),
                        event.data() == null ? null : event.data().toString())
                .update();
    }

    /** The first waiting event of each key of a topic: the next one may only follow when this one has arrived. */
    List<Event> next() {
        return database.sql("""
                        select distinct on (topic, key) * from event.outbox
                        where published_at is null
                        order by topic, key, sequence
                        limit ?""")
                .param(AT_ONCE)
                .query((row, number) -> event(row))
                .list();
    }

    void arrived(Collection<String> eventIds) {
        database.sql("update event.outbox set published_at = clock_timestamp() where event_id in (:ids)")
                .param("ids", eventIds)
                .update();
    }

    private Event event(ResultSet row) throws SQLException {
        String data = row.getString("data");
        return new Event(
                row.getString("event_id"),
                row.getString("event"),
                row.getString("topic"),
                row.getString("key"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getString("device_fingerprint"),
                data == null ? null : json.readTree(data));
    }
}
