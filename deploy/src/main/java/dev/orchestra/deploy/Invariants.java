package dev.orchestra.deploy;

import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.postgresql.PGConnection;

/**
 * What must be true of the shop whatever happened to it, read from the tables of service-stubs, those of the orchestrator, and the runs at Temporal (docs/reliability.md). It is meant for a
 * shop that has come to rest: what is under way at the moment can look broken.
 */
public final class Invariants {

    /**
     * One of them.
     *
     * @param id for people and programs
     * @param meaning in one sentence
     * @param violations a query for what breaks it, one text a row
     */
    public record Invariant(String id, String meaning, String violations) {}

    /** @param rows what breaks it, the first few */
    public record Broken(Invariant invariant, List<String> rows) {

        @Override
        public String toString() {
            return invariant.id() + ": " + invariant.meaning() + " Not so: " + String.join("; ", rows);
        }
    }

    private static final int MOST_ROWS = 20;

    private static final List<String> OWN_TABLES =
            List.of("orders", "payment_routes", "webhook_inbox", "ticket_orders", "order_items", "seat_reservations");

    private static final String OVER = "('COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED')";
    private static final String STANDS = "('FULFILLING', 'COMPLETED')";

    /** All of them, in the order in which they are told. */
    public static final List<Invariant> ALL = List.of(
            invariant(
                    "stock",
                    "Of every product, what is held and sold is never more than there was, and is what its holds say.",
                    """
                    select s.product_id || '/' || s.variant_id from inventory.stock s
                    left join (select i.product_id, i.variant_id,
                                      sum(i.quantity) filter (where h.status = 'HELD') as held,
                                      sum(i.quantity) filter (where h.status = 'DEDUCTED') as deducted
                               from inventory.hold_items i join inventory.holds h using (reservation_id) group by 1, 2) h
                      on h.product_id = s.product_id and h.variant_id = s.variant_id
                    where s.held + s.deducted > s.initial or s.held <> coalesce(h.held, 0) or s.deducted <> coalesce(h.deducted, 0)"""),
            invariant("hold-time", "No hold of stock is in force a minute after its end.", """
                    select reservation_id || ' of ' || order_id from inventory.holds
                    where status = 'HELD' and expires_at < now() - interval '1 minute'"""),
            invariant(
                    "hold-end", "Every hold ends once: sold by an order that stands, given back by every other.", """
                    select h.order_id || ' has ' || count(*) filter (where h.status = 'DEDUCTED') || ' sold and '
                           || count(*) filter (where h.status = 'HELD') || ' held'
                    from inventory.holds h left join own_orders o on o.order_id = h.order_id
                    group by h.order_id, o.state
                    having count(*) filter (where h.status = 'DEDUCTED') > case when o.state in %2$s then 1 else 0 end
                        or o.state in %1$s and count(*) filter (where h.status = 'HELD') > 0
                    union all
                    select o.order_id || ' is complete and nothing is sold' from own_orders o
                    where o.state = 'COMPLETED' and o.kind = 'CART'
                      and not exists (select from inventory.holds h where h.order_id = o.order_id and h.status = 'DEDUCTED')"""),
            invariant("seat", "No seat has two reservations in force, at Inventory or in our own tables.", """
                    select seat_id::text from inventory.seat_reservations
                    where status in ('HELD', 'CLAIMED', 'CONFIRMED') group by seat_id having count(*) > 1
                    union all
                    select seat_id from own_seat_reservations where state in ('CLAIMED', 'CONFIRMED') group by seat_id having count(*) > 1"""),
            invariant(
                    "seat-sold",
                    "A seat is sold exactly if its order is complete, and Inventory and our own tables agree.",
                    """
                    select i.seat_id || ' of ' || t.order_id from own_ticket_orders t
                    join own_order_items i on i.order_id = t.order_id and i.removed_at is null
                    join own_seat_reservations r on r.reservation_id = i.reservation_id
                    left join inventory.seat_reservations s on s.reservation_id::text = i.reservation_id
                    where (t.state = 'COMPLETED') <> (r.state = 'CONFIRMED')
                       or (t.state = 'COMPLETED') <> (s.status is not distinct from 'CONFIRMED')
                       or t.state = 'CANCELLED' and (r.state = 'CLAIMED' or s.status = 'CLAIMED' and s.order_id = t.order_id)"""),
            invariant(
                    "seat-time",
                    "No reservation waits a minute after its end without a checkout that has claimed it.",
                    """
                    select reservation_id from own_seat_reservations where state = 'HELD' and expires_at < now() - interval '1 minute'
                    union all
                    select s.reservation_id::text from inventory.seat_reservations s
                    left join own_ticket_orders t on t.order_id = s.order_id
                    where s.status = 'CLAIMED' and t.state is distinct from 'PENDING'"""),
            invariant(
                    "money",
                    "Of every payment at a gateway, what was taken is what pays an order and what has gone back.",
                    """
                    select attempt_id || ' took ' || captured_paise || ', pays ' || applied_paise || ', gave back ' || refunded_paise
                    from own_payment_routes where captured_paise <> applied_paise + refunded_paise"""),
            invariant(
                    "money-at-gateways",
                    "The gateways' own books say the same; nothing is on its way, and nothing reserved that nobody looks after.",
                    """
                    select g.gateway || ' ' || g.order_id || ': took ' || g.taken || ', gave back ' || g.back || ', on its way ' || g.pending
                    from (select o.gateway, o.order_id, o.merchant_order_id,
                                 coalesce((select sum(amount) from gateways.payments p where p.order_id = o.order_id and p.state = 'CAPTURED'), 0) as taken,
                                 coalesce((select sum(r.amount) from gateways.refunds r join gateways.payments p on p.payment_id = r.payment_id
                                           where r.order_id = o.order_id and r.state = 'COMPLETED' and p.state = 'CAPTURED'), 0) as back,
                                 coalesce((select sum(amount) from gateways.refunds r where r.order_id = o.order_id and r.state in ('PENDING', 'CONFIRMED')), 0) as pending,
                                 coalesce((select sum(amount) from gateways.payments p where p.order_id = o.order_id and p.state = 'AUTHORIZED'), 0) as reserved
                          from gateways.orders o) g
                    left join own_payment_routes r on r.gateway = g.gateway
                      and (r.gateway_order_id = g.order_id or g.gateway = 'PHONEPE' and r.attempt_id = g.merchant_order_id)
                    where g.pending > 0 or g.reserved > 0 and coalesce(r.owner, 'CLOSED') = 'CLOSED' or g.taken <> coalesce(r.captured_paise, 0) or g.back <> coalesce(r.refunded_paise, 0)"""),
            invariant("money-applied", "Money of gateways is kept for orders that stand, and for no other.", """
                    select r.attempt_id || ' of ' || r.order_id from own_payment_routes r
                    left join own_orders o on o.order_id = r.order_id
                    where r.applied_paise > 0 and (o.state is null or o.state not in %2$s)"""),
            invariant(
                    "split",
                    "What pays a complete order, at gateways, from wallets and at the door, is its total.",
                    """
                    select o.order_id || ' costs ' || o.total || ', paid are ' || p.paid from own_orders o
                    join lateral (select
                        coalesce((select sum(applied_paise) / 100.0 from own_payment_routes r where r.order_id = o.order_id), 0)
                        + coalesce((select sum(case e.type when 'DEBIT' then e.amount else -e.amount end) from payment.wallet_entries e
                                    join payment.attempts a on a.attempt_id = e.attempt_id where a.order_id = o.order_id), 0)
                        + coalesce((select sum(amount) from payment.attempts a where a.order_id = o.order_id and a.payment_mode = 'MANUAL'
                                    and a.status = 'CAPTURED' and not a.cancelled), 0) as paid) p on true
                    where o.state = 'COMPLETED' and o.total <> p.paid"""),
            invariant(
                    "nothing-kept",
                    "For an order that does not stand no wallet has paid, and nothing is to be collected at the door.",
                    """
                    select a.attempt_id || ' of ' || a.order_id from payment.attempts a
                    left join own_orders o on o.order_id = a.order_id
                    where (o.state is null or o.state in ('REJECTED', 'CANCELLED', 'EXPIRED'))
                      and (a.payment_mode = 'MANUAL' and a.status = 'CAPTURED' and not a.cancelled
                           or coalesce((select sum(case e.type when 'DEBIT' then e.amount else -e.amount end)
                                        from payment.wallet_entries e where e.attempt_id = a.attempt_id), 0) <> 0)"""),
            invariant("wallet", "A wallet's balance is the sum of its entries, and never less than nothing.", """
                    select w.wallet_id || ' has ' || w.balance from payment.wallets w
                    where w.balance < 0 or w.balance <> coalesce(
                        (select sum(case e.type when 'CREDIT' then e.amount else -e.amount end) from payment.wallet_entries e where e.wallet_id = w.wallet_id), 0)"""),
            invariant(
                    "wallet-once",
                    "A payment is debited once, by a password that was used for it alone, and given back at most once.",
                    """
                    select e.attempt_id || ' was debited ' || count(*) filter (where e.type = 'DEBIT') || ' times' from payment.wallet_entries e
                    where e.attempt_id is not null group by e.attempt_id
                    having count(*) filter (where e.type = 'DEBIT') <> 1
                        or sum(case e.type when 'DEBIT' then e.amount else -e.amount end) < 0
                        or (select count(*) from payment.wallet_authorizations w where w.used_by = e.attempt_id) <> 1"""),
            invariant(
                    "coupons",
                    "A coupon is used by orders that stand and as often as is counted, and is held for no order that is over.",
                    """
                    select c.code || ' counts ' || c.used from marketing.coupons c
                    where c.used <> (select count(*) from marketing.coupon_uses u where u.code = c.code)
                    union all
                    select u.code || ' used by ' || u.order_id from marketing.coupon_uses u left join own_orders o on o.order_id = u.order_id
                    where o.state is null or o.state not in %2$s
                    union all
                    select 'held by ' || h.order_id from marketing.coupon_holds h join own_orders o on o.order_id = h.order_id where o.state in %1$s"""),
            invariant(
                    "points",
                    "Points are earned and burnt by orders that stand, the balance is their sum, and none are held for an order that is over.",
                    """
                    select a.owner_id || ' has ' || a.balance from loyalty.accounts a
                    where a.balance <> coalesce((select sum(case e.type when 'BURNT' then -e.points else e.points end)
                                                 from loyalty.entries e where e.owner_id = a.owner_id), 0)
                    union all
                    select e.type || ' by ' || e.order_id from loyalty.entries e left join own_orders o on o.order_id = e.order_id
                    where e.order_id is not null and (o.state is null or o.state not in %2$s)
                    union all
                    select 'held by ' || h.order_id from loyalty.holds h join own_orders o on o.order_id = h.order_id
                    where h.status = 'HELD' and o.state in %1$s"""),
            invariant("order-end", "Every checkout that has not ended has a run that is at it.", """
                    select order_id || ' is ' || state from own_orders
                    where state not in %1$s and workflow_id not in (select workflow_id from open_runs)
                    union all
                    select order_id || ' is ' || state from own_ticket_orders
                    where state = 'PENDING' and 'ticket-checkout/' || order_id || '/' || attempt not in (select workflow_id from open_runs)"""),
            invariant(
                    "run-row",
                    "Every run under way has its row, and every payment that may still move has its guardian or its checkout.",
                    """
                    select workflow_id from open_runs
                    where workflow_id like 'place-order/%%' and workflow_id not in (select workflow_id from own_orders)
                       or workflow_id like 'ticket-checkout/%%'
                          and workflow_id not in (select 'ticket-checkout/' || order_id || '/' || attempt from own_ticket_orders)
                       or workflow_id like 'seat-reservation/%%'
                          and workflow_id not in (select 'seat-reservation/' || reservation_id from own_seat_reservations)
                       or workflow_id like 'payment-guardian/%%'
                          and workflow_id not in (select 'payment-guardian/' || attempt_id from own_payment_routes)
                    union all
                    select attempt_id || ' is for ' || workflow_id from own_payment_routes
                    where owner <> 'CLOSED' and workflow_id not in (select workflow_id from open_runs)"""),
            invariant(
                    "order-agrees",
                    "The Order service confirms an order exactly if its checkout is complete, and its parts add up.",
                    """
                    select o.order_id || ' is ' || o.state || ' and ' || coalesce(s.order_status, 'not there') from own_orders o
                    left join orders.orders s on s.id = o.order_id
                    where o.kind = 'CART' and (o.state = 'COMPLETED' and s.order_status is distinct from 'CONFIRMED'
                        or o.state in ('REJECTED', 'CANCELLED', 'EXPIRED') and s.order_status in ('PENDING', 'CONFIRMED'))
                    union all
                    select s.id || ' is ' || s.order_status || ' without a checkout' from orders.orders s
                    where s.order_status <> 'CANCELLED' and not exists (select from own_orders o where o.order_id = s.id)
                    union all
                    select s.id || ' does not add up' from orders.orders s join orders.sub_orders p on p.order_id = s.id
                    group by s.id, s.total having sum(p.total) <> s.total"""),
            invariant(
                    "cart",
                    "No cart is locked by an order that is over, and the cart of a complete order is gone.",
                    """
                    select c.cart_id || ' by ' || c.locked_by from cart.carts c join own_orders o on o.order_id = c.locked_by
                    where o.state in %1$s
                    union all
                    select c.cart_id || ' of ' || o.order_id from cart.carts c join own_orders o on o.cart_id = c.cart_id
                    where o.state = 'COMPLETED'"""),
            invariant("notifications", "Whoever has ordered is told once by each channel, and nobody else is.", """
                    select n.order_id || ' ' || n.template || ' ' || n.channel || ' ' || count(*) || ' times' from notification.notifications n
                    group by n.order_id, n.template, n.channel having count(*) > 1
                    union all
                    select n.order_id || ' does not stand' from notification.notifications n left join own_orders o on o.order_id = n.order_id
                    where o.state is null or o.state not in %2$s
                    union all
                    select o.order_id || ' was not told' from own_orders o
                    where o.state = 'COMPLETED' and 3 > (select count(distinct channel) from notification.notifications n where n.order_id = o.order_id)"""),
            invariant(
                    "webhooks",
                    "Every webhook that was answered is passed on to whom it concerns, or is of no payment that is known.",
                    """
                    select id || ' is ' || status from own_webhook_inbox w
                    where status = 'RECEIVED'
                       or status = 'ORPHAN' and exists (
                           select from own_payment_routes r
                           where r.gateway = w.gateway and (r.attempt_id = w.attempt_id or r.gateway_order_id = w.gateway_order_id))"""),
            invariant("events", "Every complete order was published, and events of one key in their order.", """
                    select o.order_id || ' was not published' from own_orders o
                    where o.state = 'COMPLETED' and not exists (
                        select from event.outbox e where e.published_at is not null and e.key = o.order_id)
                    union all
                    select later.event_id || ' before ' || earlier.event_id from event.outbox later
                    join event.outbox earlier on earlier.topic = later.topic and earlier.key = later.key and earlier.sequence < later.sequence
                    where later.published_at < earlier.published_at or later.published_at is not null and earlier.published_at is null"""),
            invariant("idempotency", "One key has one effect and one answer.", """
                    select event_id || ' was stored ' || count(*) || ' times' from event.outbox group by event_id having count(*) > 1
                    union all
                    select refund_id || ' was given ' || count(*) || ' times' from payment.wallet_entries
                    where refund_id is not null group by refund_id having count(*) > 1
                    union all
                    select merchant_refund_id || ' was made ' || count(*) || ' times' from gateways.refunds
                    where merchant_refund_id is not null group by gateway, merchant_refund_id having count(*) > 1
                    union all
                    select key || ' has no answer' from payment.idempotency where unfinished and created_at < now() - interval '10 minutes'"""));

