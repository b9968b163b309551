package dev.orchestra.stubs.inventory.seats;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.event.TopicReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

class SeatsTest extends StubsTest {

    private static final String RESERVE = "/reservations";
    private static final String CLAIM = "/reservations/claim";
    private static final String UNCLAIM = "/reservations/unclaim";
    private static final String CONFIRM = "/reservations/confirm";
    private static final String RECLAIM = "/reservations/reclaim";
    private static final String RELEASE = "/reservations/release";

    @Autowired
    private Seats seats;

    @Autowired
    private JdbcClient database;

    @Value("${spring.kafka.bootstrap-servers}")
    private String kafka;

    private final UUID event = UUID.randomUUID();

    @Test
    void aSeatIsHeldForHalfAnHour() {
        UUID seat = newSeat();

        Answer reserved = post(RESERVE, """
                {"eventId": "%s", "seatIds": ["%s"], "ownerId": "own_1"}""".formatted(event, seat));

        assertThat(reserved.status()).isEqualTo(201);
        assertThat(reserved.body().at("/reservations")).hasSize(1);
        String id = reserved.text("/reservations/0/reservationId");
        Instant created = Instant.parse(reserved.text("/reservations/0/createdAt"));
        assertThat(reserved.body().at("/reservations/0")).isEqualTo(json.readTree("""
                        {"reservationId": "%s", "eventId": "%s", "seatId": "%s", "ownerId": "own_1", "price": 50.00,
                         "currency": "INR", "status": "HELD", "createdAt": "%s", "expiresAt": "%s"}""".formatted(
                        id, event, seat, created, created.plus(Duration.ofMinutes(30)))));
        assertThat(get("/reservations/" + id).body()).isEqualTo(reserved.body().at("/reservations/0"));
    }

