package dev.orchestra.store;

import dev.orchestra.services.order.CustomerTexts;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps what customers wrote in their own words: carts, runs and core services carry a reference in its place. */
public final class CustomerTextStore implements CustomerTexts {

    private final JdbcClient database;
    private final Clock clock;

    CustomerTextStore(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Stores a text before anything refers to it.
     *
     * @param reference derived from the operation that brings the text, so that its repetition means the same row
     */
    public void save(String ownerId, String reference, String text) {
        database.sql("""
                        insert into orchestra.customer_texts (reference, owner_id, text, created_at)
                        values (:reference, :ownerId, :text, :now)
                        on conflict (reference) do nothing
                        """)
                .param("reference", reference)
                .param("ownerId", ownerId)
                .param("text", text)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    @Override
    public Map<String, String> find(Collection<String> references) {
        Map<String, String> texts = new HashMap<>();
        if (!references.isEmpty()) {
            database.sql("select reference, text from orchestra.customer_texts where reference in (:references)")
                    .param("references", references)
                    .query(row -> {
                        texts.put(row.getString("reference"), row.getString("text"));
                    });
        }
        return texts;
    }

    /** @return how many texts were older and are gone */
    public int deleteOlderThan(Duration age) {
        return database.sql("delete from orchestra.customer_texts where created_at < :moment")
                .param("moment", Timestamp.from(clock.instant().minus(age)))
                .update();
    }
}
