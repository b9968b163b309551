package dev.orchestra.stubs.marketing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * All coupons, who used which, and which uses orders under way hold. Whoever adds a use or a hold locks the coupons first,
 * in the order of their codes, so that the last use of a coupon is given once and no two wait for each other. All codes
 * here are in capitals.
 */
@Repository
public class Coupons {

    private final JdbcClient database;

    Coupons(JdbcClient database) {
        this.database = database;
    }

    /**
     * How these coupons stand now; an unknown code is left out.
     *
     * @param exceptCartId whose hold is no use; null for none
     * @param orderId likewise
     */
    List<Standing> standings(Collection<String> codes, String ownerId, String exceptCartId, String orderId) {
        if (codes.isEmpty()) {
            return List.of();
        }
        return database.sql("""
                        select coupons.*, uses.by_customer, uses.by_order, holds.held, holds.held_by_customer
                        from marketing.coupons,
                             lateral (select count(*) filter (where owner_id = :owner) as by_customer,
                                             count(*) filter (where order_id = :order) > 0 as by_order
                                      from marketing.coupon_uses
                                      where code = coupons.code and (owner_id = :owner or order_id = :order)) as uses,
                             lateral (select count(*) as held,
                                             count(*) filter (where owner_id = :owner) as held_by_customer
                                      from marketing.coupon_holds
                                      where (usage_limit is not null or per_customer_limit is not null)
                                        and codes @> array[coupons.code::text] and expires_at > clock_timestamp()
                                        and cart_id is distinct from :cart and order_id is distinct from :order) as holds
                        where code in (:codes)
                        order by code""")
                .param("codes", codes)
                .param("owner", ownerId)
                .param("cart", exceptCartId)
                .param("order", orderId)
                .query((row, number) -> new Standing(
                        coupon(row),
                        row.getInt("by_customer"),
                        row.getBoolean("by_order"),
                        row.getInt("held"),
                        row.getInt("held_by_customer")))
                .list();
    }

    /** Until the transaction ends nobody else uses or holds one of these. */
    void lock(Collection<String> codes) {
        if (!codes.isEmpty()) {
            database.sql("select code from marketing.coupons where code in (:codes) order by code for update")
                    .param("codes", codes)
                    .query(String.class)
                    .list();
        }
    }

    /** Holds these uses for the order, in place of what it or its cart held before; when they end. */
    Instant hold(String orderId, String cartId, String ownerId, Collection<String> codes, int ttlSeconds) {
        database.sql("delete from marketing.coupon_holds where cart_id = ? or order_id = ?")
                .params(cartId, orderId)
                .update();
        // The statement's own time and not the transaction's, which may have waited for locks.
        Instant expiresAt = database.sql("select clock_timestamp() + make_interval(secs => ?)")
                .param(ttlSeconds)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        if (!codes.isEmpty()) {
            database.sql("""
                            insert into marketing.coupon_holds (order_id, cart_id, owner_id, codes, expires_at)
                            values (?, ?, ?, ?, ?)""")
                    .params(orderId, cartId, ownerId, codes.toArray(String[]::new), expiresAt.atOffset(ZoneOffset.UTC))
                    .update();
        }
        return expiresAt;
    }

    /** Ends what the order holds; how many uses this call freed. */
    int release(String orderId) {
        return database.sql("""
                        with freed as (delete from marketing.coupon_holds where order_id = ? returning codes, expires_at)
                        select coalesce(sum(cardinality(codes)), 0) from freed where expires_at > clock_timestamp()""").param(orderId).query(Integer.class).single();
    }

    /** Counts the use, and no longer the order's hold of it. */
    void use(String orderId, String ownerId, String code) {
        database.sql("insert into marketing.coupon_uses (order_id, code, owner_id) values (?, ?, ?)")
                .params(orderId, code, ownerId)
                .update();
        database.sql("update marketing.coupons set used = used + 1 where code = ?")
                .param(code)
                .update();
        database.sql("delete from marketing.coupon_holds where order_id = ? and codes <@ array[?::text]")
                .params(orderId, code)
                .update();
        database.sql("update marketing.coupon_holds set codes = array_remove(codes, ?::text) where order_id = ?")
                .params(code, orderId)
                .update();
    }

    /** Adds the coupon, unused, unless one of its code is there. */
    public void addIfAbsent(Coupon coupon) {
        Rule rule = coupon.rule();
        database.sql("""
                        insert into marketing.coupons (code, id, title, type, value, max_discount, min_subtotal,
                                                       product_ids, store_id, stackable, starts_at, ends_at, usage_limit,
                                                       per_customer_limit)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        coupon.code(),
                        rule.id(),
                        rule.title(),
                        rule.type().name(),
                        rule.value(),
                        rule.maxDiscount(),
                        rule.minSubtotal(),
                        rule.productIds().toArray(String[]::new),
                        rule.storeId(),
                        rule.stackable(),
                        coupon.startsAt().atOffset(ZoneOffset.UTC),
                        coupon.endsAt().atOffset(ZoneOffset.UTC),
                        coupon.usageLimit(),
                        coupon.perCustomerLimit())
                .update();
    }

    private static Coupon coupon(ResultSet row) throws SQLException {
        return new Coupon(
                row.getString("code"),
                Offers.rule(row),
                row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                row.getObject("usage_limit", Integer.class),
                row.getObject("per_customer_limit", Integer.class),
                row.getInt("used"));
    }

    /**
     * A coupon as somebody finds it who would use it.
     *
     * @param usesByCustomer how many orders of the customer used it
     * @param usedByOrder whether the order in question did
     * @param held how many uses other orders hold
     * @param heldByCustomer how many of those are the customer's
     */
    record Standing(Coupon coupon, int usesByCustomer, boolean usedByOrder, int held, int heldByCustomer) {

        /** Whether one more use goes beyond a limit. */
        boolean isUsedUp() {
            return (coupon.usageLimit() != null && coupon.used() + held >= coupon.usageLimit())
                    || (coupon.perCustomerLimit() != null
                            && usesByCustomer + heldByCustomer >= coupon.perCustomerLimit());
        }
    }
}
