package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the shop's own books say of an order's money at gateways, as an operator reads them, and whether the gateways' say the same. */
final class Routes {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * One attempt to pay; amounts in paise.
     *
     * @param gatewayOrderId null when the gateway was never reached
     */
    record Route(
            String attemptId,
            String gateway,
            String gatewayOrderId,
            String owner,
            long captured,
            long applied,
            long refunded) {}

    private Routes() {}

    static List<Route> of(LocalStack stack, String orderId) {
        List<Route> routes = new ArrayList<>();
        try (Connection db = DriverManager.getConnection(stack.jdbcUrl(), stack.dbUser(), stack.dbPassword());
                PreparedStatement query = db.prepareStatement("""
                        select attempt_id, gateway, gateway_order_id, owner, captured_paise, applied_paise, refunded_paise
                        from orchestra.payment_routes where order_id = ? order by created_at, attempt_id""")) {
            query.setString(1, orderId);
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                routes.add(new Route(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7)));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return routes;
    }

    /**
     * Waits until every attempt from which money came has left its checkout and keeps nothing but what pays the order, and compares the shop's books with those of the gateways: what they took is what pays the
     * order or has gone back.
     *
     * @param applied what pays the order, in paise
     * @param refunded what went back
     */
    static void assertBooks(LocalStack stack, String orderId, long applied, long refunded) {
        await("the end of the payments of " + orderId).atMost(PATIENCE).untilAsserted(() -> {
            List<Route> took = of(stack, orderId).stream()
                    .filter(route -> route.captured() > 0)
                    .toList();
            assertThat(took).noneMatch(route -> "CHECKOUT".equals(route.owner()));
            assertThat(took.stream().mapToLong(Route::applied).sum())
                    .as("applied of %s", took)
                    .isEqualTo(applied);
            assertThat(took.stream().mapToLong(Route::refunded).sum())
                    .as("refunded of %s", took)
                    .isEqualTo(refunded);
        });
        Gateways gateways = new Gateways(stack);
        for (Route route : of(stack, orderId)) {
            if (route.gatewayOrderId() == null) {
                assertThat(route.captured()).as("%s", route).isZero();
                continue;
            }
            assertThat(route.captured()).as("%s", route).isEqualTo(route.applied() + route.refunded());
            JsonNode line = gateways.ledger(route.gateway(), route.gatewayOrderId());
            assertThat(line.path("captured").asLong())
                    .as("%s of %s", line, route)
                    .isEqualTo(route.captured());
            assertThat(line.path("refunded").asLong())
                    .as("%s of %s", line, route)
                    .isEqualTo(route.refunded());
            assertThat(line.path("refund_pending").asLong()
                            + line.path("authorized").asLong())
                    .as("%s of %s", line, route)
                    .isZero();
        }
    }
}
