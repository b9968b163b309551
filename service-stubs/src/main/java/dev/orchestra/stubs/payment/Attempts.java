package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.payment.Attempt.Status;
import dev.orchestra.stubs.support.Money;
import dev.orchestra.stubs.support.Refusal;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All attempts to pay. What changes one locks it first. */
@Repository
class Attempts {

    private static final String COLUMNS = """
            attempt_id, payment_id, order_id, payment_mode, gateway, status, amount, currency, captured_amount, captured_currency,
            refunded_amount, cancelled, gateway_order_id, gateway_payment_id, error_code, expires_at, created_at,
            case when not cancelled and status in ('CREATED', 'PENDING', 'FAILED') then redirect_url end as redirect_url""";

    private final JdbcClient database;

    Attempts(JdbcClient database) {
        this.database = database;
    }

    /**
     * Adds an attempt.
     *
     * @param captured whether the money is there with it
     * @throws Refusal 409 {@code ATTEMPT_EXISTS}
     */
    Attempt add(InitiateRequest request, Status status, boolean captured) {
        int added = database.sql("""
                        insert into payment.attempts (attempt_id, payment_id, order_id, owner_id, payment_mode, gateway, status, amount,
                                                      currency, captured_amount, captured_currency, expires_at, wallet_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        request.attemptId(),
                        request.paymentId(),
                        request.orderId(),
                        request.ownerId(),
                        request.paymentMode(),
                        request.gateway(),
                        status.name(),
                        request.amount(),
                        request.currency(),
                        captured ? request.amount() : Money.ZERO,
                        captured ? request.currency() : null,
                        request.expiresAt() == null ? null : request.expiresAt().atOffset(ZoneOffset.UTC),
                        request.walletId())
                .update();
        if (added == 0) {
            throw new Refusal(
                    HttpStatus.CONFLICT, "ATTEMPT_EXISTS", "There is an attempt " + request.attemptId() + " already.");
        }
        return get(request.attemptId());
    }

    Optional<Attempt> find(String attemptId) {
        return database.sql("select " + COLUMNS + " from payment.attempts where attempt_id = ?")
                .param(attemptId)
                .query(Attempt.class)
                .optional();
    }

    Attempt get(String attemptId) {
        return find(attemptId).orElseThrow();
    }

    /** The attempt of the order; until the transaction ends nobody else changes it. */
    Optional<Attempt> lock(String orderId, String attemptId) {
        return database.sql("select " + COLUMNS
                        + " from payment.attempts where attempt_id = ? and order_id = ? for no key update")
                .params(attemptId, orderId)
                .query(Attempt.class)
                .optional();
    }

    List<Attempt> ofOrder(String orderId) {
        return database.sql("select " + COLUMNS
                        + " from payment.attempts where order_id = ? order by created_at, attempt_id")
                .param(orderId)
                .query(Attempt.class)
                .list();
    }

    /** The wallet that paid the attempt. */
    String walletOf(String attemptId) {
        return database.sql("select wallet_id from payment.attempts where attempt_id = ?")
                .param(attemptId)
                .query(String.class)
                .single();
    }

    /** Whether the gateway may have been told of the attempt. */
    boolean sent(String attemptId) {
        return database.sql("select sent from payment.attempts where attempt_id = ?")
                .param(attemptId)
                .query(Boolean.class)
                .single();
    }

    /** Notes that the gateway is told of the attempt next; false when it was cancelled, and must not be. */
    boolean send(String attemptId) {
        return database.sql("update payment.attempts set sent = true where attempt_id = ? and not cancelled")
                        .param(attemptId)
                        .update()
                > 0;
    }

    /** Takes note of what the gateway says, as far as it is news. */
    @Transactional
    Attempt saw(String attemptId, GatewayPayment payment) {
        Status status = Status.valueOf(
                database.sql("select status from payment.attempts where attempt_id = ? for no key update")
                        .param(attemptId)
                        .query(String.class)
                        .single());
        database.sql("""
                        update payment.attempts
                        set gateway_order_id = coalesce(gateway_order_id, ?), redirect_url = coalesce(redirect_url, ?)
                        where attempt_id = ?""")
                .params(payment.gatewayOrderId(), payment.redirectUrl(), attemptId)
                .update();
        if (status.mayBecome(payment.status())) {
            database.sql("""
                            update payment.attempts
                            set status = ?, gateway_payment_id = ?, error_code = ?, captured_amount = ?, captured_currency = ?
                            where attempt_id = ?""")
                    .params(
                            payment.status().name(),
                            payment.gatewayPaymentId(),
                            payment.errorCode(),
                            Money.of(payment.capturedAmount()),
                            payment.capturedCurrency(),
                            attemptId)
                    .update();
        } else if (payment.status() == Status.CAPTURED) {
            sawMore(attemptId, status, payment);
        }
        return get(attemptId);
    }

    /** Of an attempt that has come as far before: another payment of it, which has not gone back. */
    private void sawMore(String attemptId, Status status, GatewayPayment payment) {
        int grown = database.sql("""
                        update payment.attempts
                        set gateway_payment_id = case when captured_amount = 0 then :payment else gateway_payment_id end,
                            captured_amount = :captured, captured_currency = :currency
                        where attempt_id = :attempt and captured_amount < :captured
                          and coalesce(captured_currency, :currency) = :currency""")
                .param("payment", payment.gatewayPaymentId())
                .param("captured", Money.of(payment.capturedAmount()))
                .param("currency", payment.capturedCurrency())
                .param("attempt", attemptId)
                .update();
        if (grown > 0 && status.atLeast(Status.REFUND_PENDING)) {
            refunded(attemptId, Money.ZERO);
        }
    }

    /** Nothing is begun or captured any more. */
    void cancel(String attemptId) {
        database.sql("update payment.attempts set cancelled = true where attempt_id = ?")
                .param(attemptId)
                .update();
    }

    /** The courier takes nothing any more. */
    void notToBeCollected(String attemptId) {
        database.sql("""
                        update payment.attempts
                        set status = 'FAILED', error_code = 'CANCELLED', captured_amount = 0, captured_currency = null
                        where attempt_id = ?""").param(attemptId).update();
    }

    /**
     * Counts a change of what goes back, and tells by the status how far that is.
     *
     * @param change negative when a refund failed, zero when only its status is new
     */
    void refunded(String attemptId, BigDecimal change) {
        database.sql("update payment.attempts set refunded_amount = refunded_amount + ? where attempt_id = ?")
                .params(change, attemptId)
                .update();
        database.sql("""
                        update payment.attempts
                        set status = case when refunded_amount = captured_amount and not exists (
                                              select from payment.refunds
                                              where refunds.attempt_id = attempts.attempt_id and refunds.status = 'PENDING')
                                     then 'REFUNDED' else 'REFUND_PENDING' end
                        where attempt_id = ?""").param(attemptId).update();
    }
}
