package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** What our tables say is still under way, so that the runs that should be at it can be looked for. */
public final class OpenRows {

    /** @param state as the row has it; null for an order of seats that has told nothing yet */
    public record OpenOrder(String orderId, String workflowId, CheckoutState state) {}

    /**
     * @param checkout the run of the checkout that the row says is at it; null when the row belongs to a guardian
     * @param complete whether its order is complete, so that the attempt may be what pays it
     */
    public record OpenAttempt(String attemptId, String checkout, boolean complete) {}

    /** Of this work among the database's advisory locks. */
    private static final long SWEEP = 0x6f72636865737472L;

    private final JdbcClient database;
    private final TransactionOperations transaction;

    OpenRows(JdbcClient database, TransactionOperations transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** Does nothing while another process is at it. */
    public void alone(Runnable work) {
        transaction.executeWithoutResult(status -> {
            if (database.sql("select pg_try_advisory_xact_lock(:lock)")
                    .param("lock", SWEEP)
                    .query(Boolean.class)
                    .single()) {
                work.run();
            }
        });
    }

    /**
     * Checkouts that have not ended.
     *
     * @param behind the order id that the last page ended with; empty for the first page
     * @param quietFor how long nothing was heard of them: who has just begun, or is about to end, is not meant
     */
    public List<OpenOrder> checkouts(String behind, Duration quietFor, int max) {
        return database.sql("""
                        select order_id, workflow_id, state from (
                            select order_id, workflow_id, state, updated_at from orchestra.orders
                            where state not in ('COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED')
                            union all
                            select order_id, 'ticket-checkout/' || order_id || '/' || attempt, null, checked_out_at
                            from orchestra.ticket_orders t
                            where state = 'PENDING' and not exists (select from orchestra.orders o where o.order_id = t.order_id)) open
                        where order_id > :behind and updated_at < now() - make_interval(secs => :quiet)
                        order by order_id limit :max
                        """)
                .param("behind", behind)
                .param("quiet", quietFor.toMillis() / 1000.0)
                .param("max", max)
                .query((row, number) -> new OpenOrder(
                        row.getString("order_id"),
                        row.getString("workflow_id"),
                        row.getString("state") == null ? null : CheckoutState.valueOf(row.getString("state"))))
                .list();
    }

    /** Attempts that a guardian, or a checkout that has told its end, should be looking after; as {@link #checkouts}, by attempt id. */
    public List<OpenAttempt> attempts(String behind, Duration quietFor, int max) {
        return database.sql("""
                        select r.attempt_id, case r.owner when 'CHECKOUT' then r.workflow_id end checkout, coalesce(o.state = 'COMPLETED', false) complete
                        from orchestra.payment_routes r
                        left join orchestra.orders o on o.order_id = r.order_id
                        where r.attempt_id > :behind and r.updated_at < now() - make_interval(secs => :quiet)
                          and (r.owner = 'GUARDIAN'
                               or r.owner = 'CHECKOUT'
                                  and coalesce(o.state, 'REJECTED') in ('COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED'))
                        order by r.attempt_id limit :max
                        """)
                .param("behind", behind)
                .param("quiet", quietFor.toMillis() / 1000.0)
                .param("max", max)
                .query((row, number) -> new OpenAttempt(
                        row.getString("attempt_id"), row.getString("checkout"), row.getBoolean("complete")))
                .list();
    }

    /** Reservations whose time has been over for a while and that nobody has ended. */
    public List<SeatReservation> reservations(String behind, Duration overFor, int max) {
        return database.sql("""
                        select reservation_id, event_id, seat_id, owner_id, price, currency, created_at, expires_at
                        from orchestra.seat_reservations
                        where reservation_id > :behind and state = 'HELD' and expires_at < now() - make_interval(secs => :over)
                        order by reservation_id limit :max
                        """)
                .param("behind", behind)
                .param("over", overFor.toMillis() / 1000.0)
                .param("max", max)
                .query((row, number) -> new SeatReservation(
                        row.getString("reservation_id"),
                        row.getString("event_id"),
                        row.getString("seat_id"),
                        row.getString("owner_id"),
                        row.getBigDecimal("price"),
                        row.getString("currency"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant()))
                .list();
    }
}
