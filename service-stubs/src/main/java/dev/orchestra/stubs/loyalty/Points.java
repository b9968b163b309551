package dev.orchestra.stubs.loyalty;

import dev.orchestra.stubs.loyalty.Entry.Type;
import dev.orchestra.stubs.support.CartAttempts;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * All points. Whoever spends or holds an owner's points locks the account first, so that the same points are never spent
 * or held twice; an owner without an account has none.
 */
@Repository
class Points {

    private final JdbcClient database;
    private final CartAttempts attempts;

    Points(JdbcClient database, CartAttempts attempts) {
        this.database = database;
        this.attempts = attempts;
    }

    /**
     * What the owner has now.
     *
     * @param exceptCartId whose hold does not count; null for none
     * @param exceptOrderId likewise
     */
    Account account(String ownerId, String exceptCartId, String exceptOrderId) {
        return database.sql("""
                        select coalesce((select balance from loyalty.accounts where owner_id = :owner), 0) as balance,
                               coalesce((select sum(points) from loyalty.holds
                                         where owner_id = :owner and status = 'HELD' and expires_at > clock_timestamp()
                                           and cart_id is distinct from :cart and order_id is distinct from :order), 0)
                                   as held""")
                .param("owner", ownerId)
                .param("cart", exceptCartId)
                .param("order", exceptOrderId)
                .query(Account.class)
                .single();
    }

    /**
     * Holds points for an order, in place of what its cart held before.
     *
     * @return when the hold ends
     * @throws Refusal 409 {@code INSUFFICIENT_POINTS}, 409 {@code ATTEMPT_OVER} for an older attempt of the cart than one
     *     that held points
     */
    @Transactional
    Instant hold(String orderId, String cartId, int attempt, String ownerId, int points, int ttlSeconds) {
        lock(ownerId);
        attempts.admit("loyalty", cartId, attempt);
        require(points, account(ownerId, cartId, orderId).available());
        database.sql("update loyalty.holds set settled_at = clock_timestamp(),"
                        + " status = case when expires_at > clock_timestamp() then 'RELEASED' else 'EXPIRED' end"
                        + " where status = 'HELD' and (cart_id = ? or order_id = ?)")
                .params(cartId, orderId)
                .update();
        return database.sql("""
                        insert into loyalty.holds (hold_id, order_id, cart_id, owner_id, points, status, expires_at)
                        values (?, ?, ?, ?, ?, 'HELD', clock_timestamp() + make_interval(secs => ?))
                        returning expires_at""")
                .params(Ids.next("points"), orderId, cartId, ownerId, points, ttlSeconds)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** Gives back what the order holds; how many points this call gave back. */
    @Transactional
    int release(String orderId) {
        return settle(orderId, "RELEASED");
    }

    /**
     * Takes the points from the balance, once an order, and what the order held with them.
     *
     * @return the points that the order has burnt
     * @throws Refusal 409 {@code INSUFFICIENT_POINTS} when no hold kept them for the order and they are not there
     */
    @Transactional
    int burn(String orderId, String ownerId, int points) {
        lock(ownerId);
        Optional<Integer> before = pointsOf(orderId, Type.BURNT);
        if (before.isPresent()) {
            return before.get();
        }
        require(points, account(ownerId, null, orderId).available());
        settle(orderId, "BURNT");
        database.sql("update loyalty.accounts set balance = balance - ? where owner_id = ?")
                .params(points, ownerId)
                .update();
        enter(ownerId, Type.BURNT, points, orderId, null);
        return points;
    }

    /** Adds what an order earned, once an order; the points that the order has earned. */
    @Transactional
    int earn(String orderId, String ownerId, int points) {
        lock(ownerId);
        Optional<Integer> before = pointsOf(orderId, Type.EARNED);
        if (before.isPresent() || points == 0) {
            return before.orElse(0);
        }
        add(ownerId, points);
        enter(ownerId, Type.EARNED, points, orderId, null);
        return points;
    }

    /** Gives the owner points; the balance after. */
    @Transactional
    int credit(String ownerId, int points, String reason) {
        int balance = add(ownerId, points);
        enter(ownerId, Type.CREDITED, points, null, reason);
        return balance;
    }

    /** What came and went, the latest first. */
    List<Entry> entries(String ownerId) {
        return database.sql("""
                        select entry_id, type, points, order_id, at from loyalty.entries
                        where owner_id = ? order by at desc, entry_id desc""").param(ownerId).query(Entry.class).list();
    }

    /** Until the transaction ends nobody else spends or holds this owner's points. */
    private void lock(String ownerId) {
        // By name and not by row: the first points of an owner are counted once too.
        database.sql("select pg_advisory_xact_lock(hashtextextended('points/' || ?, 0))")
                .param(ownerId)
                .query((row, number) -> ownerId)
                .single();
    }

    private static void require(int points, int available) {
        if (points > available) {
            throw new Refusal(HttpStatus.CONFLICT, "INSUFFICIENT_POINTS", "There are not as many points to spend.")
                    .with("balance", available);
        }
    }

    private int settle(String orderId, String end) {
        return database.sql("""
                        with settled as (
                            update loyalty.holds set settled_at = clock_timestamp(),
                                status = case when expires_at > clock_timestamp() then ? else 'EXPIRED' end
                            where status = 'HELD' and order_id = ?
                            returning status, points
                        )
                        select coalesce(sum(points), 0) from settled where status <> 'EXPIRED'""").params(end, orderId).query(Integer.class).single();
    }

    private Optional<Integer> pointsOf(String orderId, Type type) {
        return database.sql("select points from loyalty.entries where order_id = ? and type = ?")
                .params(orderId, type.name())
                .query(Integer.class)
                .optional();
    }

    private int add(String ownerId, int points) {
        return database.sql("""
                        insert into loyalty.accounts (owner_id, balance) values (?, ?)
                        on conflict (owner_id) do update set balance = accounts.balance + excluded.balance
                        returning balance""").params(ownerId, points).query(Integer.class).single();
    }

    private void enter(String ownerId, Type type, int points, String orderId, String reason) {
        database.sql("insert into loyalty.entries (entry_id, owner_id, type, points, order_id, reason)"
                        + " values (?, ?, ?, ?, ?, ?)")
                .params(Ids.next("entry"), ownerId, type.name(), points, orderId, reason)
                .update();
    }

    /** All points of an owner, and those of them that orders under way hold. */
    record Account(int balance, int held) {

        int available() {
            return balance - held;
        }
    }
}
