package dev.orchestra.stubs.catalog;

import dev.orchestra.stubs.inventory.seats.SeatState;
import dev.orchestra.stubs.support.CamelCase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A show as its customers see it: with what can be had of it now. */
@CamelCase
record SeatMap(UUID eventId, String name, String venue, Instant startsAt, String currency, List<Section> sections) {

    /** @param taken seats that cannot be had; all others are available */
    static SeatMap of(Show show, Map<UUID, SeatState> taken) {
        return new SeatMap(
                show.eventId(),
                show.name(),
                show.venue(),
                show.startsAt(),
                show.currency(),
                show.sections().stream()
                        .map(section -> new Section(
                                section.section(),
                                section.rows().stream()
                                        .map(row -> new Row(
                                                row.row(),
                                                row.seats().stream()
                                                        .map(seat -> Seat.of(seat, taken))
                                                        .toList()))
                                        .toList()))
                        .toList());
    }

    record Section(String section, List<Row> rows) {}

    record Row(String row, List<Seat> seats) {}

    /** @param price in the map's currency, two decimals */
    @CamelCase
    record Seat(UUID seatId, String number, BigDecimal price, SeatState state) {

        static Seat of(Show.Seat seat, Map<UUID, SeatState> taken) {
            return new Seat(
                    seat.seatId(),
                    String.valueOf(seat.number()),
                    seat.price(),
                    taken.getOrDefault(seat.seatId(), SeatState.AVAILABLE));
        }
    }
}
