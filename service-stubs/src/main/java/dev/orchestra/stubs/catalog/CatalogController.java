package dev.orchestra.stubs.catalog;

import dev.orchestra.stubs.catalog.Shows.PricedSeat;
import dev.orchestra.stubs.inventory.seats.Seats;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Catalog service. */
@RestController
class CatalogController {

    private final Shows shows;
    private final Seats inventory;

    CatalogController(Shows shows, Seats inventory) {
        this.shows = shows;
        this.inventory = inventory;
    }

    @GetMapping("/events/{eventId}/seatmap")
    SeatMap seatMap(@PathVariable String eventId) {
        return Ids.uuid(eventId)
                .flatMap(shows::find)
                .map(show -> SeatMap.of(show, inventory.taken(show.eventId())))
                .orElseThrow(() ->
                        new Refusal(HttpStatus.NOT_FOUND, "EVENT_NOT_FOUND", "There is no event " + eventId + "."));
    }

    @GetMapping("/seats/{seatId}")
    PricedSeat seat(@PathVariable String seatId) {
        return Ids.uuid(seatId)
                .flatMap(shows::seat)
                .orElseThrow(
                        () -> new Refusal(HttpStatus.NOT_FOUND, "SEAT_NOT_FOUND", "There is no seat " + seatId + "."));
    }
}
