package dev.orchestra.store;

import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.Standing;
import dev.orchestra.ticket.TicketOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads orders of seats and their reservations; an order with its items in one statement, so that they belong together. */
final class TicketReads {

    private final JdbcClient database;

    TicketReads(JdbcClient database) {
        this.database = database;
    }

    Optional<TicketOrder> order(String orderId) {
        return find("o.order_id = :orderId", Map.of("orderId", orderId));
    }

    Optional<TicketOrder> order(String ownerId, String orderId) {
        return find("o.order_id = :orderId and o.owner_id = :ownerId", Map.of("orderId", orderId, "ownerId", ownerId));
    }

    Optional<TicketOrder> draft(String ownerId) {
        return find("o.owner_id = :ownerId and o.state = 'DRAFT'", Map.of("ownerId", ownerId));
    }

    /** @param seconds how old the checkout is at most */
    Optional<TicketOrder> latest(String ownerId, double seconds) {
        return find("""
                o.order_id = (select order_id from orchestra.ticket_orders
                              where owner_id = :ownerId and state in ('PENDING', 'COMPLETED')
                                and checked_out_at > now() - make_interval(secs => :seconds)
                              order by checked_out_at desc limit 1)
                """, Map.of("ownerId", ownerId, "seconds", seconds));
    }

    Optional<Standing> reservation(String reservationId) {
        return database.sql("""
                        select reservation_id, state, expires_at, order_id from orchestra.seat_reservations
                        where reservation_id = :reservationId
                        """)
                .param("reservationId", reservationId)
                .query((row, number) -> new Standing(
                        row.getString("reservation_id"),
                        ReservationState.valueOf(row.getString("state")),
                        row.getTimestamp("expires_at").toInstant(),
                        row.getString("order_id")))
                .optional();
    }

    private Optional<TicketOrder> find(String condition, Map<String, ?> parameters) {
        ResultSetExtractor<Optional<TicketOrder>> one = TicketReads::one;
        return database.sql("""
                        select o.order_id, o.owner_id, o.attempt, o.state, o.total, o.currency, o.created_at, o.paid_at,
                               i.item_id, i.seat_id, i.event_id, i.reservation_id, i.price,
                               min(r.expires_at) filter (where i.active) over () as first_end
                        from orchestra.ticket_orders o
                        left join orchestra.order_items i on i.order_id = o.order_id and i.removed_at is null
                        left join orchestra.seat_reservations r on r.reservation_id = i.reservation_id
                        where %s
                        order by i.added
                        """.formatted(condition)).params(parameters).query(one);
    }

    private static Optional<TicketOrder> one(ResultSet row) throws SQLException {
        if (!row.next()) {
            return Optional.empty();
        }
        TicketOrder order = new TicketOrder(
                row.getString("order_id"),
                row.getString("owner_id"),
                row.getInt("attempt"),
                TicketOrder.State.valueOf(row.getString("state")),
                row.getBigDecimal("total"),
                row.getString("currency"),
                instant(row, "created_at"),
                instant(row, "paid_at"),
                instant(row, "first_end"),
                List.of());
        List<TicketOrder.Item> items = new ArrayList<>();
        if (row.getString("item_id") != null) {
            do {
                items.add(new TicketOrder.Item(
                        row.getString("item_id"),
                        row.getString("seat_id"),
                        row.getString("event_id"),
                        row.getString("reservation_id"),
                        row.getBigDecimal("price")));
            } while (row.next());
        }
        return Optional.of(new TicketOrder(
                order.id(),
                order.ownerId(),
                order.attempt(),
                order.state(),
                order.totalAmount(),
                order.currency(),
                order.createdAt(),
                order.paidAt(),
                order.expiresAt(),
                List.copyOf(items)));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp moment = row.getTimestamp(column);
        return moment == null ? null : moment.toInstant();
    }
}
