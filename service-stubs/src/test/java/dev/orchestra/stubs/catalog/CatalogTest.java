package dev.orchestra.stubs.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.catalog.Show.Row;
import dev.orchestra.stubs.catalog.Show.Seat;
import dev.orchestra.stubs.catalog.Show.Section;
import dev.orchestra.stubs.inventory.seats.Seats;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class CatalogTest extends StubsTest {

    private static final BigDecimal DEAR = new BigDecimal("99.50");
    private static final BigDecimal CHEAP = new BigDecimal("50.00");

    @Autowired
    private Shows shows;

    @Autowired
    private Seats seats;

    private final UUID event = UUID.randomUUID();
    private final UUID free = UUID.randomUUID();
    private final UUID held = UUID.randomUUID();
    private final UUID sold = UUID.randomUUID();

    @Test
    void theMapShowsWhatCanBeHadAndForHowMuch() {
        addShow();
        reserve(held);
        post(
                "/reservations/confirm",
                "{\"orderId\": \"order_1\", \"reservationIds\": [\"%s\"]}".formatted(claim(reserve(sold))));

        Answer map = get("/events/" + event + "/seatmap");

        assertThat(map.status()).isEqualTo(200);
        assertThat(map.body()).isEqualTo(json.readTree("""
                        {"eventId": "%s", "name": "A Play", "venue": "A House", "startsAt": "2027-01-01T13:30:00Z", "currency": "INR",
                         "sections": [
                           {"section": "Stalls", "rows": [
                              {"row": "B", "seats": [{"seatId": "%s", "number": "1", "price": 99.50, "state": "AVAILABLE"},
                                                     {"seatId": "%s", "number": "2", "price": 99.50, "state": "HELD"}]}]},
                           {"section": "Balcony", "rows": [
                              {"row": "A", "seats": [{"seatId": "%s", "number": "1", "price": 50.00, "state": "SOLD"}]}]}]}""".formatted(event, free, held, sold)));
    }

    @Test
    void aSeatHasItsPrice() {
        addShow();

        assertThat(get("/seats/" + sold).body()).isEqualTo(json.readTree("""
                        {"seatId": "%s", "eventId": "%s", "price": 50.00, "currency": "INR"}""".formatted(sold, event)));
    }

    @Test
    void whatIsUnknownOrNoIdIsNotFound() {
        for (String id : List.of("no-uuid", "1-1-1-1-1", UUID.randomUUID().toString())) {
            assertThat(get("/events/" + id + "/seatmap").status()).isEqualTo(404);
            assertThat(get("/events/" + id + "/seatmap").text("/code")).isEqualTo("EVENT_NOT_FOUND");
            assertThat(get("/seats/" + id).status()).isEqualTo(404);
            assertThat(get("/seats/" + id).text("/code")).isEqualTo("SEAT_NOT_FOUND");
        }
    }

    private void addShow() {
        shows.addIfAbsent(new Show(
                event,
                "A Play",
                "A House",
                Instant.parse("2027-01-01T13:30:00Z"),
                "INR",
                List.of(
                        new Section(
                                "Stalls",
                                List.of(new Row("B", List.of(new Seat(free, 1, DEAR), new Seat(held, 2, DEAR))))),
                        new Section("Balcony", List.of(new Row("A", List.of(new Seat(sold, 1, CHEAP))))))));
        seats.addIfAbsent(event, "INR", Map.of(free, DEAR, held, DEAR, sold, CHEAP));
    }

    private String reserve(UUID seat) {
        return post("/reservations", "{\"seatIds\": [\"%s\"]}".formatted(seat)).text("/reservations/0/reservationId");
    }

    private String claim(String reservation) {
        return post(
                        "/reservations/claim",
                        "{\"orderId\": \"order_1\", \"reservationIds\": [\"%s\"]}".formatted(reservation))
                .text("/reservations/0/reservationId");
    }
}
