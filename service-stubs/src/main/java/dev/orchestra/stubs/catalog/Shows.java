package dev.orchestra.stubs.catalog;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.orchestra.stubs.catalog.Show.Row;
import dev.orchestra.stubs.catalog.Show.Seat;
import dev.orchestra.stubs.catalog.Show.Section;
import dev.orchestra.stubs.support.CamelCase;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All shows there are, and their seats. */
@Repository
public class Shows {

    private final JdbcClient database;

    Shows(JdbcClient database) {
        this.database = database;
    }

    /** Adds the show unless one of its id is there; then nothing of it is changed. */
    public void addIfAbsent(Show show) {
        int added = database.sql("insert into catalog.events (event_id, name, venue, starts_at, currency)"
                        + " values (?, ?, ?, ?, ?) on conflict do nothing")
                .params(
                        show.eventId(),
                        show.name(),
                        show.venue(),
                        show.startsAt().atOffset(ZoneOffset.UTC),
                        show.currency())
                .update();
        if (added == 0) {
            return;
        }
        for (int section = 0; section < show.sections().size(); section++) {
            add(show.eventId(), show.sections().get(section), section);
        }
    }

    /** The show with all of its seats. */
    Optional<Show> find(UUID eventId) {
        return database.sql("select * from catalog.events where event_id = ?")
                .param(eventId)
                .query((row, number) -> new Show(
                        eventId,
                        row.getString("name"),
                        row.getString("venue"),
                        row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                        row.getString("currency"),
                        sections(eventId)))
                .optional();
    }

    Optional<PricedSeat> seat(UUID seatId) {
        return database.sql("select seat_id, event_id, price, currency"
                        + " from catalog.seats join catalog.events using (event_id) where seat_id = ?")
                .param(seatId)
                .query(PricedSeat.class)
                .optional();
    }

    private List<Section> sections(UUID eventId) {
        return database.sql("""
                        select section, row_name, seat_id, number, price
                        from catalog.seats
                        join catalog.rows using (event_id, section, row_name)
                        join catalog.sections using (event_id, section)
                        where event_id = ?
                        order by sections.position, rows.position, number""").param(eventId).query(Shows::place).list().stream()
                .collect(groupingBy(
                        Place::section,
                        LinkedHashMap::new,
                        groupingBy(Place::row, LinkedHashMap::new, mapping(Place::seat, toList()))))
                .entrySet()
                .stream()
                .map(section -> new Section(section.getKey(), rows(section.getValue())))
                .toList();
    }

    private static List<Row> rows(Map<String, List<Seat>> seats) {
        return seats.entrySet().stream()
                .map(row -> new Row(row.getKey(), row.getValue()))
                .toList();
    }

    private void add(UUID eventId, Section section, int position) {
        database.sql("insert into catalog.sections (event_id, section, position) values (?, ?, ?)")
                .params(eventId, section.section(), position)
                .update();
        for (int row = 0; row < section.rows().size(); row++) {
            add(eventId, section.section(), section.rows().get(row), row);
        }
    }

    private void add(UUID eventId, String section, Row row, int position) {
        database.sql("insert into catalog.rows (event_id, section, row_name, position) values (?, ?, ?, ?)")
                .params(eventId, section, row.row(), position)
                .update();
        database.sql("""
                        insert into catalog.seats (seat_id, event_id, section, row_name, number, price)
                        select seat_id, ?, ?, ?, number, price
                        from unnest(?::uuid[], ?::smallint[], ?::numeric[]) as seats (seat_id, number, price)""")
                .params(
                        eventId,
                        section,
                        row.row(),
                        row.seats().stream().map(Seat::seatId).toArray(UUID[]::new),
                        row.seats().stream().map(Seat::number).toArray(Integer[]::new),
                        row.seats().stream().map(Seat::price).toArray(BigDecimal[]::new))
                .update();
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        return new Place(
                row.getString("section"),
                row.getString("row_name"),
                new Seat(row.getObject("seat_id", UUID.class), row.getInt("number"), row.getBigDecimal("price")));
    }

    /** @param price in {@code currency}, two decimals */
    @CamelCase
    record PricedSeat(UUID seatId, UUID eventId, BigDecimal price, String currency) {}

    private record Place(String section, String row, Seat seat) {}
}
