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
 * Tells when an order's row says COMPLETED, at the moment at which that is committed: the database says so by itself, since whoever asks is late, and makes work. The row's own
 * time is no use for it: it is that of the workflow task which wrote the row.
 */
final class Completions implements AutoCloseable {

    private static final int PATIENCE_MS = 200;

    private final Map<String, CompletableFuture<Instant>> orders = new ConcurrentHashMap<>();
    private final Connection connection;
    private final Thread listener;
    private volatile boolean closed;

    /** @param connection to the orchestrator's tables, for its own use */
    Completions(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    create or replace function benchmark_completed() returns trigger language plpgsql as
                    $$ begin perform pg_notify('benchmark_completed', new.order_id); return null; end $$;
                    create or replace trigger benchmark_completed after update on orchestra.orders for each row
                    when (new.state = 'COMPLETED' and old.state <> 'COMPLETED') execute function benchmark_completed();
                    listen benchmark_completed""");
        }
        listener = new Thread(this::listen, "completions");
        listener.setDaemon(true);
        listener.start();
    }

    /** When the order was completed; of each order once. */
    CompletableFuture<Instant> of(String orderId) {
        CompletableFuture<Instant> completed = orders.computeIfAbsent(orderId, id -> new CompletableFuture<>());
        completed.thenRun(() -> orders.remove(orderId));
        return completed;
    }

    private void listen() {
        try {
            PGConnection notified = connection.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] all = notified.getNotifications(PATIENCE_MS);
                Instant now = Instant.now();
                for (PGNotification one : all == null ? new PGNotification[0] : all) {
                    orders.computeIfAbsent(one.getParameter(), id -> new CompletableFuture<>())
                            .complete(now);
                }
            }
        } catch (SQLException broken) {
            if (!closed) {
                orders.values().forEach(order -> order.completeExceptionally(broken));
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
