package dev.orchestra.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.catalog.CatalogService.MappedSeat;
import dev.orchestra.services.catalog.CatalogService.Row;
import dev.orchestra.services.catalog.CatalogService.Seat;
import dev.orchestra.services.catalog.CatalogService.SeatMap;
import dev.orchestra.services.catalog.CatalogService.SeatState;
import dev.orchestra.services.catalog.CatalogService.Section;
import dev.orchestra.services.catalog.HttpCatalogService;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.event.EventService.ReservationExpired;
import dev.orchestra.services.event.EventService.TicketItem;
import dev.orchestra.services.event.EventService.TicketOrderEnded;
import dev.orchestra.services.event.HttpEventService;
import dev.orchestra.services.inventory.HttpSeatService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.services.inventory.SeatService.Extend;
import dev.orchestra.services.inventory.SeatService.OfOrder;
import dev.orchestra.services.inventory.SeatService.Release;
import dev.orchestra.services.inventory.SeatService.Reservation;
import dev.orchestra.services.inventory.SeatService.Reserve;
import dev.orchestra.services.inventory.SeatService.Status;
import dev.orchestra.support.ServiceAddresses;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Catalog, Inventory and the Event service get to see of seats, and how their answers are read (docs/core-services.md). */
@Timeout(30)
class SeatClientsTest {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final BigDecimal FIFTY = new BigDecimal("50.00");
    private static final String RESERVATION_ID = "8bf7fffc-9ff5-401c-9d2d-86f525f42e40";
    private static final String SEAT_ID = "550e8400-e29b-41d4-a716-446655440002";
    private static final String SHOW_ID = "0b0e8d4e-5f4b-4b0e-9a3c-2f6f5a1f7a11";
    private static final String ORDER_ID = "5a1f7a11-9ff5-401c-9d2d-0b0e8d4e5f4b";

    private static final Reservation RESERVATION = new Reservation(
            RESERVATION_ID, SHOW_ID, SEAT_ID, "own_1", FIFTY, "INR", Status.HELD, NOON, NOON.plusSeconds(1800));

    private static final String RESERVATION_JSON = """
            {"reservationId": "%s", "eventId": "%s", "seatId": "%s", "ownerId": "own_1", "price": 50.00, "currency": "INR", "status": "HELD",
             "createdAt": "2026-01-01T12:00:00Z", "expiresAt": "2026-01-01T12:30:00Z"}
            """.formatted(RESERVATION_ID, SHOW_ID, SEAT_ID);

    private static final String RESERVATIONS_JSON = "{\"reservations\": [" + RESERVATION_JSON + "]}";

    private final MockWebServer server = new MockWebServer();
    private ServiceClient client;
    private CatalogService catalog;
    private SeatService seats;
    private EventService events;

