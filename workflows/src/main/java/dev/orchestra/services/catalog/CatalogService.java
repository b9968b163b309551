package dev.orchestra.services.catalog;

import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The Catalog service (docs/core-services.md, Catalog service). */
@ActivityInterface(namePrefix = "Catalog.")
public interface CatalogService {

    /** {@code GET /seats/{seatId}}. Refusals: SEAT_NOT_FOUND. */
    Seat seat(String seatId);

    /** {@code GET /events/{eventId}/seatmap} (ticket flow, "Workflow", Get Event). Refusals: EVENT_NOT_FOUND. */
    SeatMap seatMap(String eventId);

    /** @param price in {@code currency}, two decimals */
    record Seat(String seatId, String eventId, BigDecimal price, String currency) {}

    record SeatMap(
            String eventId, String name, String venue, Instant startsAt, String currency, List<Section> sections) {}

    record Section(String section, List<Row> rows) {}

    record Row(String row, List<MappedSeat> seats) {}

    /** @param price in the map's currency, two decimals */
    record MappedSeat(String seatId, String number, BigDecimal price, SeatState state) {}

    /** Whether a seat can be had, as Inventory says. */
    enum SeatState {
        AVAILABLE,
        /** Reserved by somebody, for now. */
        HELD,
        SOLD
    }
}
