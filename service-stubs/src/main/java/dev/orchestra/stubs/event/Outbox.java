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
        // An order's events get their sequence in the order in which they are committed.
        database.sql("select pg_advisory_xact_lock(hashtextextended('event/' || ?, 0))")
                .param(event.orderId())
                .query((row, number) -> event.orderId())
                .single();
        database.sql("insert into event.outbox (event_id, event, order_id, occurred_at, device_fingerprint, data)"
                        + " values (?, ?, ?, ?, ?, ?::jsonb)")
                .params(
                        event.eventId(),
                        event.event(),
                        event.orderId(),
                        event.occurredAt().atOffset(ZoneOffset.UTC),
                        event.deviceFingerprint(),
                        event.data() == null ? null : event.data().toString())
                .update();
    }

    /** The first waiting event of each order: the next one may only follow when this one has arrived. */
    List<Event> next() {
        return database.sql("""
                        select distinct on (order_id) * from event.outbox
                        where published_at is null
                        order by order_id, sequence
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
                row.getString("order_id"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getString("device_fingerprint"),
                data == null ? null : json.readTree(data));
    }
}
