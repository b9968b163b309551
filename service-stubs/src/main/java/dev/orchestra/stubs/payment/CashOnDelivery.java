package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.support.Refusal;
import java.math.BigDecimal;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the courier collects, where, and how much of it. */
@Repository
public class CashOnDelivery {

    private static final BigDecimal MOST_AT_THE_DOOR = new BigDecimal("10000.00");

    private final JdbcClient database;

    CashOnDelivery(JdbcClient database) {
        this.database = database;
    }

    /**
     * Lets cash for an order pass, in the transaction that adds it: until it ends nobody else adds any for this order.
     *
     * @param addressId null when it is not known
     * @throws Refusal 422 {@code COD_NOT_ALLOWED}
     */
    void admit(String orderId, BigDecimal amount, String addressId) {
        database.sql("select pg_advisory_xact_lock(hashtextextended('payment/' || ?, 0))")
                .param(orderId)
                .query((row, number) -> orderId)
                .single();
        if (dueAtTheDoor(orderId).add(amount).compareTo(MOST_AT_THE_DOOR) > 0) {
            throw new Refusal(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "COD_NOT_ALLOWED",
                            "Cash on delivery is for at most " + MOST_AT_THE_DOOR + " an order.")
                    .with("limit", MOST_AT_THE_DOOR);
        }
        blocked(addressId).ifPresent(reason -> {
            throw new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, "COD_NOT_ALLOWED", reason)
                    .with("address_id", addressId);
        });
    }

    /** Takes no cash at the address from now on, unless that is so already. */
    public void blockIfAbsent(String addressId, String reason) {
        database.sql(
                        "insert into payment.cod_blocked_addresses (address_id, reason) values (?, ?) on conflict do nothing")
                .params(addressId, reason)
                .update();
    }

    private BigDecimal dueAtTheDoor(String orderId) {
        return database.sql("select coalesce(sum(captured_amount), 0) from payment.attempts"
                        + " where order_id = ? and payment_mode = 'MANUAL'")
                .param(orderId)
                .query(BigDecimal.class)
                .single();
    }

    private Optional<String> blocked(String addressId) {
        return database.sql("select reason from payment.cod_blocked_addresses where address_id = ?")
                .param(addressId)
                .query(String.class)
                .optional();
    }
}
