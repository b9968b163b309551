package dev.orchestra.store;

import java.sql.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Writes whom a payment at a gateway belongs to. Writes may come twice and late: the highest revision stays. */
public final class StoredPaymentRoutes implements PaymentRoutes {

    private final JdbcClient database;
    private final TransactionOperations transaction;

    StoredPaymentRoutes(JdbcClient database, TransactionOperations transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    @Override
    public void save(Route route) {
        transaction.executeWithoutResult(status -> {
            write(route);
            giveOrphans(route);
        });
    }

    private void write(Route route) {
        database.sql("""
                        insert into orchestra.payment_routes as old
                            (attempt_id, revision, owner, workflow_id, order_id, checkout_request_id, payment_id, leg, gateway, gateway_order_id,
                             status, currency, amount_paise, captured_paise, applied_paise, refunded_paise, refunds,
                             refunding_paise, expires_at)
                        values (:attemptId, :revision, :owner, :workflowId, :orderId, :checkoutRequestId, :paymentId, :leg, :gateway, :gatewayOrderId,
                                :status, :currency, :amount, :captured, :applied, :refunded, :refunds, :refunding, :expiresAt)
                        on conflict (attempt_id) do update
                        set revision = excluded.revision, owner = excluded.owner, workflow_id = excluded.workflow_id, order_id = excluded.order_id,
                            checkout_request_id = excluded.checkout_request_id, payment_id = excluded.payment_id, leg = excluded.leg,
                            gateway = excluded.gateway, gateway_order_id = excluded.gateway_order_id, status = excluded.status,
                            currency = excluded.currency, amount_paise = excluded.amount_paise, captured_paise = excluded.captured_paise,
                            applied_paise = excluded.applied_paise, refunded_paise = excluded.refunded_paise, refunds = excluded.refunds, refunding_paise = excluded.refunding_paise,
                            expires_at = excluded.expires_at,
                            updated_at = now()
                        where old.revision <= excluded.revision
                        """)
                .param("attemptId", route.attemptId())
                .param("revision", route.revision())
                .param("owner", route.owner().name())
                .param("workflowId", route.workflowId())
                .param("orderId", route.orderId())
                .param("checkoutRequestId", route.checkoutRequestId())
                .param("paymentId", route.paymentId())
                .param("leg", route.leg())
                .param("gateway", route.gateway())
                .param("gatewayOrderId", route.gatewayOrderId())
                .param("status", route.status().name())
                .param("currency", route.currency())
                .param("amount", route.amountPaise())
                .param("captured", route.capturedPaise())
                .param("applied", route.appliedPaise())
                .param("refunded", route.refundedPaise())
                .param("refunds", route.refunds())
                .param("refunding", route.refundingPaise())
                .param("expiresAt", Timestamp.from(route.expiresAt()))
                .update();
    }

    /** Webhooks that came before the attempt, or its id at the gateway, was known. Whoever has one of them at the moment did not see this route. */
    private void giveOrphans(Route route) {
        database.sql("""
                        update orchestra.webhook_inbox
                        set status = 'RECEIVED', claimed_until = now(), settled_at = null, tries = tries + 1
                        where status = 'ORPHAN' and gateway = :gateway
                          and (attempt_id = :attemptId or gateway_order_id = cast(:gatewayOrderId as text))
                        """)
                .param("gateway", route.gateway())
                .param("attemptId", route.attemptId())
                .param("gatewayOrderId", route.gatewayOrderId())
                .update();
    }
}
