package dev.orchestra.stubs.marketing;

import dev.orchestra.stubs.marketing.Rule.Type;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All that is offered to everybody: promotions, bundles, and what helps to reach a minimum. */
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

    /** The combinations on offer at this time, in the order of their ids. */
    List<Bundle> bundlesAt(Instant time) {
        return database.sql("""
                        select bundle_id, title as name, bundle_price, value as savings, product_ids, relevance,
                               conversion_probability
                        from marketing.bundles join marketing.promotions on id = bundle_id
                        where starts_at <= :time and :time < ends_at
                        order by relevance * conversion_probability desc, bundle_id""")
                .param("time", time.atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Bundle(
                        row.getString("bundle_id"),
                        row.getString("name"),
                        row.getBigDecimal("bundle_price"),
                        row.getBigDecimal("savings"),
                        List.of((String[]) row.getArray("product_ids").getArray()),
                        row.getBigDecimal("relevance"),
                        row.getBigDecimal("conversion_probability")))
                .list();
    }

    /** The products that help to reach a minimum, the cheapest first. */
    List<Filler> fillers() {
        return database.sql("select * from marketing.fillers order by price, product_id")
                .query(Filler.class)
                .list();
    }

    /** Offers the promotion of this id as a bundle too, unless it is offered already. */
    public void addBundleIfAbsent(
            String promotionId, BigDecimal bundlePrice, BigDecimal relevance, BigDecimal conversionProbability) {
        database.sql("""
                        insert into marketing.bundles (bundle_id, bundle_price, relevance, conversion_probability)
                        values (?, ?, ?, ?) on conflict do nothing""")
                .params(promotionId, bundlePrice, relevance, conversionProbability)
                .update();
    }

    /** Adds the filler unless its product is one. */
    public void addIfAbsent(Filler filler) {
        database.sql("""
                        insert into marketing.fillers (product_id, store_id, price, reason, relevance,
                                                       conversion_probability)
                        values (?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        filler.productId(),
                        filler.storeId(),
                        filler.price(),
                        filler.reason(),
                        filler.relevance(),
                        filler.conversionProbability())
                .update();
    }

    static Rule rule(ResultSet row) throws SQLException {
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
