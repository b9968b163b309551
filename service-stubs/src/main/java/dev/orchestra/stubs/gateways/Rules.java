package dev.orchestra.stubs.gateways;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What tests want to happen with orders that are still to come. */
@Repository
public class Rules {

    private static final String ALL = "ALL";
    private static final String NEXT = "NEXT";

    private final JdbcClient database;
    private final JsonMapper json;

    Rules(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Keeps a rule: one for the next order queues up, any other replaces the one before. */
    void put(Gateway gateway, Rule rule) {
        String applies = rule.order() == null ? ALL : rule.order();
        if (!applies.equals(NEXT)) {
            database.sql("delete from gateways.rules where gateway = ? and applies = ?")
                    .params(gateway.name(), applies)
                    .update();
        }
        database.sql("insert into gateways.rules (gateway, applies, rule) values (?, ?, ?)")
                .params(gateway.name(), applies, json.writeValueAsString(rule))
                .update();
    }

    void clear(Gateway gateway) {
        database.sql("delete from gateways.rules where gateway = ?")
                .param(gateway.name())
                .update();
    }

    /** The rule for a new order: its own, else the next in the queue, which is thereby used up, else everyone's. */
    public Rule forNewOrder(Gateway gateway, String merchantOrderId) {
        while (true) {
            Stored first = database.sql("""
                            select id, applies, rule from gateways.rules
                            where gateway = ? and applies in ('ALL', 'NEXT', ?)
                            order by case applies when 'NEXT' then 1 when 'ALL' then 2 else 0 end, id
                            limit 1""")
                    .params(gateway.name(), merchantOrderId)
                    .query(Stored.class)
                    .optional()
                    .orElse(null);
            if (first == null) {
                return Rule.USUAL;
            }
            // Whoever deletes it has it; an order made at the same time looks again.
            if (!first.applies().equals(NEXT)
                    || database.sql("delete from gateways.rules where id = ?")
                                    .param(first.id())
                                    .update()
                            > 0) {
                return json.readValue(first.rule(), Rule.class);
            }
        }
    }

    private record Stored(long id, String applies, String rule) {}
}
