package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.support.Money;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All refunds. What they come to is kept with their attempt, whose lock guards them. */
@Repository
class Refunds {

    private static final String SELECT =
            "select refund_id, attempt_id, status, amount, currency from payment.refunds where ";

    private final JdbcClient database;
    private final Attempts attempts;

    Refunds(JdbcClient database, Attempts attempts) {
        this.database = database;
        this.attempts = attempts;
    }

    /** Adds the refund to those of its attempt, which must be locked; false when there is one of its id. */
    boolean add(Refund refund) {
        int added = database.sql("""
                        insert into payment.refunds (refund_id, attempt_id, amount, currency, status) values (?, ?, ?, ?, ?)
                        on conflict do nothing""")
                .params(
                        refund.refundId(),
                        refund.attemptId(),
                        refund.amount(),
                        refund.currency(),
                        refund.status().name())
                .update();
        if (added > 0) {
            attempts.refunded(refund.attemptId(), refund.amount());
        }
        return added > 0;
    }

    Optional<Refund> find(String refundId) {
        return database.sql(SELECT + "refund_id = ?")
                .param(refundId)
                .query(Refund.class)
                .optional();
    }

    List<Refund> pendingOf(String attemptId) {
        return database.sql(SELECT + "attempt_id = ? and status = 'PENDING' order by created_at, refund_id")
                .param(attemptId)
                .query(Refund.class)
                .list();
    }

    /** The gateway's own id of the refund, as far as it is known. */
    Optional<String> gatewayRefundId(String refundId) {
        return database.sql(
                        "select gateway_refund_id from payment.refunds where refund_id = ? and gateway_refund_id is not null")
                .param(refundId)
                .query(String.class)
                .optional();
    }

    /** Takes note of what the gateway says: completed and failed are for ever. */
    @Transactional
    Refund saw(Refund known, GatewayRefund seen) {
        Attempt attempt = attempts.get(known.attemptId());
        attempts.lock(attempt.orderId(), attempt.attemptId());
        int changed = database.sql("""
                        update payment.refunds set status = ?, gateway_refund_id = coalesce(gateway_refund_id, ?)
                        where refund_id = ? and status = 'PENDING'""")
                .params(seen.status().name(), seen.gatewayRefundId(), known.refundId())
                .update();
        if (changed > 0 && seen.status() != Refund.Status.PENDING) {
            attempts.refunded(
                    known.attemptId(),
                    seen.status() == Refund.Status.FAILED ? known.amount().negate() : Money.ZERO);
        }
        return find(known.refundId()).orElseThrow();
    }
}