    @Test
    void ofTwoBuyersOneGetsTheSeat() {
        List<UUID> contested = newSeats(50);
        List<UUID> wanted =
                Stream.concat(contested.stream(), contested.stream()).toList();

        List<Answer> answers = all(wanted.stream().map(seat -> reserving(reserve(seat))));

        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .map(answer -> UUID.fromString(answer.text("/reservations/0/seatId"))))
                .containsExactlyInAnyOrderElementsOf(contested);
        for (int buyer = 0; buyer < wanted.size(); buyer++) {
            if (answers.get(buyer).status() != 201) {
                assertRefused(answers.get(buyer), 409, "SEAT_TAKEN");
                assertThat(answers.get(buyer).body().at("/seatIds"))
                        .isEqualTo(json.readTree("[\"%s\"]".formatted(wanted.get(buyer))));
            }
        }
    }

    @Test
    void seatsInOppositeOrderDoNotBlockEachOther() {
        List<UUID> inOrder = newSeats(10);
        List<UUID> reversed = new ArrayList<>(inOrder);
        Collections.reverse(reversed);

        List<Answer> answers =
                all(IntStream.range(0, 60).mapToObj(each -> reserving(reserve(each % 2 == 0 ? inOrder : reversed))));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .hasSize(59)
                .allMatch(answer -> answer.body().at("/seatIds").size() == 10);
    }

    @Test
    void severalSeatsAreReservedAllOrNone() {
        List<UUID> three = newSeats(3);
        reserved(three.get(1));

        Answer refused = post(RESERVE, reserve(three));

        assertRefused(refused, 409, "SEAT_TAKEN");
        assertThat(refused.body().at("/seatIds")).isEqualTo(json.readTree("[\"%s\"]".formatted(three.get(1))));
        assertThat(post(RESERVE, reserve(List.of(three.get(2), three.get(0))))
                        .body()
                        .at("/reservations")
                        .valueStream()
                        .map(each -> each.at("/seatId").stringValue()))
                .containsExactly(three.get(2).toString(), three.get(0).toString());
    }

    @Test
    void aRepeatIsTheSameReservation() {
        UUID seat = newSeat();
        String key = newKey();

        Answer first = post(RESERVE, reserve(seat), key);
        Answer again = post(RESERVE, reserve(seat), key);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(post(RESERVE, reserve(newSeat()), key).text("/code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void theCallerMayChooseTheIds() {
        UUID seat = newSeat();
        UUID chosen = UUID.randomUUID();
        String body = reserve(seat, chosen);

        assertThat(post(RESERVE, body).text("/reservations/0/reservationId")).isEqualTo(chosen.toString());
        assertRefused(post(RESERVE, reserve(newSeat(), chosen)), 409, "RESERVATION_EXISTS");
    }

    @Test
    void aReservationThatComesAfterItsOwnUndoReservesNothing() {
        UUID seat = newSeat();
        UUID chosen = UUID.randomUUID();
        String key = newKey();

        Answer undone = delete("/reservations/" + chosen, "Undo-Of", key);
        Answer late = post(RESERVE, reserve(seat, chosen), key);

        assertThat(undone.status()).isEqualTo(204);
        assertRefused(late, 409, "UNDONE");
        assertRefused(get("/reservations/" + chosen), 404, "RESERVATION_NOT_FOUND");
        assertThat(post(RESERVE, reserve(seat)).status()).isEqualTo(201);
    }

    @Test
    void refusesSeatsThatAreNotThere() {
        UUID seat = newSeat();

        assertRefused(post(RESERVE, reserve(UUID.randomUUID())), 404, "SEAT_NOT_FOUND");
        assertRefused(
                post(RESERVE, "{\"eventId\": \"%s\", \"seatIds\": [\"%s\"]}".formatted(UUID.randomUUID(), seat)),
                404,
                "EVENT_NOT_FOUND");
        UUID otherEvent = UUID.randomUUID();
        seats.addIfAbsent(otherEvent, "INR", Map.of(UUID.randomUUID(), BigDecimal.ONE));
        assertRefused(
                post(RESERVE, "{\"eventId\": \"%s\", \"seatIds\": [\"%s\"]}".formatted(otherEvent, seat)),
                404,
                "SEAT_NOT_FOUND");
    }

    @Test
    void refusesWhatMakesNoSense() {
        UUID seat = newSeat();

        assertThat(post(RESERVE, "{\"seatIds\": []}").text("/field")).isEqualTo("seatIds");
        assertThat(post(RESERVE, reserve(newSeats(11))).status()).isEqualTo(400);
        assertThat(post(RESERVE, reserve(List.of(seat, seat))).status()).isEqualTo(400);
        assertThat(post(RESERVE, "{\"seatIds\": [\"seat-1\"]}").status()).isEqualTo(400);
        assertThat(post(RESERVE, "{\"seatIds\": [\"%s\"], \"reservationIds\": []}".formatted(seat))
                        .text("/field"))
                .isEqualTo("reservationIds");
        assertThat(send("POST", RESERVE, reserve(seat)).text("/code")).isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
        for (String id : List.of("no-uuid", UUID.randomUUID().toString())) {
            assertRefused(get("/reservations/" + id), 404, "RESERVATION_NOT_FOUND");
            assertRefused(delete("/reservations/" + id), 404, "RESERVATION_NOT_FOUND");
            assertRefused(
                    post("/reservations/" + id + "/extend", "{\"expiresAt\": \"2030-01-01T00:00:00Z\"}"),
                    404,
                    "RESERVATION_NOT_FOUND");
        }
        assertThat(post(RESERVE, reserve(seat)).status()).isEqualTo(201);
    }

    @Test
    void whoeverHasTheReservationGivesTheSeatBack() {
        UUID seat = newSeat();
        String id = post(RESERVE, "{\"seatIds\": [\"%s\"], \"ownerId\": \"own_1\"}".formatted(seat))
                .text("/reservations/0/reservationId");

        assertRefused(delete("/reservations/" + id + "?ownerId=own_2"), 403, "RESERVATION_OF_ANOTHER");
        assertThat(statusOf(id)).isEqualTo("HELD");
        assertThat(delete("/reservations/" + id + "?ownerId=own_1").text("/status"))
                .isEqualTo("RELEASED");
        assertThat(delete("/reservations/" + id).text("/status")).isEqualTo("RELEASED");

        String next = reserved(seat);
        assertThat(delete("/reservations/" + next + "?ownerId=own_2").text("/status"))
                .isEqualTo("RELEASED");
        assertThat(delete("/reservations/" + reserved(seat)).text("/status")).isEqualTo("RELEASED");
    }

    @Test
    void aReservationEndsAtItsTime() {
        UUID seat = newSeat();
        String id = reserved(seat);

        end(id);

        assertThat(statusOf(id)).isEqualTo("EXPIRED");
        assertThat(seats.taken(event)).isEmpty();
        assertRefused(post(CLAIM, ofOrder(newOrder(), id)), 409, "RESERVATION_EXPIRED");
        assertThat(delete("/reservations/" + id).text("/status")).isEqualTo("EXPIRED");
        assertThat(post(RESERVE, reserve(seat)).status()).isEqualTo(201);
    }

    @Test
    void theSweepEndsWhatNobodyAsksFor() {
        String id = reserved(newSeat());

        end(id);

        await().atMost(10, SECONDS)
                .until(() -> database.sql("select status from inventory.seat_reservations where reservation_id = ?")
                        .param(UUID.fromString(id))
                        .query(String.class)
                        .single()
                        .equals("EXPIRED"));
    }

    @Test
    void aReservationIsExtendedAndNeverShortened() {
        String id = reserved(newSeat());
        Instant later = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);

        assertThat(extend(id, later).text("/expiresAt")).isEqualTo(later.toString());
        assertThat(extend(id, later.minusSeconds(600)).text("/expiresAt")).isEqualTo(later.toString());

        end(id);
        assertRefused(extend(id, later), 409, "RESERVATION_EXPIRED");
    }

    @Test
    void anOrderClaimsAndBuys() {
        UUID seat = newSeat();
        String id = reserved(seat);
        String order = newOrder();

        assertRefused(post(CONFIRM, ofOrder(order, id)), 409, "RESERVATION_NOT_CLAIMED");
        assertThat(post(CLAIM, ofOrder(order, id)).text("/reservations/0/status"))
                .isEqualTo("CLAIMED");
        assertThat(post(CLAIM, ofOrder(order, id)).text("/reservations/0/status"))
                .isEqualTo("CLAIMED");
        assertThat(seats.taken(event)).containsEntry(seat, SeatState.HELD);
        assertRefused(post(CLAIM, ofOrder(newOrder(), id)), 409, "RESERVATION_CLAIMED");
        assertRefused(delete("/reservations/" + id), 409, "RESERVATION_CLAIMED");
        assertRefused(extend(id, Instant.now().plusSeconds(7_200)), 409, "RESERVATION_CLAIMED");
        assertRefused(post(CONFIRM, ofOrder(newOrder(), id)), 409, "RESERVATION_NOT_CLAIMED");

        assertThat(post(CONFIRM, ofOrder(order, id)).text("/reservations/0/status"))
                .isEqualTo("CONFIRMED");
        assertThat(post(CONFIRM, ofOrder(order, id)).status()).isEqualTo(200);
        assertThat(seats.taken(event)).containsEntry(seat, SeatState.SOLD);
        assertRefused(post(CLAIM, ofOrder(order, id)), 409, "RESERVATION_CLAIMED");
        assertRefused(delete("/reservations/" + id), 409, "RESERVATION_CONFIRMED");
        assertThat(post(RELEASE, ofOrder(order)).body().at("/reservations")).isEmpty();
        assertRefused(post(RESERVE, reserve(seat)), 409, "SEAT_TAKEN");
    }

    @Test
    void whatIsClaimedDoesNotExpire() {
        String id = reserved(newSeat());
        String order = newOrder();
        post(CLAIM, ofOrder(order, id));

        end(id);

        assertThat(statusOf(id)).isEqualTo("CLAIMED");
        assertThat(post(CONFIRM, ofOrder(order, id)).text("/reservations/0/status"))
                .isEqualTo("CONFIRMED");
    }

    @Test
    void claimsAreAllOrNone() {
        String mine = reserved(newSeat());
        String released = reserved(newSeat());
        delete("/reservations/" + released);

        assertRefused(post(CLAIM, ofOrder(newOrder(), mine, released)), 409, "RESERVATION_RELEASED");
        assertRefused(
                post(CLAIM, ofOrder(newOrder(), mine, UUID.randomUUID().toString())), 404, "RESERVATION_NOT_FOUND");
        assertThat(statusOf(mine)).isEqualTo("HELD");
    }

    @Test
    void ofTwoOrdersOneClaims() {
        List<String> ids = newSeats(8).stream().map(this::reserved).toList();
        List<String> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);

        List<Answer> answers = all(IntStream.range(0, 20)
                .mapToObj(each -> sendAsync(
                        "POST",
                        CLAIM,
                        ofOrder(newOrder(), (each % 2 == 0 ? ids : reversed).toArray(String[]::new)),
                        "Idempotency-Key",
                        newKey())));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(19);
    }

    @Test
    void unclaimingMakesItAsItWas() {
        String inTime = reserved(newSeat());
        String over = reserved(newSeat());
        String order = newOrder();
        post(CLAIM, ofOrder(order, inTime, over));
        end(over);

        assertThat(post(UNCLAIM, ofOrder(order)).body().at("/reservations")).hasSize(2);

        assertThat(statusOf(inTime)).isEqualTo("HELD");
        assertThat(statusOf(over)).isEqualTo("EXPIRED");
        assertThat(post(UNCLAIM, ofOrder(order)).body().at("/reservations")).isEmpty();
        assertThat(post(CLAIM, ofOrder(newOrder(), inTime)).status()).isEqualTo(200);
    }

    @Test
    void whatAnOrderClaimedIsReleased() {
        UUID seat = newSeat();
        String id = reserved(seat);
        String order = newOrder();
        post(CLAIM, ofOrder(order, id));

        assertThat(post(RELEASE, ofOrder(order)).text("/reservations/0/status")).isEqualTo("RELEASED");

        assertRefused(post(CLAIM, ofOrder(order, id)), 409, "RESERVATION_RELEASED");
        assertThat(post(RESERVE, reserve(seat)).status()).isEqualTo(201);
    }

    @Test
    void whatAnOrderReleasedItClaimsAgain() {
        UUID seat = newSeat();
        String first = reserved(seat);
        String second = reserved(newSeat());
        String order = newOrder();
        post(CLAIM, ofOrder(order, first, second));
        String released = newKey();
        post(RELEASE, ofOrder(order), released);
        // What somebody had meanwhile and let run out is not in the way, swept or not.
        end(reserved(seat));

        String key = newKey();
        Answer claimed = post(RECLAIM, ofOrder(order, second, first), key);
        assertThat(claimed.status()).isEqualTo(200);
        assertThat(claimed.body()
                        .at("/reservations")
                        .valueStream()
                        .map(each -> each.at("/reservationId").stringValue()))
                .containsExactly(second, first);
        assertThat(List.of(statusOf(first), statusOf(second))).containsOnly("CLAIMED");
        assertRefused(post(RESERVE, reserve(seat)), 409, "SEAT_TAKEN");

        // The first release that comes once more is about the first claim.
        assertThat(post(RELEASE, ofOrder(order), released).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(post(RECLAIM, ofOrder(order, second, first), key).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(post(RECLAIM, ofOrder(order, first)).status()).isEqualTo(200);
        assertThat(post(CONFIRM, ofOrder(order, first)).status()).isEqualTo(200);
        assertRefused(post(RECLAIM, ofOrder(order, first)), 409, "RESERVATION_CONFIRMED");
    }

    @Test
    void aSeatThatSomebodyElseHasIsNotClaimedAgain() {
        UUID seat = newSeat();
        String free = reserved(newSeat());
        String taken = reserved(seat);
        String order = newOrder();
        post(CLAIM, ofOrder(order, free, taken));
        post(RELEASE, ofOrder(order));
        String other = reserved(seat);

        Answer refused = post(RECLAIM, ofOrder(order, free, taken));
        assertRefused(refused, 409, "SEAT_TAKEN");
        assertThat(refused.body().at("/seatIds")).isEqualTo(json.readTree("[\"%s\"]".formatted(seat)));
        assertThat(statusOf(free)).isEqualTo("RELEASED");

        delete("/reservations/" + other);
        assertThat(post(RECLAIM, ofOrder(order, free, taken)).status()).isEqualTo(200);
    }

    @Test
    void onlyWhatTheOrderHadIsClaimedAgain() {
        String held = reserved(newSeat());
        String given = reserved(newSeat());
        delete("/reservations/" + given);
        String others = reserved(newSeat());
        String other = newOrder();
        post(CLAIM, ofOrder(other, others));
        post(RELEASE, ofOrder(other));
        String order = newOrder();

        for (String id : List.of(held, given, others)) {
            assertRefused(post(RECLAIM, ofOrder(order, id)), 409, "RESERVATION_NOT_CLAIMED");
        }
        assertRefused(
                post(RECLAIM, ofOrder(other, others, UUID.randomUUID().toString())), 404, "RESERVATION_NOT_FOUND");
        assertRefused(post(RECLAIM, ofOrder(order, UUID.randomUUID().toString())), 404, "RESERVATION_NOT_FOUND");
        assertThat(post(RECLAIM, ofOrder(order, held, held)).status()).isEqualTo(400);
    }

    @Test
    void aReclaimIsUndoneByTheRelease() {
        String id = reserved(newSeat());
        String order = newOrder();
        post(CLAIM, ofOrder(order, id));
        post(RELEASE, ofOrder(order));
        String key = newKey();
        post(RECLAIM, ofOrder(order, id), key);

        assertThat(post(RELEASE, ofOrder(order), newKey(), "Undo-Of", key).text("/reservations/0/status"))
                .isEqualTo("RELEASED");
        assertRefused(post(RECLAIM, ofOrder(order, id), key), 409, "UNDONE");
        String late = newKey();
        post(RELEASE, ofOrder(order), newKey(), "Undo-Of", late);
        assertRefused(post(RECLAIM, ofOrder(order, id), late), 409, "UNDONE");
    }

    @Test
    void ofTheOldOrderAndNewBuyersOneGetsTheSeats() {
        List<UUID> seats = newSeats(6);
        String[] mine = seats.stream().map(this::reserved).toArray(String[]::new);
        String order = newOrder();
        post(CLAIM, ofOrder(order, mine));
        post(RELEASE, ofOrder(order));
        List<UUID> reversed = new ArrayList<>(seats);
        Collections.reverse(reversed);

        List<Answer> answers = all(IntStream.range(0, 30)
                .mapToObj(each -> each % 3 == 0
                        ? sendAsync("POST", RECLAIM, ofOrder(order, mine), "Idempotency-Key", newKey())
                        : reserving(reserve(each % 3 == 1 ? seats : reversed))));

        List<Integer> successes = answers.stream()
                .map(Answer::status)
                .filter(status -> status < 300)
                .distinct()
                .toList();
        assertThat(successes).hasSize(1);
        assertThat(answers).extracting(Answer::status).containsOnly(successes.get(0), 409);
    }

    @Test
    void aClaimThatComesAfterItsOwnUndoClaimsNothing() {
        for (String undo : List.of(UNCLAIM, RELEASE)) {
            String id = reserved(newSeat());
            String order = newOrder();
            String key = newKey();

            Answer undone = post(undo, ofOrder(order), newKey(), "Undo-Of", key);
            Answer late = post(CLAIM, ofOrder(order, id), key);

            assertThat(undone.status()).isEqualTo(200);
            assertThat(undone.body().at("/reservations")).isEmpty();
            assertRefused(late, 409, "UNDONE");
            assertThat(statusOf(id)).isEqualTo("HELD");
        }
    }

    @Test
    void eachReservationIsToldOnce() throws Exception {
        String owned = post(RESERVE, "{\"seatIds\": [\"%s\"], \"ownerId\": \"own_1\"}".formatted(newSeat()))
                .text("/reservations/0/reservationId");
        String anyones = reserved(newSeat());
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("../docs/events/reservation-created.schema.json")));

        for (String id : List.of(owned, anyones)) {
            List<ConsumerRecord<String, String>> told = TopicReader.readUntil(kafka, "reservation-created", id, id);

            assertThat(told).hasSize(1);
            String message = told.get(0).value();
            assertThat(schema.validate(
                            message,
                            InputFormat.JSON,
                            execution -> execution.getExecutionConfig().setFormatAssertionsEnabled(true)))
                    .as(message)
                    .isEmpty();
            var reservation = get("/reservations/" + id).body();
            for (String field : List.of(
                    "reservationId", "eventId", "seatId", "ownerId", "price", "currency", "createdAt", "expiresAt")) {
                assertThat(json.readTree(message).at("/data/" + field))
                        .as(field)
                        .isEqualTo(reservation.at("/" + field));
            }
        }
    }

    private UUID newSeat() {
        return newSeats(1).get(0);
    }

    private List<UUID> newSeats(int count) {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(count).toList();
        seats.addIfAbsent(event, "INR", ids.stream().collect(toMap(seat -> seat, seat -> new BigDecimal("50.00"))));
        return ids;
    }

    /** The id of a new reservation of nobody in particular. */
    private String reserved(UUID seat) {
        return post(RESERVE, reserve(seat)).text("/reservations/0/reservationId");
    }

    private CompletableFuture<Answer> reserving(String body) {
        return sendAsync("POST", RESERVE, body, "Idempotency-Key", newKey());
    }

    private Answer extend(String id, Instant until) {
        return post("/reservations/" + id + "/extend", "{\"expiresAt\": \"%s\"}".formatted(until));
    }

    private String statusOf(String id) {
        return get("/reservations/" + id).text("/status");
    }

    /** Lets the time of a reservation be over. */
    private void end(String id) {
        database.sql("update inventory.seat_reservations set created_at = created_at - interval '1 day',"
                        + " expires_at = clock_timestamp() where reservation_id = ?")
                .param(UUID.fromString(id))
                .update();
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(answer.text("/code")).isEqualTo(code);
    }

    private static List<Answer> all(Stream<CompletableFuture<Answer>> requests) {
        return requests.toList().stream().map(CompletableFuture::join).toList();
    }

    private static String newOrder() {
        return UUID.randomUUID().toString();
    }

    private static String reserve(UUID seat) {
        return reserve(List.of(seat));
    }

    private static String reserve(List<UUID> seats) {
        return "{\"seatIds\": %s}".formatted(array(seats));
    }

    private static String reserve(UUID seat, UUID reservation) {
        return "{\"seatIds\": [\"%s\"], \"reservationIds\": [\"%s\"]}".formatted(seat, reservation);
    }

    private static String ofOrder(String order) {
        return "{\"orderId\": \"%s\"}".formatted(order);
    }

    private static String ofOrder(String order, String... reservations) {
        return "{\"orderId\": \"%s\", \"reservationIds\": %s}".formatted(order, array(List.of(reservations)));
    }

    private static String array(List<?> ids) {
        return ids.stream().map(id -> "\"" + id + "\"").collect(joining(",", "[", "]"));
    }
}
