package dev.orchestra.stubs.support;

import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The newest attempt that each cart has held something for. It outlives the hold, so that a hold of an earlier attempt
 * takes nothing for the cart, however late it arrives.
 */
@Component
public class CartAttempts {

    private final JdbcClient database;

    CartAttempts(JdbcClient database) {
        this.database = database;
    }

    /**
     * Lets the hold of an attempt pass, in the transaction of the hold: until it ends nobody else holds anything for this
     * cart.
     *
     * @param schema of the service that holds
     * @throws Refusal 409 {@code ATTEMPT_OVER} when a newer attempt of the cart has held something
     */
    public void admit(String schema, String cartId, int attempt) {
        int admitted =
                database.sql("""
                        insert into %s.cart_attempts as newest (cart_id, attempt) values (?, ?)
                        on conflict (cart_id) do update set attempt = excluded.attempt
                        where newest.attempt <= excluded.attempt""".formatted(schema)).params(cartId, attempt).update();
        if (admitted == 0) {
            throw new Refusal(HttpStatus.CONFLICT, "ATTEMPT_OVER", "A newer attempt of the cart has held this before.");
        }
    }
}