    @BeforeEach
    void start() throws IOException {
        server.start();
        client = new ServiceClient(new ServiceAddresses(server.url("/").toString(), Map.of(), "domain_main"));
        catalog = new HttpCatalogService(client);
        seats = new HttpSeatService(client);
        events = new HttpEventService(client, request -> {
            throw new AssertionError("nobody's device is told of seats");
        });
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    // ------------------------------------------------------------------------------------------------ catalog

    @Test
    void a_seat_has_its_price() throws Exception {
        answer(200, """
                {"seatId": "%s", "eventId": "%s", "price": 50.00, "currency": "INR"}""".formatted(SEAT_ID, SHOW_ID));

        assertThat(catalog.seat(SEAT_ID)).isEqualTo(new Seat(SEAT_ID, SHOW_ID, FIFTY, "INR"));

        asked("GET /seats/" + SEAT_ID);
    }

    @Test
    void a_seat_map_has_every_seat() throws Exception {
        answer(200, """
                {"eventId": "%s", "name": "Concert", "venue": "Hall", "startsAt": "2026-01-01T12:00:00Z", "currency": "INR",
                 "sections": [{"section": "A", "rows": [{"row": "1", "seats": [
                     {"seatId": "%s", "number": "7", "price": 50.00, "state": "HELD"}]}]}]}""".formatted(SHOW_ID, SEAT_ID));

        assertThat(catalog.seatMap(SHOW_ID))
                .isEqualTo(new SeatMap(
                        SHOW_ID,
                        "Concert",
                        "Hall",
                        NOON,
                        "INR",
                        List.of(new Section(
                                "A",
                                List.of(new Row("1", List.of(new MappedSeat(SEAT_ID, "7", FIFTY, SeatState.HELD))))))));

        asked("GET /events/" + SHOW_ID + "/seatmap");
    }

    @Test
    void the_catalog_can_have_an_address_of_its_own() throws Exception {
        answer(200, "{\"seatId\": \"s\", \"eventId\": \"e\", \"price\": 1, \"currency\": \"INR\"}");
        ServiceAddresses split = new ServiceAddresses(
                "http://127.0.0.1:1",
                Map.of(Service.CATALOG, server.url("/catalog").toString()),
                "domain_main");

        try (ServiceClient other = new ServiceClient(split)) {
            new HttpCatalogService(other).seat("s");
        }

        asked("GET /catalog/seats/s");
    }

    // ------------------------------------------------------------------------------------------------ seats

    @Test
    void a_seat_is_reserved() throws Exception {
        answer(201, RESERVATIONS_JSON);

        assertThat(seats.reserve(new Write<>(
                                "add-seat/own_1/k/2",
                                new Reserve(null, List.of(SEAT_ID), "own_1", List.of(RESERVATION_ID))))
                        .reservations())
                .containsExactly(RESERVATION);

        RecordedRequest asked = asked("POST /reservations");
        assertThat(asked.getHeaders().get("Idempotency-Key")).isEqualTo("add-seat/own_1/k/2");
        says(asked, """
                {"seatIds": ["%s"], "ownerId": "own_1", "reservationIds": ["%s"]}""".formatted(SEAT_ID, RESERVATION_ID));
    }

    @Test
    void a_taken_seat_is_a_refusal() {
        server.enqueue(new MockResponse.Builder()
                .code(409)
                .addHeader("Content-Type", "application/problem+json")
                .body("{\"code\": \"SEAT_TAKEN\", \"detail\": \"Taken.\", \"seatIds\": [\"" + SEAT_ID
                        + "\"], \"order_id\": \"o\"}")
                .build());

        ApplicationFailure failure = catchThrowableOfType(
                ApplicationFailure.class,
                () -> seats.reserve(new Write<>("key", new Reserve(null, List.of(SEAT_ID), null, null))));

        assertThat(failure.getType()).isEqualTo("SEAT_TAKEN");
        assertThat(failure.isNonRetryable()).isTrue();
        assertThat(failure.getDetails().get(ServiceProblem.class).orderId()).isEqualTo("o");
    }

    @Test
    void a_reservation_is_released_and_one_that_never_was_is_nothing() throws Exception {
        answer(200, RESERVATION_JSON);
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(seats.release(new Undo<>("remove/2", null, new Release(RESERVATION_ID, "own_1"))))
                .isEqualTo(RESERVATION);
        RecordedRequest first = asked("DELETE /reservations/" + RESERVATION_ID + "?ownerId=own_1");
        assertThat(first.getHeaders().get("Idempotency-Key")).isEqualTo("remove/2");
        assertThat(first.getHeaders().get("Undo-Of")).isNull();

        assertThat(seats.release(new Undo<>("add/2/undo", "add/2", new Release(RESERVATION_ID, null))))
                .isNull();
        RecordedRequest second = asked("DELETE /reservations/" + RESERVATION_ID);
        assertThat(second.getHeaders().get("Undo-Of")).isEqualTo("add/2");
    }

    @Test
    void a_reservation_has_another_end() throws Exception {
        answer(200, RESERVATION_JSON);

        assertThat(seats.extend(new Write<>("key", new Extend(RESERVATION_ID, NOON.plusSeconds(1800)))))
                .isEqualTo(RESERVATION);

        says(asked("POST /reservations/" + RESERVATION_ID + "/extend"), "{\"expiresAt\": \"2026-01-01T12:30:00Z\"}");
    }

    @Test
    void an_order_claims_and_confirms_by_name_and_gives_back_what_it_has() throws Exception {
        for (int i = 0; i < 5; i++) {
            answer(200, RESERVATIONS_JSON);
        }
        OfOrder named = new OfOrder(ORDER_ID, List.of(RESERVATION_ID));
        OfOrder all = new OfOrder(ORDER_ID, null);

        assertThat(seats.claim(new Write<>("3", named)).reservations()).containsExactly(RESERVATION);
        assertThat(seats.reclaim(new Write<>("7", named)).reservations()).containsExactly(RESERVATION);
        assertThat(seats.confirm(new Write<>("8", named)).reservations()).containsExactly(RESERVATION);
        assertThat(seats.unclaim(new Undo<>("3/undo", "3", all)).reservations()).containsExactly(RESERVATION);
        assertThat(seats.releaseClaimed(new Undo<>("3/undo", "3", all)).reservations())
                .containsExactly(RESERVATION);

        String byName = """
                {"orderId": "%s", "reservationIds": ["%s"]}""".formatted(ORDER_ID, RESERVATION_ID);
        String whatItHas = "{\"orderId\": \"" + ORDER_ID + "\"}";
        says(asked("POST /reservations/claim"), byName);
        says(asked("POST /reservations/reclaim"), byName);
        says(asked("POST /reservations/confirm"), byName);
        RecordedRequest unclaim = asked("POST /reservations/unclaim");
        says(unclaim, whatItHas);
        assertThat(unclaim.getHeaders().get("Undo-Of")).isEqualTo("3");
        says(asked("POST /reservations/release"), whatItHas);
    }

    // ------------------------------------------------------------------------------------------------ events

    @Test
    void an_expired_reservation_is_published_as_documented() throws Exception {
        answer(202, "{\"event_id\": \"evt_1\"}");

        assertThat(events.reservationExpired(new Write<>(
                                "seat-reservation/1/13",
                                new ReservationExpired(RESERVATION_ID, SHOW_ID, SEAT_ID, "own_1", ORDER_ID, NOON)))
                        .eventId())
                .isEqualTo("evt_1");

        RecordedRequest asked = asked("POST /api/events/publish");
        assertThat(asked.getHeaders().get("Idempotency-Key")).isEqualTo("seat-reservation/1/13");
        says(asked, """
                {"event": "reservation-expired", "topic": "reservation-expired", "key": "%1$s", "occurred_at": "2026-01-01T12:00:00Z",
                 "data": {"reservationId": "%1$s", "eventId": "%2$s", "seatId": "%3$s", "ownerId": "own_1", "orderId": "%4$s"}}
                """.formatted(RESERVATION_ID, SHOW_ID, SEAT_ID, ORDER_ID));
        isOfItsSchema(asked);
    }

    @Test
    void a_reservation_of_nobody_and_no_order_expires_too() throws Exception {
        answer(202, "{\"event_id\": \"evt_1\"}");

        events.reservationExpired(
                new Write<>("key", new ReservationExpired(RESERVATION_ID, SHOW_ID, SEAT_ID, null, null, NOON)));

        isOfItsSchema(asked("POST /api/events/publish"));
    }

    @Test
    void a_completed_order_is_published_as_documented() throws Exception {
        answer(202, "{\"event_id\": \"evt_1\"}");

        events.ticketOrderEnded(new Write<>("key", ended(true, null)));

        RecordedRequest asked = asked("POST /api/events/publish");
        says(asked, """
                {"event": "order-completed", "topic": "order-completed", "key": "%4$s", "occurred_at": "2026-01-01T12:00:00Z",
                 "data": {"orderId": "%4$s", "ownerId": "own_1", "totalAmount": 50.00, "currency": "INR",
                          "items": [{"seatId": "%3$s", "eventId": "%2$s", "reservationId": "%1$s", "price": 50.00}]}}
                """.formatted(RESERVATION_ID, SHOW_ID, SEAT_ID, ORDER_ID));
        isOfItsSchema(asked);
    }

    @Test
    void a_cancelled_order_is_published_with_its_reason() throws Exception {
        answer(202, "{\"event_id\": \"evt_1\"}");

        events.ticketOrderEnded(new Write<>("key", ended(false, "EXPIRED")));

        RecordedRequest asked = asked("POST /api/events/publish");
        assertThat(body(asked).at("/topic").asText()).isEqualTo("order-cancelled");
        assertThat(body(asked).at("/data/reason").asText()).isEqualTo("EXPIRED");
        isOfItsSchema(asked);
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private static TicketOrderEnded ended(boolean completed, String reason) {
        return new TicketOrderEnded(
                ORDER_ID,
                "own_1",
                completed,
                reason,
                FIFTY,
                "INR",
                NOON,
                List.of(new TicketItem(SEAT_ID, SHOW_ID, RESERVATION_ID, FIFTY)));
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }

    private RecordedRequest asked(String what) throws InterruptedException {
        RecordedRequest asked = server.takeRequest();
        assertThat(asked.getMethod() + " " + asked.getTarget()).isEqualTo(what);
        return asked;
    }

    private static void says(RecordedRequest asked, String body) throws IOException {
        assertThat(body(asked)).isEqualTo(JSON.readTree(body));
    }

    private static JsonNode body(RecordedRequest asked) throws IOException {
        return JSON.readTree(asked.getBody().utf8());
    }

    /** That what the Event service makes of it (docs/core-services.md, Event service) is what docs/events promises. */
    private static void isOfItsSchema(RecordedRequest asked) throws IOException {
        JsonNode request = body(asked);
        ObjectNode message = JSON.createObjectNode().put("messageId", "evt_1");
        message.set("type", request.get("event"));
        message.set("occurredAt", request.get("occurred_at"));
        message.set("data", request.get("data"));
        String schema =
                Files.readString(Path.of("../docs/events", request.get("topic").asText() + ".schema.json"));

        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(
                                message.toString(),
                                InputFormat.JSON,
                                context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)))
                .isEmpty();
    }
}
