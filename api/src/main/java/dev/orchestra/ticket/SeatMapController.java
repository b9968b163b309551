package dev.orchestra.ticket;

import dev.orchestra.services.catalog.CatalogService;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The seats of a show (ticket flow, "Workflow", Get Event), passed on so that a client needs one base URL. */
@RestController
public class SeatMapController {

    private final Seats seats;

    public SeatMapController(Seats seats) {
        this.seats = seats;
    }

    @GetMapping("/events/{eventId}/seatmap")
    CatalogService.SeatMap seatMap(@PathVariable String eventId) {
        return seats.map(eventId);
    }
}
