package dev.orchestra.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The row of a payment at a gateway, and the look for webhooks that were faster: the same two statements in one transaction as the product's own writer, which only its
 * processes have.
 */
final class PaymentRows implements AutoCloseable {

    private final HikariDataSource pool = new HikariDataSource();
    private final JdbcClient database = JdbcClient.create(pool);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));

    PaymentRows(String url, String user, String password) {
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
    }

    /** @param gatewayOrderId null before the gateway has answered */
    void save(
            String attemptId,
            int revision,
            String run,
            String orderId,
            BigDecimal amount,
            String currency,
            String gatewayOrderId,
            Instant expiresAt) {
        transaction.executeWithoutResult(status -> {
            database.sql("""
                            insert into orchestra.payment_routes as old
                                (attempt_id, revision, owner, workflow_id, order_id, checkout_request_id, payment_id, leg, gateway, gateway_order_id,
                                 status, currency, amount_paise, captured_paise, applied_paise, refunded_paise, expires_at)
                            values (:attemptId, :revision, 'CHECKOUT', :run, :orderId, :run, :orderId, 1, 'PHONEPE', :gatewayOrderId,
                                    'PENDING', :currency, :amount, 0, 0, 0, :expiresAt)
                            on conflict (attempt_id) do update
                            set revision = excluded.revision, gateway_order_id = excluded.gateway_order_id, status = excluded.status, updated_at = now()
                            where old.revision <= excluded.revision
                            """)
                    .param("attemptId", attemptId)
                    .param("revision", revision)
                    .param("run", run)
                    .param("orderId", orderId)
                    .param("gatewayOrderId", gatewayOrderId)
                    .param("currency", currency)
                    .param("amount", amount.movePointRight(2).longValueExact())
                    .param("expiresAt", Timestamp.from(expiresAt))
                    .update();
            database.sql("""
                            update orchestra.webhook_inbox
                            set status = 'RECEIVED', claimed_until = now(), settled_at = null, tries = tries + 1
                            where status = 'ORPHAN' and gateway = 'PHONEPE'
                              and (attempt_id = :attemptId or gateway_order_id = cast(:gatewayOrderId as text))
                            """)
                    .param("attemptId", attemptId)
                    .param("gatewayOrderId", gatewayOrderId)
                    .update();
        });
    }

    @Override
    public void close() {
        pool.close();
    }
}
