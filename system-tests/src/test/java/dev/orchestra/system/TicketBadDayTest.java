package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever dies between the reservation of a seat and its sale: no reservation is lost, and none counts twice. */
@ExtendWith(Stack.class)
class TicketBadDayTest {

    private static final Duration RECOVERY = Duration.ofSeconds(90);

    /** For how long POST /cart/add waits for the event of a reservation. */
    private static final Duration EVENT_PATIENCE = Duration.ofSeconds(3);

    @RegisterExtension
    final Faults faults = new Faults();

    /** That each of these reservations has arrived, once, in every sense. */
    private static void assertArrivedOnce(LocalStack stack, String eventId, List<String> reservations) {
        await("all reservations have arrived")
                .atMost(RECOVERY)
                .untilAsserted(() -> assertThat(StoredReservation.ofShow(stack, eventId))
                        .extracting(StoredReservation::reservationId)
                        .containsAll(reservations));
        Set<String> wanted = Set.copyOf(reservations);
        List<ConsumerRecord<String, String>> messages = Messages.readUntil(
                stack,
                "reservation-created",
                all -> all.stream()
                        .map(ConsumerRecord::key)
                        .collect(Collectors.toSet())
                        .containsAll(wanted));
        assertThat(messages.stream()
                        .filter(message -> wanted.contains(message.key()))
                        .map(ConsumerRecord::value)
                        .distinct())
                .as("different messages")
                .hasSize(reservations.size());
        try (Runs runs = new Runs(stack)) {
            assertThat(reservations)
                    .allSatisfy(reservation -> assertThat(runs.countOf("seat-reservation/" + reservation))
                            .isEqualTo(1));
        }
    }

    @Test
    void withoutKafkaReservationsAreMadeAndArriveWhenItIsBack(LocalStack stack) {
        Visitor visitor = new Visitor(stack);
        List<Seat> seats = Seat.free(stack, Seat.RAGA, "Stalls", 5);
        List<String> reservations = new ArrayList<>();

        stack.stop(Part.KAFKA);
        try {
            for (Seat seat : seats) {
                reservations.add(visitor.reserves(seat));
            }
            long begin = System.nanoTime();
            TicketExamplesTest.assertRefused(visitor.adds(reservations.get(0), seats.get(0)), "Reservation not found");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(EVENT_PATIENCE);
            assertThat(seats.get(0).stateNow(stack)).as("it is kept").isEqualTo("HELD");
            assertThat(visitor.adds(
                                    null,
                                    Seat.free(stack, Seat.RAGA, "Balcony", 1).get(0))
                            .status())
                    .as("on the spot it works without events")
                    .isEqualTo(200);
        } finally {
            stack.start(Part.KAFKA);
        }

        assertArrivedOnce(stack, Seat.RAGA, reservations);
        for (int i = 0; i < seats.size(); i++) {
            Visitor.ok(visitor.adds(reservations.get(i), seats.get(i)));
        }
        JsonNode draft = visitor.draft().body();
        assertThat(draft.get("items")).hasSize(6);
        assertThat(draft.get("totalAmount").decimalValue()).isEqualByComparingTo("4350");
    }

