package dev.orchestra.stubs.support;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One schema a service, each with its own migrations and history: together in one database, yet no one's neighbour. */
@Configuration
class Schemas {

    static final List<String> ALL = List.of(
            "cart",
            "product",
            "catalog",
            "inventory",
            "shipping",
            "seller",
            "marketing",
            "payment",
            "orders",
            "notification",
            "event",
            "customer",
            "loyalty",
            "recommendations",
            "gateways");

    /** Migrates every schema from {@code db/migration/<schema>} before JPA starts. */
    @Bean
    FlywayMigrationStrategy migrateEachSchema() {
        return common -> ALL.forEach(schema -> Flyway.configure()
                .configuration(common.getConfiguration())
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/migration/" + schema)
                .load()
                .migrate());
    }
}
