package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many who want the same seat at the same moment, and one who wants many. */
@ExtendWith(Stack.class)
class TicketConcurrencyTest {

    private static final int SEATS = 500;

    /** Of those who got a seat, as many buy it. */
    private static final int PAYERS = 60;

    private static final int CLICKS = 10;
    private static final int SEATS_OF_ONE = 8;

    /** More at once would only wait for each other. Even: they come in pairs. */
    private static final int HANDS = 16;

    private final ExecutorService hands = Executors.newFixedThreadPool(HANDS);
    private Gateways gateways;

    @AfterEach
    void handsOff() {
        hands.shutdownNow();
        if (gateways != null) {
            gateways.forgetRules();
        }
    }

    private <T> List<T> all(List<Callable<T>> calls) throws Exception {
        List<T> answers = new ArrayList<>();
        for (Future<T> answer : hands.invokeAll(calls, 3, TimeUnit.MINUTES)) {
            answers.add(answer.get());
        }
        return answers;
    }

    /** Who wanted a seat, and what came of it. */
    private record Wanted(Visitor visitor, Seat seat, Client.Answer answer) {

        String outcome() {
            return answer.status() == 201 ? "201" : answer.status() + " " + answer.body();
        }

        String reservationId() {
            return answer.body().at("/reservations/0/reservationId").asText();
        }
    }

    @Test
    void fiveHundredSeatsGoToFiveHundredOfAThousand(LocalStack stack) throws Exception {
        gateways = new Gateways(stack);
        gateways.rule("PHONEPE", "{\"outcome\": \"PAY\", \"act_after_ms\": 50}");
        List<Seat> seats = Seat.free(stack, Seat.CUP, "High Court End", SEATS);
        List<Callable<Wanted>> buyers = new ArrayList<>();
        for (Seat seat : seats) {
            CountDownLatch both = new CountDownLatch(2);
            Callable<Wanted> buyer = () -> {
                Visitor visitor = new Visitor(stack);
                both.countDown();
                both.await();
                return new Wanted(visitor, seat, visitor.reserves(List.of(seat)));
            };
            buyers.add(buyer);
            buyers.add(buyer);
        }

        List<Wanted> all = all(buyers);

        Map<String, Integer> outcomes = new TreeMap<>();
        all.forEach(wanted -> outcomes.merge(wanted.outcome(), 1, Integer::sum));
        assertThat(outcomes).isEqualTo(Map.of("201", SEATS, "409 {\"error\":\"Seat is not available\"}", SEATS));
        List<Wanted> winners =
                all.stream().filter(wanted -> wanted.answer().status() == 201).toList();
        assertThat(winners.stream().map(winner -> winner.seat().id())).doesNotHaveDuplicates();

        List<JsonNode> sold = all(winners.stream()
                .limit(PAYERS)
                .<Callable<JsonNode>>map(winner -> () -> {
                    Visitor.ok(winner.visitor().adds(winner.reservationId(), winner.seat()));
                    JsonNode order = Visitor.ok(winner.visitor().checksOut());
                    return winner.visitor().seesTheEndOf(order.get("id").asText());
                })
                .toList());

        assertThat(sold).allMatch(order -> "completed".equals(order.get("state").asText()));
        for (JsonNode order : sold) {
            Routes.assertBooks(stack, order.get("id").asText(), 900_00, 0);
        }
        Set<String> contested = seats.stream().map(Seat::id).collect(Collectors.toSet());
        Map<String, Long> states = Seat.map(stack, Seat.CUP).stream()
                .filter(seat -> contested.contains(seat.id()))
                .collect(Collectors.groupingBy(Seat::state, Collectors.counting()));
        assertThat(states).isEqualTo(Map.of("SOLD", (long) PAYERS, "HELD", (long) SEATS - PAYERS));
        await("each reservation has its run").atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            List<StoredReservation> stored = StoredReservation.ofShow(stack, Seat.CUP).stream()
                    .filter(reservation -> contested.contains(reservation.seatId()))
                    .toList();
            assertThat(stored).hasSize(SEATS);
            assertThat(stored)
                    .extracting(StoredReservation::reservationId)
                    .containsExactlyInAnyOrderElementsOf(
                            winners.stream().map(Wanted::reservationId).toList());
        });
    }

    @Test
    void eightSeatsAtOnceAreOneOrder(LocalStack stack) throws Exception {
        Visitor visitor = new Visitor(stack);
        List<Seat> seats = Seat.free(stack, Seat.SHAKUNTALA, "Right", SEATS_OF_ONE);
        Client.Answer reserved = visitor.reserves(seats);
        assertThat(reserved.status()).as("%s", reserved).isEqualTo(201);
        List<String> reservations = reserved.body().findValuesAsText("reservationId");
        List<Callable<Client.Answer>> adds = new ArrayList<>();
        for (int i = 0; i < SEATS_OF_ONE; i++) {
            Seat seat = seats.get(i);
            assertThat(reserved.body().at("/reservations/" + i + "/seatId").asText())
                    .isEqualTo(seat.id());
            String reservation = reservations.get(i);
            adds.add(() -> visitor.adds(reservation, seat));
        }

        List<Client.Answer> answers = all(adds);

        assertThat(answers).filteredOn(answer -> answer.status() != 200).isEmpty();
        assertThat(new HashSet<>(answers.stream()
                        .map(answer -> answer.body().get("id").asText())
                        .toList()))
                .as("orders")
                .hasSize(1);
        assertThat(answers.stream().map(answer -> answer.body().get("items").size()))
                .as("one after the other")
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
        JsonNode draft = visitor.draft().body();
        assertThat(draft.get("items").findValuesAsText("seatId"))
                .containsExactlyInAnyOrderElementsOf(
                        seats.stream().map(Seat::id).toList());
        assertThat(draft.get("totalAmount").decimalValue())
                .isEqualByComparingTo(new BigDecimal("600").multiply(BigDecimal.valueOf(SEATS_OF_ONE)));
    }

    @Test
    void tenClicksAreOneOrderAndOneCharge(LocalStack stack) throws Exception {
        gateways = new Gateways(stack);
        Visitor visitor = new Visitor(stack);
        Seat seat = Seat.free(stack);
        JsonNode draft = visitor.collects(seat);

        List<Client.Answer> answers = all(Collections.nCopies(CLICKS, () -> visitor.checksOut()));

        assertThat(answers).filteredOn(answer -> answer.status() != 200).isEmpty();
        assertThat(answers.stream().map(Client.Answer::body).distinct())
                .as("different answers")
                .hasSize(1);
        JsonNode order = answers.get(0).body();
        assertThat(order.get("id")).isEqualTo(draft.get("id"));
        gateways.customer(order.at("/payment/0"), "pay");
        String orderId = order.get("id").asText();
        assertThat(visitor.seesTheEndOf(orderId).get("state").asText()).isEqualTo("completed");
        assertThat(Routes.of(stack, orderId)).as("attempts at gateways").hasSize(1);
        Routes.assertBooks(stack, orderId, 249_50, 0);
    }
}
