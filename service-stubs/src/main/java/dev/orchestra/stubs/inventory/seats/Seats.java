package dev.orchestra.stubs.inventory.seats;

import static java.util.stream.Collectors.toMap;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All seats there are to be reserved, with their prices. */
@Repository
public class Seats {

    private final JdbcClient database;

    Seats(JdbcClient database) {
        this.database = database;
    }

    /** Adds those seats of an event that are absent; what is known of the others stays. */
    public void addIfAbsent(UUID eventId, String currency, Map<UUID, BigDecimal> prices) {
        database.sql("""
                        insert into inventory.seats (seat_id, event_id, price, currency)
                        select added.seat_id, ?, added.price, ? from unnest(?::uuid[], ?::numeric[]) as added (seat_id, price)
                        on conflict do nothing""")
                .params(
                        eventId,
                        currency,
                        prices.keySet().toArray(UUID[]::new),
                        prices.values().toArray(BigDecimal[]::new))
                .update();
    }

    /** How it stands with the seats of an event that cannot be had; all others are {@code AVAILABLE}. */
    public Map<UUID, SeatState> taken(UUID eventId) {
        return database.sql("""
                        select seat_id, case status when 'CONFIRMED' then 'SOLD' else 'HELD' end as state
                        from inventory.seat_reservations
                        where event_id = ? and status in ('HELD', 'CLAIMED', 'CONFIRMED')
                          and (status <> 'HELD' or expires_at > clock_timestamp())""").param(eventId).query(Taken.class).list().stream()
                .collect(toMap(Taken::seatId, Taken::state));
    }

    boolean hasEvent(UUID eventId) {
        return database.sql("select exists (select from inventory.seats where event_id = ?)")
                .param(eventId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Which of these seats there are: they are the caller's until its transaction ends, locked in the order of their ids so
     * that no two can wait for each other.
     *
     * @param eventId whose they must be; null: anyone's
     */
    List<UUID> lock(UUID eventId, Collection<UUID> seatIds) {
        return database.sql("""
                        select seat_id from inventory.seats
                        where seat_id = any(:seats::uuid[]) and (:event::uuid is null or event_id = :event)
                        order by seat_id
                        for no key update""")
                .param("seats", seatIds.toArray(UUID[]::new))
                .param("event", eventId)
                .query(UUID.class)
                .list();
    }

    private record Taken(UUID seatId, SeatState state) {}
}
