package dev.orchestra.store;

import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads whom a payment at a gateway belongs to. */
public final class PaymentRouteBook {

    private final JdbcClient database;

    PaymentRouteBook(JdbcClient database) {
        this.database = database;
    }

    /** The route of an attempt as it was last written; empty when there was never such an attempt. */
    public Optional<Route> find(String attemptId) {
        return database.sql("select * from orchestra.payment_routes where attempt_id = :attemptId")
                .param("attemptId", attemptId)
                .query((row, number) -> route(row))
                .optional();
    }

    /**
     * Which payments of an order that does not stand have taken money, each with what is left of it: zero when all is back.
     *
     * @return in paise, by payment id
     */
    public Map<String, Long> kept(String orderId) {
        Map<String, Long> kept = new HashMap<>();
        database.sql("""
                        select payment_id, sum(captured_paise - refunded_paise) as kept from orchestra.payment_routes
                        where order_id = :orderId and captured_paise > 0 group by payment_id
                        """).param("orderId", orderId).query(row -> {
            kept.put(row.getString("payment_id"), row.getLong("kept"));
        });
        return kept;
    }

    private static Route route(ResultSet row) throws SQLException {
        return new Route(
                row.getString("attempt_id"),
                row.getLong("revision"),
                RouteOwner.valueOf(row.getString("owner")),
                row.getString("workflow_id"),
                row.getString("order_id"),
                row.getString("checkout_request_id"),
                row.getString("payment_id"),
                row.getInt("leg"),
                row.getString("gateway"),
                row.getString("gateway_order_id"),
                AttemptStatus.valueOf(row.getString("status")),
                row.getString("currency"),
                row.getLong("amount_paise"),
                row.getLong("captured_paise"),
                row.getLong("applied_paise"),
                row.getLong("refunded_paise"),
                row.getInt("refunds"),
                row.getLong("refunding_paise"),
                row.getTimestamp("expires_at").toInstant());
    }
}