    private static Invariant invariant(String id, String meaning, String violations) {
        return new Invariant(id, meaning, violations.formatted(OVER, STANDS));
    }

    private Invariants() {}

    /** Those of a running stack that are broken; none in a shop at rest. */
    public static List<Broken> check(LocalStack stack) {
        return check(
                stack.servicesJdbcUrl(), stack.jdbcUrl(), stack.dbUser(), stack.dbPassword(), stack.temporalAddress());
    }

    /** The same, by the addresses of the two databases and of Temporal. */
    static List<Broken> check(String servicesUrl, String ownUrl, String user, String password, String temporal) {
        try (Connection services = DriverManager.getConnection(servicesUrl, user, password);
                Connection own = DriverManager.getConnection(ownUrl, user, password)) {
            return check(services, own, openRuns(temporal));
        } catch (SQLException failure) {
            throw new IllegalStateException("The tables cannot be read: " + failure.getMessage(), failure);
        }
    }

    /**
     * The same.
     *
     * @param services a connection to the database of service-stubs; temporary tables are made in it
     * @param own one to the database of the orchestrator
     * @param openRuns ids of all workflows that are under way
     */
    static List<Broken> check(Connection services, Connection own, Set<String> openRuns) throws SQLException {
        for (String table : OWN_TABLES) {
            bring(own, services, table);
        }
        tell(services, openRuns);
        List<Broken> broken = new ArrayList<>();
        for (Invariant invariant : ALL) {
            List<String> rows = violations(services, invariant);
            if (!rows.isEmpty()) {
                broken.add(new Broken(invariant, rows));
            }
        }
        return broken;
    }

