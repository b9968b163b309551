package dev.orchestra.stubs.payment;

import java.math.BigDecimal;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All payments. */
@Repository
class Payments {

    private final JdbcClient database;

    Payments(JdbcClient database) {
        this.database = database;
    }

    /** Until the transaction ends nobody else adds up, adds to or cancels the payments of this order. */
    void lock(String orderId) {
        database.sql("select pg_advisory_xact_lock(hashtextextended('payment/' || ?, 0))")
                .param(orderId)
                .query((row, number) -> orderId)
                .single();
    }

    /** What the courier is to collect for the order so far, in rupees. */
    BigDecimal dueAtTheDoor(String orderId) {
        return database.sql("select coalesce(sum(amount), 0) from payment.payments"
                        + " where order_id = ? and payment_mode = 'MANUAL' and status = 'SUCCESS'")
                .param(orderId)
                .query(BigDecimal.class)
                .single();
    }

    void add(String orderId, String ownerId, Payment payment) {
        database.sql("""
                        insert into payment.payments (id, order_id, owner_id, payment_mode, gateway, amount, currency, status,
                                                      redirect_url, gateway_order_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        payment.id(),
                        orderId,
                        ownerId,
                        payment.paymentMode(),
                        payment.gateway(),
                        payment.amount(),
                        payment.currency(),
                        payment.status().name(),
                        payment.redirectUrl(),
                        payment.gatewayOrderId())
                .update();
    }

    /** Cancels what is not cancelled yet; the ids of the payments that this call cancelled. */
    List<String> cancel(String orderId) {
        return database.sql("update payment.payments set status = 'CANCELLED', cancelled_at = now()"
                        + " where order_id = ? and status <> 'CANCELLED' returning id")
                .param(orderId)
                .query(String.class)
                .list();
    }

    List<Payment> ofOrder(String orderId) {
        return database.sql("""
                        select id, status, payment_mode, gateway, amount, currency, redirect_url, gateway_order_id
                        from payment.payments where order_id = ? order by created_at, id""").param(orderId).query(Payment.class).list();
    }
}
