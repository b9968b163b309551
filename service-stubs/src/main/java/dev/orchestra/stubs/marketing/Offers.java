package dev.orchestra.stubs.marketing;

import dev.orchestra.stubs.marketing.Rule.Type;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All promotions, all coupons, and who used which. */
@Repository
public class Offers {

    private final JdbcClient database;

    Offers(JdbcClient database) {
        this.database = database;
    }

    List<Rule> promotionsAt(Instant time) {
        return database.sql(
                        "select * from marketing.promotions where starts_at <= :time and :time < ends_at order by id")
                .param("time", time.atOffset(ZoneOffset.UTC))
                .query((row, number) -> rule(row))
                .list();
    }

    /** The coupon of this code, in whatever case it is written. */
    Optional<Coupon> coupon(String code) {
        return database.sql("select * from marketing.coupons where code = ?")
                .param(code.toUpperCase(Locale.ROOT))
                .query((row, number) -> coupon(row))
                .optional();
    }

    /** The same, and no other use of it is counted until the transaction ends. */
    Optional<Coupon> couponToUse(String code) {
        return database.sql("select * from marketing.coupons where code = ? for update")
                .param(code.toUpperCase(Locale.ROOT))
                .query((row, number) -> coupon(row))
                .optional();
    }

    int usesBy(String ownerId, Coupon coupon) {
        return database.sql("select count(*) from marketing.coupon_uses where code = ? and owner_id = ?")
                .params(coupon.code(), ownerId)
                .query(Integer.class)
                .single();
    }

    boolean isUsedFor(String orderId, Coupon coupon) {
        return database.sql("select exists(select from marketing.coupon_uses where order_id = ? and code = ?)")
                .params(orderId, coupon.code())
                .query(Boolean.class)
                .single();
    }

    void use(String orderId, String ownerId, Coupon coupon) {
        database.sql("insert into marketing.coupon_uses (order_id, code, owner_id) values (?, ?, ?)")
                .params(orderId, coupon.code(), ownerId)
                .update();
        database.sql("update marketing.coupons set used = used + 1 where code = ?")
                .param(coupon.code())
                .update();
    }

    /** Adds the promotion unless one of its id is there. It runs from {@code startsAt} to before {@code endsAt}. */
    public void addPromotionIfAbsent(Rule rule, Instant startsAt, Instant endsAt) {
        database.sql("""
                        insert into marketing.promotions (id, title, type, value, max_discount, min_subtotal, product_ids,
                                                          store_id, stackable, starts_at, ends_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        rule.id(),
                        rule.title(),
                        rule.type().name(),
                        rule.value(),
                        rule.maxDiscount(),
                        rule.minSubtotal(),
                        rule.productIds().toArray(String[]::new),
                        rule.storeId(),
                        rule.stackable(),
                        startsAt.atOffset(ZoneOffset.UTC),
                        endsAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Adds the coupon, unused, unless one of its code is there. */
    public void addCouponIfAbsent(Coupon coupon) {
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
                rule(row),
                row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant(),
                row.getObject("usage_limit", Integer.class),
                row.getObject("per_customer_limit", Integer.class),
                row.getInt("used"));
    }

    private static Rule rule(ResultSet row) throws SQLException {
        return new Rule(
                row.getString("id"),
                row.getString("title"),
                Type.valueOf(row.getString("type")),
                row.getBigDecimal("value"),
                row.getBigDecimal("max_discount"),
                row.getBigDecimal("min_subtotal"),
                List.of((String[]) row.getArray("product_ids").getArray()),
                row.getString("store_id"),
                row.getBoolean("stackable"));
    }
}
