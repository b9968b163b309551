package dev.orchestra.ticket;

import static dev.orchestra.ticket.ShopOfSeats.held;
import static dev.orchestra.ticket.ShopOfSeats.item;
import static dev.orchestra.ticket.ShopOfSeats.order;
import static dev.orchestra.ticket.ShopOfSeats.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.orchestra.api.RunningApi;
import dev.orchestra.api.RunningTemporal;
import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.store.OwnerDirectory;
import dev.orchestra.store.TicketBook;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.TaskQueues;
import dev.orchestra.support.Write;
import dev.orchestra.ticket.TicketOrder.State;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The draft order of seats as a caller meets it. The runs are stand-ins, Catalog and Inventory say what a test tells them. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TicketsApiTest {

    private static final Duration EVENT_PATIENCE = Duration.ofMillis(700);

    /** What the runs of an owner answer, and what was asked of them. */
    private static final Map<String, Function<String, TicketAnswer>> ANSWERS = new ConcurrentHashMap<>();

    private static final List<AddSeatWorkflow.Request> ADDED = new CopyOnWriteArrayList<>();
    private static final List<RemoveSeatWorkflow.Request> REMOVED = new CopyOnWriteArrayList<>();
    private static final List<String> RUNS = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static RunningApi.Servers servers;
    private static RunningTemporal temporal;
    private static RunningApi api;
    private static TicketBook book;
    private static CatalogService catalog;
    private static SeatService inventory;

    private final String user = "user-" + uuid();
    private final String guest = "guest-" + uuid();
    private final String reservationId = uuid();
    private final String seatId = uuid();
    private final String orderId = uuid();
    private final String itemId = uuid();
    private String ownerId;

    @BeforeAll
    static void start() {
        servers = RunningApi.Servers.start(folder);
        temporal = RunningTemporal.start();
        Worker worker = temporal.workers().newWorker(TaskQueues.CART);
        worker.registerWorkflowImplementationFactory(AddSeatWorkflow.class, () -> request -> {
            ADDED.add(request);
            RUNS.add(Workflow.getInfo().getWorkflowId());
            return ANSWERS.get(request.ownerId()).apply(request.fingerprint());
        });
        worker.registerWorkflowImplementationFactory(RemoveSeatWorkflow.class, () -> request -> {
            REMOVED.add(request);
            RUNS.add(Workflow.getInfo().getWorkflowId());
            return ANSWERS.get(request.ownerId()).apply(request.fingerprint());
        });
        temporal.workers().start();
        api = RunningApi.start(
                servers,
                ShopOfSeats.class,
                "--spring.temporal.connection.target=127.0.0.1:" + temporal.port,
                "--orchestra.workers.queues=",
                "--orchestra.rate-limit.enabled=false",
                "--orchestra.tickets.event-patience=" + EVENT_PATIENCE.toMillis() + "ms");
        book = api.bean(TicketBook.class);
        catalog = api.bean(CatalogService.class);
        inventory = api.bean(SeatService.class);
    }

    @AfterAll
    static void stop() {
        api.close();
        temporal.close();
        servers.close();
    }

    @BeforeEach
    void aDraft() {
        reset(book, catalog, inventory);
        ownerId = owner(OwnerDirectory.Kind.CUSTOMER, user);
        when(book.reservation(reservationId)).thenReturn(Optional.of(held(reservationId)));
        answers(ownerId, draft());
        answers(owner(OwnerDirectory.Kind.GUEST, guest), draft());
    }

    private TicketOrder draft() {
        return order(orderId, ownerId, State.DRAFT, item(itemId, seatId, "50.00"));
    }

    private static String owner(OwnerDirectory.Kind kind, String identity) {
        return api.bean(OwnerDirectory.class).findOrCreate(kind, identity).ownerId();
    }

    private static void answers(String ownerId, TicketOrder order) {
        ANSWERS.put(ownerId, print -> new TicketAnswer(print, order, null));
    }

    private static void refuses(String ownerId, Refusal refusal) {
        ANSWERS.put(ownerId, print -> new TicketAnswer(print, null, refusal));
    }

    private String body(String identity) {
        return "{\"reservationId\": \"" + reservationId + "\", \"seatId\": \"" + seatId + "\", \"price\": 50.00, "
                + identity + "}";
    }

    private HttpResponse<String> add(String... headers) {
        return api.post("/cart/add", body("\"userId\": \"" + user + "\""), headers);
    }

    private List<AddSeatWorkflow.Request> added() {
        return ADDED.stream()
                .filter(request -> request.ownerId().equals(ownerId))
                .toList();
    }

    private String told(String userId, String guestToken) {
        return "{\"id\":\"%s\",\"userId\":%s,\"guestToken\":%s,\"totalAmount\":50.00,\"state\":\"draft\",\"createdAt\":\"2026-02-24T15:15:00.123Z\",\"paidAt\":null,\"items\":[{\"id\":\"%s\",\"seatId\":\"%s\",\"price\":50.00}]}"
                .formatted(orderId, quoted(userId), quoted(guestToken), itemId, seatId);
    }

    private static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    private static void isError(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + words + "\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    // ------------------------------------------------------------------------------------------------ POST /cart/add

    @Test
    void aReservedSeatIsInTheDraft() {
        HttpResponse<String> answer = add();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(told(user, null));
        assertThat(added()).singleElement().satisfies(request -> {
            assertThat(request.reservationId()).isEqualTo(reservationId);
            assertThat(request.seatId()).isEqualTo(seatId);
            assertThat(request.price()).isEqualTo(new BigDecimal("50.00"));
        });
        assertThat(RUNS).anyMatch(id -> id.matches("add-seat/" + ownerId + "/[0-9a-f]{32}"));
    }

    @Test
    void aGuestIsToldTheirTokenAndNobodyElseIs(CapturedOutput log) {
        String body = body("\"userId\": \"\", \"guestToken\": \"" + guest + "\"");
        HttpResponse<String> answer = api.post("/cart/add", body, "Idempotency-Key", "key-" + guest);
        HttpResponse<String> again = api.post("/cart/add", body, "Idempotency-Key", "key-" + guest);

        assertThat(answer.body()).isEqualTo(told(null, guest));
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(api.database()
                        .sql(
                                "select count(*) from orchestra.idempotency_keys where convert_from(answer, 'UTF8') like :token")
                        .param("token", "%" + guest + "%")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(log).doesNotContain(guest);
    }

    @Test
    void ofTwoIdentitiesTheUserWins() {
        HttpResponse<String> answer =
                api.post("/cart/add", body("\"userId\": \"" + user + "\", \"guestToken\": \"" + guest + "\""));

        assertThat(answer.body()).isEqualTo(told(user, null));
    }

    @Test
    void whoeverIsNotNamedInTheBodyIsNamedByTheHeaders() {
        assertThat(api.post("/cart/add", body("\"userId\": null"), "X-User-Id", user)
                        .body())
                .isEqualTo(told(user, null));
        assertThat(api.post("/cart/add", body("\"guestToken\": \"\""), "X-Guest-Token", guest)
                        .body())
                .isEqualTo(told(null, guest));
        assertThat(api.post("/cart/add", body("\"userId\": \"" + user + "\""), "X-User-Id", "user-another")
                        .body())
                .isEqualTo(told(user, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"userId\": null, \"guestToken\": null",
                "\"userId\": \"\", \"guestToken\": \"\"",
                "\"userId\": null"
            })
    void somebodyMustAsk(String identity) {
        isError(api.post("/cart/add", body(identity)), 400, "Either UserId or GuestToken must be provided");
    }

    @Test
    void anIdentityThatCannotBeOneIsRefused() {
        isError(
                api.post("/cart/add", body("\"guestToken\": \"short\"")),
                401,
                "guestToken must be printable characters without blanks, [\\\\x21-\\\\x7e]{8,256}");
    }

    @Test
    void aReservationThatTheEventHasNotToldOfIsNotFoundAfterAWhile() {
        when(book.reservation(reservationId)).thenReturn(Optional.empty());
        long begin = System.nanoTime();

        isError(add(), 400, "Reservation not found");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(EVENT_PATIENCE);
        assertThat(added()).isEmpty();
    }

    @Test
    void anEventThatComesLateIsWaitedFor() {
        long late = System.nanoTime() + Duration.ofMillis(300).toNanos();
        when(book.reservation(reservationId))
                .then(asked -> System.nanoTime() < late ? Optional.empty() : Optional.of(held(reservationId)));

        assertThat(add().statusCode()).isEqualTo(200);
    }

    @Test
    void theSameKeyFindsWhatHasComeMeanwhile() {
        when(book.reservation(reservationId)).thenReturn(Optional.empty());
        assertThat(add("Idempotency-Key", "late").statusCode()).isEqualTo(400);
        when(book.reservation(reservationId)).thenReturn(Optional.of(held(reservationId)));

        assertThat(add("Idempotency-Key", "late").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "res-1", "8bf7fffc-9ff5-401c-9d2d-86f525f42e4", "../seats"})
    void whatIsNoIdOfAReservationIsNotWaitedFor(String id) {
        isError(
                api.post(
                        "/cart/add",
                        "{\"reservationId\": \"" + id + "\", \"seatId\": \"" + seatId
                                + "\", \"price\": 50, \"userId\": \"" + user + "\"}"),
                400,
                "Reservation not found");
        verify(book, never()).reservation(any());
    }

    @Test
    void withoutAReservationTheRunReservesTheSeat() {
        String body = "{\"reservationId\": null, \"seatId\": \"" + seatId.toUpperCase(java.util.Locale.ROOT)
                + "\", \"price\": 50, \"userId\": \"" + user + "\"}";

        assertThat(api.post("/cart/add", body).statusCode()).isEqualTo(200);
        assertThat(added()).singleElement().satisfies(request -> {
            assertThat(request.reservationId()).isNull();
            assertThat(request.seatId()).isEqualTo(seatId);
        });
        verify(book, never()).reservation(any());
    }

    @ParameterizedTest
    @CsvSource({
        "SEAT_IN_CART, 400, Seat is already in the cart",
        "RESERVATION_EXPIRED, 400, Reservation has expired",
        "RESERVATION_NOT_FOUND, 400, Reservation not found",
        "RESERVATION_OF_ANOTHER, 400, Reservation belongs to another user",
        "RESERVATION_OF_ANOTHER_SEAT, 400, Reservation is for another seat",
        "RESERVATION_USED, 400, Reservation has already been used",
        "PRICE_CHANGED, 400, Price has changed",
        "SEAT_NOT_FOUND, 400, Seat not found",
        "SEAT_TAKEN, 409, Seat is not available",
        "CART_FULL, 400, Cart has too many seats"
    })
    void theRunsRefusalsAreInTheWordsOfTheFlow(SeatRefusal refusal, int status, String words) {
        refuses(ownerId, refusal.refusal());

        isError(add(), status, words);
    }

    @ParameterizedTest
    @EnumSource
    void noRefusalIsWithoutWords(SeatRefusal refusal) {
        assertThat(TicketError.of(refusal).words()).isEqualTo(refusal.words()).doesNotEndWith(".");
    }

    @Test
    void aRefusalIsKeptWithItsKey() {
        refuses(ownerId, SeatRefusal.SEAT_IN_CART.refusal());
        isError(add("Idempotency-Key", "refused"), 400, "Seat is already in the cart");
        answers(ownerId, draft());

        HttpResponse<String> again = add("Idempotency-Key", "refused");

        isError(again, 400, "Seat is already in the cart");
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(added()).hasSize(1);
    }

    @Test
    void aServiceThatIsAwayIsSaidSo() {
        ANSWERS.put(ownerId, print -> {
            Refusal refusal = Refusal.unavailable("catalog");
            throw ApplicationFailure.newNonRetryableFailure(refusal.message(), refusal.code(), refusal);
        });

        HttpResponse<String> answer = add();

        isError(answer, 503, "A service that this operation needs does not answer: catalog. Nothing was applied");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    @Test
    void theSameKeyIsTheSameAnswerAndWithAnotherBodyItIsRefused() {
        HttpResponse<String> first = add("Idempotency-Key", "once");
        answers(ownerId, null);
        HttpResponse<String> again = add("Idempotency-Key", "once");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(added()).hasSize(1);
        isError(
                api.post(
                        "/cart/add",
                        "{\"seatId\": \"" + seatId + "\", \"price\": 51, \"userId\": \"" + user + "\"}",
                        "Idempotency-Key",
                        "once"),
                422,
                "This Idempotency-Key came with another body before");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"price\": 1, \"userId\": \"u\"} | seatId is needed",
                "{\"seatId\": \"seat-1\", \"price\": 1, \"userId\": \"u\"} | seatId must be a UUID",
                "{\"seatId\": 7, \"price\": 1, \"userId\": \"u\"} | seatId has a value of the wrong type",
                "{\"seatId\": \"550e8400-e29b-41d4-a716-446655440002\", \"userId\": \"u\"} | price is needed",
                "{\"seatId\": \"550e8400-e29b-41d4-a716-446655440002\", \"price\": 1.001, \"userId\": \"u\"} | price must have at most 2 decimals",
                "{\"seatId\": \"550e8400-e29b-41d4-a716-446655440002\", \"price\": -1, \"userId\": \"u\"} | price must not be negative",
                "{\"seatId\": \"550e8400-e29b-41d4-a716-446655440002\", \"price\": \"50\", \"userId\": \"u\"} | price has a value of the wrong type",
                "{\"seat_id\": \"550e8400-e29b-41d4-a716-446655440002\", \"price\": 1} | There is no field seat_id here",
                "{\"seatId\": | The body cannot be read as JSON"
            })
    void whatCannotBeMeantIsRefused(String body, String words) {
        isError(api.post("/cart/add", body), 400, words);
    }

    @Test
    void whatTheFrameworkRefusesIsInWordsToo() {
        isError(api.get("/cart/add"), 405, "The resource has no such method");
        isError(
                api.postAsIs("/cart/add", "price=1".getBytes(), "Content-Type", "application/x-www-form-urlencoded"),
                415,
                "The body must be application/json");
        isError(
                add("Idempotency-Key", "with blanks"),
                400,
                "Idempotency-Key must be 1 to 255 printable characters without blanks");
        isError(api.get("/events/any/thing"), 404, "There is no such resource");
    }

    // ------------------------------------------------------------------------------------------------ the draft

    @Test
    void theDraftIsWhatIsThere() {
        when(book.draft(ownerId)).thenReturn(Optional.of(draft()));

        assertThat(api.get("/cart/seats?userId=" + user).body()).isEqualTo(told(user, null));
        assertThat(api.get("/cart/seats", "X-User-Id", user).body()).isEqualTo(told(user, null));
        isError(api.get("/cart/seats?guestToken=" + guest), 404, "Cart is empty");
        isError(api.get("/cart/seats?userId="), 400, "Either UserId or GuestToken must be provided");
    }

    @Test
    void aSeatLeavesTheDraft() {
        HttpResponse<String> answer = api.delete("/cart/seats/" + seatId + "?userId=" + user);

        assertThat(answer.body()).isEqualTo(told(user, null));
        assertThat(REMOVED).anySatisfy(request -> {
            assertThat(request.ownerId()).isEqualTo(ownerId);
            assertThat(request.seatId()).isEqualTo(seatId);
            assertThat(request.reservationId()).isNull();
        });
        assertThat(RUNS).anyMatch(id -> id.matches("remove-seat/" + ownerId + "/[0-9a-f]{32}"));
    }

    @Test
    void theLastSeatLeavesNothing() {
        answers(ownerId, null);
        String path = "/cart/seats/" + seatId + "?userId=" + user;

        HttpResponse<String> answer = api.delete(path, "Idempotency-Key", "last");
        HttpResponse<String> again = api.delete(path, "Idempotency-Key", "last");

        assertThat(List.of(answer, again)).allSatisfy(told -> {
            assertThat(told.statusCode()).isEqualTo(204);
            assertThat(told.body()).isEmpty();
        });
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void aSeatThatIsNotInTheDraftIsNotThere() {
        refuses(ownerId, SeatRefusal.SEAT_NOT_IN_CART.refusal());

        isError(api.delete("/cart/seats/" + seatId + "?userId=" + user), 404, "Seat is not in the cart");
        isError(api.delete("/cart/seats/seat-1?userId=" + user), 404, "Seat is not in the cart");
        isError(api.delete("/cart/seats/" + seatId), 400, "Either UserId or GuestToken must be provided");
    }

    // ------------------------------------------------------------------------------------------------ reservations

    @Test
    void aReservationIsGivenBackByARun() {
        answers(ownerId, null);

        assertThat(api.delete("/reservations/" + reservationId + "?userId=" + user)
                        .statusCode())
                .isEqualTo(204);
        assertThat(REMOVED).anySatisfy(request -> {
            assertThat(request.reservationId()).isEqualTo(reservationId);
            assertThat(request.seatId()).isNull();
        });
        refuses(ownerId, SeatRefusal.RESERVATION_IN_ORDER.refusal());
        isError(
                api.delete("/reservations/" + reservationId + "?userId=" + user),
                409,
                "Reservation is part of an order");
        refuses(ownerId, SeatRefusal.RESERVATION_NOT_FOUND.refusal());
        isError(api.delete("/reservations/" + reservationId + "?userId=" + user), 404, "Reservation not found");
        isError(api.delete("/reservations/res-1?userId=" + user), 404, "Reservation not found");
    }

    private static ApplicationFailure failure(String code) {
        return ServiceCall.SERVICE_ERROR.equals(code)
                ? ApplicationFailure.newFailure("away", code)
                : ApplicationFailure.newNonRetryableFailure("refused", code);
    }

    @Test
    @SuppressWarnings("unchecked")
    void seatsAreReserved() {
        String eventId = uuid();
        var reservation = new SeatService.Reservation(
                reservationId,
                eventId,
                seatId,
                ownerId,
                new BigDecimal("50.00"),
                "INR",
                SeatService.Status.HELD,
                Instant.parse("2026-02-24T15:15:00Z"),
                Instant.parse("2026-02-24T15:45:00Z"));
        when(inventory.reserve(any())).thenReturn(new SeatService.Reservations(List.of(reservation)));
        String body =
                "{\"eventId\": \"" + eventId + "\", \"seatIds\": [\"" + seatId + "\"], \"userId\": \"" + user + "\"}";

        HttpResponse<String> answer = api.post("/reservations", body, "Idempotency-Key", "reserve");
        HttpResponse<String> again = api.post("/reservations", body, "Idempotency-Key", "reserve");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"reservations\":[{\"reservationId\":\"%s\",\"eventId\":\"%s\",\"seatId\":\"%s\",\"price\":50.00,\"currency\":\"INR\",\"status\":\"HELD\",\"createdAt\":\"2026-02-24T15:15:00Z\",\"expiresAt\":\"2026-02-24T15:45:00Z\"}]}"
                                .formatted(reservationId, eventId, seatId));
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(again.statusCode()).isEqualTo(201);
        ArgumentCaptor<Write<SeatService.Reserve>> write = ArgumentCaptor.forClass(Write.class);
        verify(inventory, times(1)).reserve(write.capture());
        assertThat(write.getValue().key()).matches("reserve-seats/" + ownerId + "/[0-9a-f]{32}");
        assertThat(write.getValue().body()).isEqualTo(new SeatService.Reserve(eventId, List.of(seatId), ownerId, null));
    }

    @ParameterizedTest
    @CsvSource({
        "SEAT_TAKEN, 409, Seat is not available",
        "SEAT_NOT_FOUND, 400, Seat not found",
        "EVENT_NOT_FOUND, 404, Event not found",
        "SERVICE_ERROR, 503, Seats cannot be asked for at the moment: send the same request again in a moment"
    })
    void whatInventorySaysToAReservation(String code, int status, String words) {
        when(inventory.reserve(any())).thenThrow(failure(code));

        isError(
                api.post("/reservations", "{\"seatIds\": [\"" + seatId + "\"], \"userId\": \"" + user + "\"}"),
                status,
                words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"userId\": \"u\"} | seatIds is needed",
                "{\"seatIds\": [], \"userId\": \"u\"} | seatIds must have 1 to 10 entries",
                "{\"seatIds\": [\"s\"], \"userId\": \"u\"} | seatIds[0] must be a UUID",
                "{\"seatIds\": [\"550e8400-e29b-41d4-a716-446655440002\", \"550e8400-e29b-41d4-a716-446655440002\"], \"userId\": \"u\"} | seatIds must name each seat once",
                "{\"seatIds\": [\"550e8400-e29b-41d4-a716-446655440002\"]} | Either UserId or GuestToken must be provided"
            })
    void aReservationThatCannotBeMeantIsRefused(String body, String words) {
        isError(api.post("/reservations", body), 400, words);
    }

    // ------------------------------------------------------------------------------------------------ seat map

    @Test
    void theSeatMapIsPassedOn() {
        String eventId = uuid();
        when(catalog.seatMap(eventId))
                .thenReturn(new CatalogService.SeatMap(
                        eventId,
                        "A play",
                        "A hall",
                        Instant.parse("2026-03-01T18:00:00Z"),
                        "INR",
                        List.of(new CatalogService.Section(
                                "Stalls",
                                List.of(new CatalogService.Row(
                                        "A",
                                        List.of(new CatalogService.MappedSeat(
                                                seatId,
                                                "1",
                                                new BigDecimal("50.00"),
                                                CatalogService.SeatState.AVAILABLE))))))));

        assertThat(api.get("/events/" + eventId + "/seatmap").body())
                .isEqualTo(
                        "{\"eventId\":\"%s\",\"name\":\"A play\",\"venue\":\"A hall\",\"startsAt\":\"2026-03-01T18:00:00Z\",\"currency\":\"INR\",\"sections\":[{\"section\":\"Stalls\",\"rows\":[{\"row\":\"A\",\"seats\":[{\"seatId\":\"%s\",\"number\":\"1\",\"price\":50.00,\"state\":\"AVAILABLE\"}]}]}]}"
                                .formatted(eventId, seatId));
    }

    @Test
    void aShowThatIsNotThereOrCannotBeAskedFor() {
        String eventId = uuid();
        when(catalog.seatMap(eventId)).thenThrow(failure("EVENT_NOT_FOUND"));
        isError(api.get("/events/" + eventId + "/seatmap"), 404, "Event not found");
        isError(api.get("/events/event-1/seatmap"), 404, "Event not found");

        String away = uuid();
        when(catalog.seatMap(away)).thenThrow(failure(ServiceCall.SERVICE_ERROR));
        HttpResponse<String> answer = api.get("/events/" + away + "/seatmap");
        isError(answer, 503, "Seats cannot be asked for at the moment: send the same request again in a moment");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }
}
