package dev.orchestra.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Tells when a row of the orchestrator's says something, at the moment at which that is committed: the database says so by itself, since whoever asks is late, and makes work. The
 * row's own time is no use for it: it is that of the workflow task or the transaction which wrote the row.
 */
final class Commits implements AutoCloseable {

    private static final int PATIENCE_MS = 200;

    private final Map<String, CompletableFuture<Instant>> rows = new ConcurrentHashMap<>();
    private final Connection connection;
    private final Thread listener;
    private volatile boolean closed;

    private Commits(Connection connection, String channel) {
        this.connection = connection;
        listener = new Thread(this::listen, channel);
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * Of orders: their row says COMPLETED.
     *
     * @param connection to the orchestrator's tables, for its own use
     */
    static Commits ofCompletedOrders(Connection connection) throws SQLException {
        return of(
                connection,
                "benchmark_completed",
                "new.order_id",
                "after update on orchestra.orders for each row when (new.state = 'COMPLETED' and old.state <> 'COMPLETED')");
    }

    /** Of reservations: their row is there. Likewise. */
    static Commits ofNotedReservations(Connection connection) throws SQLException {
        return of(
                connection,
                "benchmark_noted",
                "new.reservation_id",
                "after insert on orchestra.seat_reservations for each row");
    }

    private static Commits of(Connection connection, String channel, String id, String occasion) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    create or replace function %1$s() returns trigger language plpgsql as
                    $$ begin perform pg_notify('%1$s', %2$s); return null; end $$;
                    create or replace trigger %1$s %3$s execute function %1$s();
                    listen %1$s""".formatted(channel, id, occasion));
        }
        return new Commits(connection, channel);
    }

    /** When it was committed; of each row once. */
    CompletableFuture<Instant> of(String id) {
        CompletableFuture<Instant> committed = rows.computeIfAbsent(id, key -> new CompletableFuture<>());
        committed.thenRun(() -> rows.remove(id));
        return committed;
    }

    private void listen() {
        try {
            PGConnection notified = connection.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] all = notified.getNotifications(PATIENCE_MS);
                Instant now = Instant.now();
                for (PGNotification one : all == null ? new PGNotification[0] : all) {
                    rows.computeIfAbsent(one.getParameter(), key -> new CompletableFuture<>())
                            .complete(now);
                }
            }
        } catch (SQLException broken) {
            if (!closed) {
                rows.values().forEach(row -> row.completeExceptionally(broken));
            }
        }
    }

    @Override
    public void close() throws Exception {
        closed = true;
        listener.join();
        connection.close();
    }
}
