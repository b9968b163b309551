package dev.orchestra.stubs.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Something that people go to see; prices are in its currency. Sections and rows are in the order in which they are shown. */
public record Show(UUID eventId, String name, String venue, Instant startsAt, String currency, List<Section> sections) {

    /** A part of the house. */
    public record Section(String section, List<Row> rows) {}

    public record Row(String row, List<Seat> seats) {}

    /** @param number within the row, from 1 */
    public record Seat(UUID seatId, int number, BigDecimal price) {}
}