    private static List<String> violations(Connection services, Invariant invariant) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement query = services.createStatement();
                ResultSet found = query.executeQuery(invariant.violations())) {
            while (found.next() && rows.size() < MOST_ROWS) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    /** Copies a table of ours beside those of the services, since one query cannot read two databases. */
    private static void bring(Connection own, Connection services, String table) throws SQLException {
        try (Statement define = services.createStatement()) {
            define.execute("drop table if exists own_" + table);
            define.execute("create temporary table own_" + table + " (" + columns(own, table) + ")");
        }
        try (PipedInputStream in = new PipedInputStream(1 << 16);
                PipedOutputStream out = new PipedOutputStream(in)) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try (out) {
                    own.unwrap(PGConnection.class).getCopyAPI().copyOut("copy orchestra." + table + " to stdout", out);
                } catch (SQLException | IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            services.unwrap(PGConnection.class).getCopyAPI().copyIn("copy own_" + table + " from stdin", in);
            sent.join();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String columns(Connection own, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query = own.prepareStatement("""
                select column_name, udt_name from information_schema.columns
                where table_schema = 'orchestra' and table_name = ? order by ordinal_position""")) {
            query.setString(1, table);
            ResultSet found = query.executeQuery();
            while (found.next()) {
                columns.add('"' + found.getString(1) + "\" " + found.getString(2));
            }
        }
        return String.join(", ", columns);
    }

    private static void tell(Connection services, Set<String> openRuns) throws SQLException {
        try (Statement define = services.createStatement()) {
            define.execute("drop table if exists open_runs");
            define.execute("create temporary table open_runs (workflow_id text not null)");
        }
        try (PreparedStatement insert = services.prepareStatement("insert into open_runs select unnest(?::text[])")) {
            insert.setArray(1, services.createArrayOf("text", openRuns.toArray()));
            insert.executeUpdate();
        }
    }

    /**
     * The ids of all workflows that are under way.
     *
     * @param temporalAddress {@code host:port}, namespace {@code default}
     */
    public static Set<String> openRuns(String temporalAddress) {
        WorkflowServiceStubs temporal = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporalAddress)
                .build());
        try {
            Set<String> open = new LinkedHashSet<>();
            ListWorkflowExecutionsRequest.Builder page = ListWorkflowExecutionsRequest.newBuilder()
                    .setNamespace("default")
                    .setQuery("ExecutionStatus = 'Running'");
            do {
                ListWorkflowExecutionsResponse found = temporal.blockingStub().listWorkflowExecutions(page.build());
                found.getExecutionsList().stream()
                        .map(WorkflowExecutionInfo::getExecution)
                        .forEach(run -> open.add(run.getWorkflowId()));
                page.setNextPageToken(found.getNextPageToken());
            } while (!page.getNextPageToken().isEmpty());
            return open;
        } finally {
            temporal.shutdownNow();
        }
    }
}
