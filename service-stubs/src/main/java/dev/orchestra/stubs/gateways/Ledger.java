package dev.orchestra.stubs.gateways;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** The gateways' books: what was ordered, taken and given back. */
@Repository
public class Ledger {

    private final JdbcClient database;
    private final JsonMapper json;
    private final Diary diary;

    Ledger(JdbcClient database, JsonMapper json, Diary diary) {
        this.database = database;
        this.json = json;
        this.diary = diary;
    }

    /** Adds a new order, with its end and its simulated customer. False when the merchant's id is taken already. */
    public boolean open(GatewayOrder order) {
        int added = database.sql("""
                        insert into gateways.orders (order_id, gateway, merchant_order_id, amount, currency, state, request,
                                                     page_token, created_at, expires_at, release_at, rule)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        order.orderId(),
                        order.gateway().name(),
                        order.merchantOrderId(),
                        order.amount(),
                        order.currency(),
                        order.state().name(),
                        order.request(),
                        order.pageToken(),
                        time(order.createdAt()),
                        time(order.expiresAt()),
                        time(order.releaseAt()),
                        json.writeValueAsString(order.rule()))
                .update();
        if (added == 0) {
            return false;
        }
        if (order.expiresAt() != null) {
            diary.add(order.gateway(), Diary.Event.ORDER_EXPIRES, order.orderId(), order.expiresAt());
        }
        expectCustomer(order, order.createdAt());
        return true;
    }

    /** Lets the simulated customer of the order act when its rule says. */
    void expectCustomer(GatewayOrder order, Instant from) {
        Rule rule = order.rule();
        if (rule.actAfterMs() != null && rule.outcome() != Rule.Outcome.NONE) {
            Instant start = rule.late() && order.expiresAt() != null ? order.expiresAt() : from;
            diary.add(order.gateway(), Diary.Event.CUSTOMER_ACTS, order.orderId(), start.plusMillis(rule.actAfterMs()));
        }
    }

    public Optional<GatewayOrder> order(Gateway gateway, String orderId) {
        return database.sql("select * from gateways.orders where gateway = ? and order_id = ?")
                .params(gateway.name(), orderId)
                .query((row, number) -> order(row))
                .optional();
    }

    /** The order of this id; until the transaction ends nobody else does anything with it. */
    public GatewayOrder lock(String orderId) {
        return database.sql("select * from gateways.orders where order_id = ? for update")
                .param(orderId)
                .query((row, number) -> order(row))
                .single();
    }

    /** The newest first. */
    public List<GatewayOrder> ofMerchant(Gateway gateway, String merchantOrderId) {
        return database.sql("select * from gateways.orders where gateway = ? and merchant_order_id = ?"
                        + " order by created_at desc, order_id desc")
                .params(gateway.name(), merchantOrderId)
                .query((row, number) -> order(row))
                .list();
    }

    public Optional<GatewayOrder> ofPage(Gateway gateway, String pageToken) {
        return database.sql("select * from gateways.orders where gateway = ? and page_token = ?")
                .params(gateway.name(), pageToken)
                .query((row, number) -> order(row))
                .optional();
    }

    public void setState(GatewayOrder order, GatewayOrder.State state) {
        database.sql("update gateways.orders set state = ? where order_id = ?")
                .params(state.name(), order.orderId())
                .update();
    }

    void setRule(GatewayOrder order, Rule rule) {
        database.sql("update gateways.orders set rule = ? where order_id = ?")
                .params(json.writeValueAsString(rule), order.orderId())
                .update();
    }

    void setTimes(GatewayOrder order, Instant expiresAt, Instant releaseAt) {
        database.sql("update gateways.orders set expires_at = ?, release_at = ? where order_id = ?")
                .params(time(expiresAt), time(releaseAt), order.orderId())
                .update();
    }

    public void add(GatewayPayment payment) {
        database.sql("""
                        insert into gateways.payments (payment_id, order_id, amount, currency, state, created_at)
                        values (?, ?, ?, ?, ?, ?)""")
                .params(
                        payment.paymentId(),
                        payment.orderId(),
                        payment.amount(),
                        payment.currency(),
                        payment.state().name(),
                        time(payment.createdAt()))
                .update();
    }

    /** Moves a payment, and answers it as it is now. */
    public GatewayPayment setState(GatewayPayment payment, GatewayPayment.State state) {
        database.sql("update gateways.payments set state = ? where payment_id = ?")
                .params(state.name(), payment.paymentId())
                .update();
        return new GatewayPayment(
                payment.paymentId(),
                payment.orderId(),
                payment.amount(),
                payment.currency(),
                state,
                payment.createdAt());
    }

    /** In the order in which they were begun. */
    public List<GatewayPayment> payments(GatewayOrder order) {
        return database.sql("select * from gateways.payments where order_id = ? order by sequence")
                .param(order.orderId())
                .query((row, number) -> payment(row))
                .list();
    }

    public Optional<GatewayPayment> payment(String paymentId) {
        return database.sql("select * from gateways.payments where payment_id = ?")
                .param(paymentId)
                .query((row, number) -> payment(row))
                .optional();
    }

    public void add(GatewayRefund refund) {
        database.sql("""
                        insert into gateways.refunds (refund_id, gateway, order_id, payment_id, merchant_refund_id, amount,
                                                      request, state, created_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        refund.refundId(),
                        refund.gateway().name(),
                        refund.orderId(),
                        refund.paymentId(),
                        refund.merchantRefundId(),
                        refund.amount(),
                        refund.request(),
                        refund.state().name(),
                        time(refund.createdAt()))
                .update();
    }

    /** Moves a refund, and answers it as it is now. */
    public GatewayRefund setState(GatewayRefund refund, GatewayRefund.State state) {
        database.sql("update gateways.refunds set state = ? where refund_id = ?")
                .params(state.name(), refund.refundId())
                .update();
        return new GatewayRefund(
                refund.gateway(),
                refund.refundId(),
                refund.orderId(),
                refund.paymentId(),
                refund.merchantRefundId(),
                refund.amount(),
                refund.request(),
                state,
                refund.createdAt());
    }

    public Optional<GatewayRefund> refund(Gateway gateway, String refundId) {
        return database.sql("select * from gateways.refunds where gateway = ? and refund_id = ?")
                .params(gateway.name(), refundId)
                .query((row, number) -> refund(row))
                .optional();
    }

    public Optional<GatewayRefund> refundOfMerchant(Gateway gateway, String merchantRefundId) {
        return database.sql("select * from gateways.refunds where gateway = ? and merchant_refund_id = ?")
                .params(gateway.name(), merchantRefundId)
                .query((row, number) -> refund(row))
                .optional();
    }

    /** In the order in which they were asked for. */
    public List<GatewayRefund> refunds(GatewayOrder order) {
        return database.sql("select * from gateways.refunds where order_id = ? order by sequence")
                .param(order.orderId())
                .query((row, number) -> refund(row))
                .list();
    }

    /** What may still be given back of a payment that was captured, in paise: refunds under way count as given. */
    public long refundable(GatewayPayment payment) {
        return payment.amount()
                - database.sql("select coalesce(sum(amount), 0) from gateways.refunds"
                                + " where payment_id = ? and state <> 'FAILED'")
                        .param(payment.paymentId())
                        .query(Long.class)
                        .single();
    }

    /** What has arrived at the customer of a payment, in paise. */
    public long refunded(GatewayPayment payment) {
        return database.sql("select coalesce(sum(amount), 0) from gateways.refunds"
                        + " where payment_id = ? and state = 'COMPLETED'")
                .param(payment.paymentId())
                .query(Long.class)
                .single();
    }

    /** The sums of every order of which something was taken, oldest first. */
    List<OrderSums> sums() {
        return database.sql("""
                        select o.gateway, o.order_id, o.merchant_order_id, o.amount,
                               coalesce(p.captured, 0) captured, coalesce(p.authorized, 0) authorized,
                               coalesce(r.refunded, 0) refunded, coalesce(r.pending, 0) refund_pending,
                               coalesce(p.released, 0) released
                        from gateways.orders o
                        join (select order_id,
                                     sum(amount) filter (where state = 'CAPTURED') captured,
                                     sum(amount) filter (where state = 'AUTHORIZED') authorized,
                                     sum(amount) filter (where state = 'RELEASED') released
                              from gateways.payments where state in ('CAPTURED', 'AUTHORIZED', 'RELEASED')
                              group by order_id) p using (order_id)
                        left join (select r.order_id,
                                          sum(r.amount) filter (where r.state = 'COMPLETED') refunded,
                                          sum(r.amount) filter (where r.state in ('PENDING', 'CONFIRMED')) pending
                                   from gateways.refunds r join gateways.payments p using (payment_id)
                                   where p.state = 'CAPTURED' group by r.order_id) r using (order_id)
                        order by o.created_at, o.order_id""").query(OrderSums.class).list();
    }

    private GatewayOrder order(ResultSet row) throws SQLException {
        return new GatewayOrder(
                Gateway.valueOf(row.getString("gateway")),
                row.getString("order_id"),
                row.getString("merchant_order_id"),
                row.getLong("amount"),
                row.getString("currency"),
                GatewayOrder.State.valueOf(row.getString("state")),
                row.getString("request"),
                row.getString("page_token"),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                instant(row, "release_at"),
                json.readValue(row.getString("rule"), Rule.class));
    }

    private static GatewayPayment payment(ResultSet row) throws SQLException {
        return new GatewayPayment(
                row.getString("payment_id"),
                row.getString("order_id"),
                row.getLong("amount"),
                row.getString("currency"),
                GatewayPayment.State.valueOf(row.getString("state")),
                instant(row, "created_at"));
    }

    private static GatewayRefund refund(ResultSet row) throws SQLException {
        return new GatewayRefund(
                Gateway.valueOf(row.getString("gateway")),
                row.getString("refund_id"),
                row.getString("order_id"),
                row.getString("payment_id"),
                row.getString("merchant_refund_id"),
                row.getLong("amount"),
                row.getString("request"),
                GatewayRefund.State.valueOf(row.getString("state")),
                instant(row, "created_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * The money of one order, in paise.
     *
     * @param authorized reserved and neither captured nor given back
     * @param refundPending asked back, not arrived
     * @param released was authorised and never captured; not part of {@code captured} nor of {@code refunded}
     */
    record OrderSums(
            Gateway gateway,
            String orderId,
            String merchantOrderId,
            long amount,
            long captured,
            long authorized,
            long refunded,
            long refundPending,
            long released) {}
}
