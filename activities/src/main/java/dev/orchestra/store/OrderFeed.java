package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.store.OrderBook.TimelineEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells what has happened to many orders at once, whichever process wrote it. Whose orders they are is not asked here. */
public final class OrderFeed {

    /** @param now the state of the order, which can be further on than that of the entry */
    public record News(String orderId, TimelineEntry entry, CheckoutState now) {}

    private final JdbcClient database;

    OrderFeed(JdbcClient database) {
        this.database = database;
    }

    /**
     * @param seen the position up to which each order is known; 0 for nothing
     * @return what is beyond, by order and position
     */
    public List<News> beyond(Map<String, Integer> seen) {
        // Two arrays, not a list of pairs: one statement however many orders there are.
        String[] orders = seen.keySet().toArray(String[]::new);
        Integer[] positions = seen.values().toArray(Integer[]::new);
        return database.sql("""
                        select event.order_id, event.position, event.state, event.title, event.detail, event.at, orders.state as now
                        from unnest(:orders, :positions) as seen (order_id, position)
                        join orchestra.order_events event on event.order_id = seen.order_id and event.position > seen.position
                        join orchestra.orders on orders.order_id = event.order_id
                        order by event.order_id, event.position
                        """)
                .param("orders", orders)
                .param("positions", positions)
                .query((row, number) -> news(row))
                .list();
    }

    private static News news(ResultSet row) throws SQLException {
        var entry = new TimelineEntry(
                row.getInt("position"),
                CheckoutState.valueOf(row.getString("state")),
                row.getString("title"),
                row.getString("detail"),
                row.getTimestamp("at").toInstant());
        return new News(row.getString("order_id"), entry, CheckoutState.valueOf(row.getString("now")));
    }
}
