package dev.orchestra.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/**
 * Brings the schema up to date before anything reads it, when the database is there. When it is not, the process starts without it, and the schema is
 * brought up to date as soon as it comes. A migration that is wrong still ends the start.
 */
final class SchemaMigration implements FlywayMigrationStrategy, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private volatile Thread waiting;

    @Override
    public void migrate(Flyway flyway) {
        if (isReachable(flyway)) {
            flyway.migrate();
            return;
        }
        LOG.warn("The database does not answer. Its schema will be brought up to date when it does.");
        waiting = new Thread(() -> migrateLater(flyway), "orchestra-schema");
        waiting.setDaemon(true);
        waiting.start();
    }

    private static void migrateLater(Flyway flyway) {
        boolean done = false;
        while (!done) {
            try {
                Thread.sleep(BETWEEN_TRIES.toMillis());
                if (isReachable(flyway)) {
                    flyway.migrate();
                    done = true;
                    LOG.info("The database answers, its schema is up to date.");
                }
            } catch (FlywayException failed) {
                LOG.error("The database's schema could not be brought up to date. Trying again.", failed);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private static boolean isReachable(Flyway flyway) {
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException unreachable) {
            return false;
        }
    }

    @Override
    public void close() {
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
