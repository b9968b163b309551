package dev.orchestra.stubs.gateways;

import dev.orchestra.stubs.gateways.Webhook.State;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Messages to the merchant, on their way and arrived. They are written in the transaction of what they tell of. */
@Repository
public class Webhooks {

    private static final Duration HELD_FOR_REORDER = Duration.ofMillis(500);
    private static final Duration CLAIM = Duration.ofSeconds(30);
    private static final int AT_ONCE = 50;

    private final JdbcClient database;
    private final JsonMapper json;
    private final ApplicationEventPublisher events;

    Webhooks(JdbcClient database, JsonMapper json, ApplicationEventPublisher events) {
        this.database = database;
        this.json = json;
        this.events = events;
    }

    /**
     * Writes a message, as often and for as late as the order's rule says.
     *
     * @param eventId the same for each copy
     * @param headers beside the content type, the signature among them: it is of the secret of this moment, whenever the
     *     message is sent
     */
    public void write(
            GatewayOrder order, String eventId, String event, URI url, Map<String, String> headers, String body) {
        Rule rule = order.rule();
        Instant now = Instant.now();
        Instant dueAt = now.plusMillis(rule.webhookDelayMs());
        if (rule.webhookReorder()) {
            dueAt = dueAt.plus(HELD_FOR_REORDER);
            database.sql("update gateways.webhooks set due_at = ?"
                            + " where order_id = ? and state = 'WAITING' and attempts = 0")
                    .params(time(dueAt), order.orderId())
                    .update();
        }
        for (int copy = 0; copy < rule.webhookCopies(); copy++) {
            database.sql("""
                            insert into gateways.webhooks (event_id, gateway, order_id, event, url, headers, body, state,
                                                           newest_first, written_at, due_at)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                    .params(
                            eventId,
                            order.gateway().name(),
                            order.orderId(),
                            event,
                            url.toString(),
                            json.writeValueAsString(headers),
                            body,
                            (rule.loses(event) ? State.DROPPED : State.WAITING).name(),
                            rule.webhookReorder(),
                            time(now),
                            time(dueAt))
                    .update();
        }
        events.publishEvent(new Written());
    }

    /**
     * Takes messages that are due for sending, of each order one at a time. Who took them and does not tell what became of
     * them within half a minute has lost them to the next.
     */
    List<Webhook> claim(Instant now) {
        return database.sql("""
                        update gateways.webhooks set claimed_until = :until, attempts = attempts + 1
                        where id in (
                            select id from gateways.webhooks
                            where id in (
                                select distinct on (order_id) id from gateways.webhooks due
                                where state = 'WAITING' and due_at <= :now and not exists (
                                    select from gateways.webhooks sent
                                    where sent.order_id = due.order_id and sent.state = 'WAITING'
                                      and sent.claimed_until > :now)
                                order by order_id, case when newest_first then -id else id end
                                limit :most)
                              and state = 'WAITING' and (claimed_until is null or claimed_until <= :now)
                            for update skip locked)
                        returning *""")
                .param("now", time(now))
                .param("until", time(now.plus(CLAIM)))
                .param("most", AT_ONCE)
                .query((row, number) -> webhook(row))
                .list();
    }

    /** When the next message is due after that moment; those that were due before are on their way. */
    Optional<Instant> nextDue(Instant after) {
        return database.sql("select due_at from gateways.webhooks where state = 'WAITING' and due_at > ?"
                        + " order by due_at limit 1")
                .param(time(after))
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    void delivered(Webhook webhook, int status) {
        database.sql("update gateways.webhooks set state = 'DELIVERED', delivered_at = ?, last_status = ?,"
                        + " last_error = null, claimed_until = null where id = ?")
                .params(time(Instant.now()), status, webhook.id())
                .update();
    }

    /**
     * Notes a delivery that failed.
     *
     * @param status what the merchant answered; null when it did not
     * @param nextAt when to try again; null for never
     */
    void failed(Webhook webhook, Integer status, String error, Instant nextAt) {
        database.sql("update gateways.webhooks set state = ?, due_at = coalesce(?, due_at), last_status = ?,"
                        + " last_error = ?, claimed_until = null where id = ?")
                .params(
                        (nextAt == null ? State.GIVEN_UP : State.WAITING).name(),
                        nextAt == null ? null : time(nextAt),
                        status,
                        error,
                        webhook.id())
                .update();
    }

    List<Webhook> ofOrder(String orderId) {
        return database.sql("select * from gateways.webhooks where order_id = ? order by id")
                .param(orderId)
                .query((row, number) -> webhook(row))
                .list();
    }

    private Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getLong("id"),
                row.getString("event_id"),
                Gateway.valueOf(row.getString("gateway")),
                row.getString("event"),
                URI.create(row.getString("url")),
                json.readValue(row.getString("headers"), new TypeReference<Map<String, String>>() {}),
                row.getString("body"),
                State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                instant(row, "written_at"),
                instant(row, "due_at"),
                instant(row, "delivered_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Told when a message was committed. */
    record Written() {}
}
