package dev.orchestra.stubs.recommendations;

import dev.orchestra.stubs.recommendations.Recommendation.Kind;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All that may be recommended. The best comes first: what is most likely to be bought, weighted by how well it fits. */
@Repository
public class Recommendations {

    private final JdbcClient database;

    Recommendations(JdbcClient database) {
        this.database = database;
    }

    /** What belongs to any of these products, each once and none of themselves. */
    List<Recommendation> of(Kind kind, Collection<String> productIds, int limit) {
        return database.sql("""
                        select product_id, reason, relevance, conversion_probability, null as source
                        from (select distinct on (recommended_id) recommended_id as product_id, reason, relevance,
                                                                  conversion_probability
                              from recommendations.pairs
                              where kind = :kind and product_id = any(:ids) and recommended_id <> all(:ids)
                              order by recommended_id, relevance * conversion_probability desc) as best
                        order by relevance * conversion_probability desc, product_id
                        limit :limit""")
                .param("kind", kind.name())
                .param("ids", productIds.toArray(String[]::new))
                .param("limit", limit)
                .query(Recommendation.class)
                .list();
    }

    /** What the owner has looked at, and everybody's; of two about the same product the owner's own. */
    List<Recommendation> reminders(String ownerId, Collection<String> exceptProductIds, int limit) {
        return database.sql("""
                        select product_id, reason, relevance, conversion_probability, source
                        from (select distinct on (product_id) *
                              from recommendations.reminders
                              where owner_id in (:owner, '') and product_id <> all(:ids)
                              order by product_id, owner_id desc) as own
                        order by relevance * conversion_probability desc, product_id
                        limit :limit""")
                .param("owner", ownerId)
                .param("ids", exceptProductIds.toArray(String[]::new))
                .param("limit", limit)
                .query(Recommendation.class)
                .list();
    }

    /** Adds what goes with a product, or is better, unless that is known. */
    public void addIfAbsent(String productId, Kind kind, Recommendation recommendation) {
        database.sql("""
                        insert into recommendations.pairs (product_id, kind, recommended_id, reason, relevance,
                                                           conversion_probability)
                        values (?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        productId,
                        kind.name(),
                        recommendation.productId(),
                        recommendation.reason(),
                        recommendation.relevance(),
                        recommendation.conversionProbability())
                .update();
    }

    /** Adds a reminder for an owner, or for everybody when that is null, unless there is one of this product. */
    public void addReminderIfAbsent(String ownerId, Recommendation reminder) {
        database.sql("""
                        insert into recommendations.reminders (owner_id, product_id, source, reason, relevance,
                                                               conversion_probability)
                        values (coalesce(?, ''), ?, ?, ?, ?, ?) on conflict do nothing""")
                .params(
                        ownerId,
                        reminder.productId(),
                        reminder.source().name(),
                        reminder.reason(),
                        reminder.relevance(),
                        reminder.conversionProbability())
                .update();
    }
}
