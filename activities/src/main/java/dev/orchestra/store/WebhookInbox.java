package dev.orchestra.store;

import dev.orchestra.payment.Gateway;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What gateways told of payments, until somebody was told of it in turn (docs/webhooks.md). Any number of processes claim side by side; all times are the
 * database's, so that they need not agree on the hour.
 */
public final class WebhookInbox {

    /** What became of a webhook. */
    public enum Status {
        /** To be passed on. */
        RECEIVED,
        /** Whoever owns the payment was told. */
        PROCESSED,
        /** Of no payment that is known: if it ever is, its owner is told. */
        ORPHAN
    }

    /**
     * A webhook whose signature was right.
     *
     * @param dedupKey the same for two that say the same
     * @param eventId what the gateway calls the event, where it does; the same for two deliveries of one event
     * @param attemptId as the body tells; null like the other ids when it does not
     * @param bodyHash SHA-256
     * @param note for an operator, or null
     */
    public record Receipt(
            Gateway gateway,
            String dedupKey,
            String eventId,
            String event,
            String attemptId,
            String gatewayOrderId,
            String gatewayPaymentId,
            byte[] bodyHash,
            String note) {}

    /**
     * A webhook that the caller has for the time of its lease.
     *
     * @param claim how many times it has been claimed: an older claim settles nothing any more
     * @param age since it was received
     * @param route null when its payment is not known
     */
    public record Claimed(
            String id, Gateway gateway, String event, String gatewayPaymentId, int claim, Duration age, Target route) {}

    /**
     * The route of the payment that a webhook is about.
     *
     * @param settled all that was asked for was captured, and each paisa of it was applied or refunded
     */
    public record Target(String attemptId, RouteOwner owner, String workflowId, boolean settled) {}

    private final JdbcClient database;

    WebhookInbox(JdbcClient database) {
        this.database = database;
    }

    /**
     * Keeps a webhook; when this returns, it is there to stay.
     *
     * @return false when one that says the same, or is of the same event, is there already
     */
    public boolean receive(Receipt receipt) {
        return database.sql("""
                        insert into orchestra.webhook_inbox
                            (id, gateway, dedup_key, event_id, event, attempt_id, gateway_order_id, gateway_payment_id, body_hash, status,
                             claimed_until, received_at, note)
                        values (:id, :gateway, :dedupKey, :eventId, :event, :attemptId, :gatewayOrderId, :gatewayPaymentId, :bodyHash, 'RECEIVED',
                                now(), now(), :note)
                        on conflict do nothing
                        """)
                        .param("id", "wh_" + UUID.randomUUID().toString().replace("-", ""))
                        .param("gateway", receipt.gateway().name())
                        .param("dedupKey", receipt.dedupKey())
                        .param("eventId", receipt.eventId())
                        .param("event", receipt.event())
                        .param("attemptId", receipt.attemptId())
                        .param("gatewayOrderId", receipt.gatewayOrderId())
                        .param("gatewayPaymentId", receipt.gatewayPaymentId())
                        .param("bodyHash", receipt.bodyHash())
                        .param("note", receipt.note())
                        .update()
                == 1;
    }

    /**
     * Takes webhooks that are due, those that wait longest first. One that is not settled within the lease, because its process died, is due again.
     *
     * @param max how many at most
     */
    public List<Claimed> claim(int max, Duration lease) {
        return database.sql("""
                        with due as (
                            select id, gateway, attempt_id, gateway_order_id from orchestra.webhook_inbox
                            where claimed_until <= now()
                            order by claimed_until limit :max
                            for update skip locked),
                        routed as (
                            select due.id, route.* from due left join lateral (
                                select attempt_id, owner, workflow_id,
                                       captured_paise = amount_paise and captured_paise = applied_paise + refunded_paise as settled
                                from orchestra.payment_routes r
                                where r.gateway = due.gateway
                                  and (r.attempt_id = due.attempt_id or r.gateway_order_id = due.gateway_order_id)
                                order by r.attempt_id = due.attempt_id desc nulls last
                                limit 1) route on true)
                        update orchestra.webhook_inbox w
                        set claimed_until = now() + make_interval(secs => :lease), tries = tries + 1
                        from routed where w.id = routed.id
                        returning w.id, w.gateway, w.event, w.gateway_payment_id, w.tries, extract(epoch from now() - w.received_at) as age,
                                  routed.attempt_id as route_attempt_id, routed.owner, routed.workflow_id, routed.settled
                        """)
                .param("max", max)
                .param("lease", seconds(lease))
                .query((row, number) -> claimed(row))
                .list();
    }

    /** Its owner was told. */
    public void processed(Claimed webhook, String note) {
        settle(webhook, Status.PROCESSED, null, note);
    }

    /**
     * Its payment is not known.
     *
     * @param again when to look again; null for not until a route is written that it belongs to
     */
    public void orphan(Claimed webhook, Duration again) {
        settle(webhook, Status.ORPHAN, again, null);
    }

    /** Its owner could not be told now. */
    public void againIn(Claimed webhook, Duration pause, String note) {
        settle(webhook, Status.RECEIVED, pause, note);
    }

    private void settle(Claimed webhook, Status status, Duration again, String note) {
        database.sql("""
                        update orchestra.webhook_inbox
                        set status = :status, claimed_until = now() + make_interval(secs => cast(:again as double precision)), note = coalesce(:note, note),
                            settled_at = case when :status = 'RECEIVED' then null else now() end
                        where id = :id and tries = :claim and status in ('RECEIVED', 'ORPHAN')
                        """)
                .param("status", status.name())
                .param("again", again == null ? null : seconds(again))
                .param("note", note)
                .param("id", webhook.id())
                .param("claim", webhook.claim())
                .update();
    }

    /** Whether the owner was told before of the very payment that this is about. */
    public boolean wasToldOfPayment(Claimed webhook) {
        return database.sql("""
                        select exists (select from orchestra.webhook_inbox
                        where gateway = :gateway and gateway_payment_id = :paymentId and status = 'PROCESSED')
                        """)
                .param("gateway", webhook.gateway().name())
                .param("paymentId", webhook.gatewayPaymentId())
                .query(Boolean.class)
                .single();
    }

    /** How many there are of each status but PROCESSED. */
    public Map<Status, Long> unsettled() {
        Map<Status, Long> counts = new EnumMap<>(Status.class);
        database.sql("""
                        select status, count(*) as webhooks from orchestra.webhook_inbox
                        where status <> 'PROCESSED' group by status
                        """).query(row -> {
            counts.put(Status.valueOf(row.getString("status")), row.getLong("webhooks"));
        });
        return counts;
    }

    /**
     * Deletes what was passed on and cannot be delivered once more. What waits for a decision stays.
     *
     * @return how many
     */
    public int deleteProcessedOlderThan(Duration age) {
        return database.sql("""
                        delete from orchestra.webhook_inbox
                        where status = 'PROCESSED' and received_at < now() - make_interval(secs => :age)
                        """).param("age", seconds(age)).update();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        String attemptId = row.getString("route_attempt_id");
        return new Claimed(
                row.getString("id"),
                Gateway.valueOf(row.getString("gateway")),
                row.getString("event"),
                row.getString("gateway_payment_id"),
                row.getInt("tries"),
                Duration.ofMillis((long) (row.getDouble("age") * 1000)),
                attemptId == null
                        ? null
                        : new Target(
                                attemptId,
                                RouteOwner.valueOf(row.getString("owner")),
                                row.getString("workflow_id"),
                                row.getBoolean("settled")));
    }
}