    @Test
    void anApiKilledWhileMessagesComeLosesNone(LocalStack stack) {
        List<Seat> seats = Seat.free(stack, Seat.RAGA, "Stalls", 20);
        Client inventory = new Client(stack.stubsUrl());
        List<String> reservations = new ArrayList<>();

        for (int i = 0; i < seats.size(); i++) {
            if (i == seats.size() / 2) {
                stack.kill(Part.API);
            }
            Client.Answer answer = inventory
                    .with("Idempotency-Key", "bad-day-" + UUID.randomUUID())
                    .post("/reservations", """
                            {"eventId": "%s", "seatIds": ["%s"]}""".formatted(Seat.RAGA, seats.get(i).id()));
            assertThat(answer.status()).as("%s", answer).isEqualTo(201);
            reservations.add(answer.body().at("/reservations/0/reservationId").asText());
        }
        stack.start(Part.API);

        assertArrivedOnce(stack, Seat.RAGA, reservations);
        Visitor visitor = new Visitor(stack);
        int last = seats.size() - 1;
        assertThat(Visitor.ok(visitor.adds(reservations.get(last), seats.get(last)))
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void aWorkerKilledBetweenPaymentAndSaleSellsOnce(LocalStack stack) {
        Gateways gateways = new Gateways(stack);
        Visitor visitor = new Visitor(stack);
        Seat seat = Seat.free(stack);
        visitor.collects(seat);
        JsonNode order = Visitor.ok(visitor.checksOut());
        String orderId = order.get("id").asText();
        faults.slow(stack, "/reservations/confirm", 4000, 1);

        gateways.customer(order.at("/payment/0"), "pay");
        faults.awaitFirstHit();
        stack.kill(Part.WORKERS);
        assertThat(visitor.order(orderId).get("state").asText()).isEqualTo("pending");
        stack.start(Part.WORKERS);

        JsonNode end = visitor.seesTheEndOf(orderId);
        assertThat(end.get("state").asText()).as("%s", end).isEqualTo("completed");
        assertThat(seat.stateNow(stack)).isEqualTo("SOLD");
        Routes.assertBooks(stack, orderId, 249_50, 0);
        TicketOrderTest.told(stack, "order-completed", orderId);
        await("everybody was told")
                .atMost(RECOVERY)
                .untilAsserted(() -> assertThat(
                                visitor.customer.notificationsOf(orderId).findValuesAsText("channel"))
                        .containsExactlyInAnyOrder("EMAIL", "SMS", "PUSH"));
    }

    @Test
    void aMessageThatCannotBeReadIsPutAsideAndTheNextOneIsTaken(LocalStack stack) {
        String key = UUID.randomUUID().toString();
        String bad = "{\"type\": \"reservation-created\", \"messageId\": \"bad-" + key + "\", \"data\": null}";
        Messages.send(stack, "reservation-created", key, bad);
        Seat seat = Seat.free(stack);
        // The same key is the same partition: it stands behind the bad one.
        String good = goodMessage(key, seat);
        Messages.assertValid("reservation-created", good);
        Messages.send(stack, "reservation-created", key, good);

        List<ConsumerRecord<String, String>> aside = Messages.readUntil(
                stack, "reservation-created.dlt", all -> all.stream().anyMatch(message -> key.equals(message.key())));
        ConsumerRecord<String, String> putAside = aside.stream()
                .filter(message -> key.equals(message.key()))
                .reduce((one, other) -> {
                    throw new AssertionError("put aside twice");
                })
                .orElseThrow();
        assertThat(putAside.value()).isEqualTo(bad);
        assertThat(StreamSupport.stream(putAside.headers().headers("reason").spliterator(), false)
                        .map(header -> new String(header.value(), StandardCharsets.UTF_8)))
                .containsExactly("occurredAt is missing");
        await("the next one is taken")
                .atMost(RECOVERY)
                .untilAsserted(() -> assertThat(StoredReservation.ofShow(stack, seat.eventId()))
                        .extracting(StoredReservation::reservationId)
                        .contains(key));
        try (Runs runs = new Runs(stack)) {
            assertThat(runs.countOf("seat-reservation/" + key)).isEqualTo(1);
        }
    }

    private static String goodMessage(String reservationId, Seat seat) {
        Instant now = Instant.now();
        return """
                {"messageId": "good-%1$s", "type": "reservation-created", "occurredAt": "%4$s",
                 "data": {"reservationId": "%1$s", "eventId": "%2$s", "seatId": "%3$s", "price": 249.50, "currency": "INR",
                          "createdAt": "%4$s", "expiresAt": "%5$s"}}""".formatted(reservationId, seat.eventId(), seat.id(), now, now.plus(Duration.ofMinutes(30)));
    }
}
