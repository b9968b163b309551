package dev.orchestra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The ticket API, as one shopper calls it. */
final class TicketApi {

    private static final String ADD = """
            {"reservationId": "%s", "seatId": "%s", "price": %s}""";

    private final ApiRequests requests;

    TicketApi(ApiRequests requests) {
        this.requests = requests;
    }

    record Seat(String seatId, BigDecimal price) {}

    record Reserved(String reservationId, Seat seat) {}

    /** All seats of a show. */
    List<Seat> seats(String eventId) throws Exception {
        List<Seat> seats = new ArrayList<>();
        for (JsonNode section : requests.ask(Bench.newShopper(), "GET", "/events/" + eventId + "/seatmap", null)
                .get("sections")) {
            for (JsonNode row : section.get("rows")) {
                for (JsonNode seat : row.get("seats")) {
                    seats.add(new Seat(
                            seat.get("seatId").asText(),
                            new BigDecimal(seat.get("price").asText())));
                }
            }
        }
        return seats;
    }

    /** {@code POST /reservations}, of all of them at once. */
    List<Reserved> reserve(Shopper shopper, List<Seat> seats) throws Exception {
        String ids = seats.stream().map(seat -> '"' + seat.seatId() + '"').collect(Collectors.joining(", "));
        JsonNode reservations = requests.ask(shopper, "POST", "/reservations", "{\"seatIds\": [" + ids + "]}")
                .get("reservations");
        List<Reserved> reserved = new ArrayList<>();
        for (int i = 0; i < seats.size(); i++) {
            reserved.add(new Reserved(reservations.get(i).get("reservationId").asText(), seats.get(i)));
        }
        return reserved;
    }

    /** {@code POST /cart/add}. */
    void add(Shopper shopper, Reserved reserved) throws Exception {
        Seat seat = reserved.seat();
        requests.ask(
                shopper,
                "POST",
                "/cart/add",
                ADD.formatted(
                        reserved.reservationId(), seat.seatId(), seat.price().toPlainString()));
    }

    /** {@code DELETE /cart/seats/{seatId}}: everybody can reserve it again. */
    void remove(Shopper shopper, Seat seat) throws Exception {
        requests.ask(shopper, "DELETE", "/cart/seats/" + seat.seatId(), null);
    }
}
