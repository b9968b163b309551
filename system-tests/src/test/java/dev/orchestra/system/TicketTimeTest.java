package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reservations whose time is over. They come from a second Inventory beside that of the shared stack, with the same data, that reserves for seconds. */
@ExtendWith(Stack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TicketTimeTest {

    private static final Duration RESERVED = Duration.ofSeconds(12);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LocalStack hurried;

    @AfterAll
    void stop() {
        if (hurried != null) {
            hurried.close();
        }
    }

    /** Of whoever knows its id, and for a moment only. */
    private String reserved(LocalStack stack, Seat seat) {
        Client.Answer answer = new Client(hurriedInventory(stack).stubsUrl())
                .with("Idempotency-Key", "hurried-" + seat.id())
                .post("/reservations", """
                        {"eventId": "%s", "seatIds": ["%s"]}""".formatted(seat.eventId(), seat.id()));
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        return answer.body().at("/reservations/0/reservationId").asText();
    }

    private LocalStack hurriedInventory(LocalStack stack) {
        if (hurried == null) {
            try {
                Path data = Files.createTempDirectory("orchestra-hurried-inventory");
                // It is the gateways as well: its webhooks must be as good as the others'.
                try (Stream<Path> secrets =
                        Files.list(stack.folder(Part.API).getParent()).filter(Files::isRegularFile)) {
                    for (Path secret : secrets.toList()) {
                        Files.copy(secret, data.resolve(secret.getFileName()));
                    }
                }
                hurried = LocalStack.builder(Stack.root(), data)
                        .temporalAt(stack.temporalAddress(), null)
                        .postgresAt(stack.servicesJdbcUrl(), stack.dbUser(), stack.dbPassword())
                        .redisAt(stack.redisUrl())
                        .kafkaAt(stack.kafkaServers())
                        .without(Part.WORKERS, Part.API)
                        .env(Part.SERVICE_STUBS, "SEAT_RESERVATION", RESERVED.toSeconds() + "s")
                        .env(Part.SERVICE_STUBS, "GATEWAY_PHONEPE_WEBHOOK_URL", stack.apiUrl() + "/webhooks/phonepe")
                        .env(Part.SERVICE_STUBS, "GATEWAY_RAZORPAY_WEBHOOK_URL", stack.apiUrl() + "/webhooks/razorpay")
                        .javaOptions(Part.SERVICE_STUBS, "-XX:TieredStopAtLevel=1")
                        .start();
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }
        return hurried;
    }

    @Test
    void whatIsNotPaidInTimeIsFreeAgain(LocalStack stack) {
        List<Seat> seats = Seat.free(stack, Seat.SHAKUNTALA, "Gallery", 4);
        Seat paidLate = seats.get(0);
        Seat collected = seats.get(1);
        Seat forgotten = seats.get(2);
        Seat extended = seats.get(3);
        Visitor payer = new Visitor(stack);
        Visitor collector = new Visitor(stack);
        String wallet = payer.walletOf(
                payer.reserves(Seat.free(stack, Seat.RAGA, "Students", 1).get(0)), "100.00");
        String extendedReservation = reserved(stack, extended);
        String forgottenReservation = reserved(stack, forgotten);
        String collectedReservation = reserved(stack, collected);

        String orderId = Visitor.ok(payer.adds(reserved(stack, paidLate), paidLate))
                .get("id")
                .asText();
        String otp = payer.customer.asksForPassword(wallet, "49.50", orderId);
        JsonNode order = Visitor.ok(payer.checksOut(
                Visitor.atGateway("RAZORPAY", new BigDecimal("200.00")),
                Visitor.fromWallet(new BigDecimal("49.50"), wallet, otp)));
        assertThat(order.get("state").asText()).isEqualTo("pending");
        JsonNode draft = Visitor.ok(collector.adds(collectedReservation, collected));
        assertThat(draft.get("items")).hasSize(1);
        Instant until = extendedByAMinute(stack, extendedReservation);

        // A checkout that was not paid.
        JsonNode end = payer.seesTheEndOf(orderId);
        assertThat(end.get("state").asText()).isEqualTo("cancelled");
        assertThat(TicketOrderTest.told(stack, "order-cancelled", orderId)
                        .get("reason")
                        .asText())
                .isEqualTo("EXPIRED");
        await("the wallet has its money back")
                .atMost(PATIENCE)
                .until(() -> payer.customer
                                .wallet(wallet)
                                .get("balance")
                                .decimalValue()
                                .compareTo(new BigDecimal("100"))
                        == 0);

        // One that nobody ever added, and one that was in a draft.
        JsonNode expired = TicketOrderTest.told(stack, "reservation-expired", forgottenReservation);
        assertThat(expired.get("seatId").asText()).isEqualTo(forgotten.id());
        assertThat(expired.path("orderId").isNull() || expired.path("orderId").isMissingNode())
                .isTrue();
        assertThat(TicketOrderTest.told(stack, "reservation-expired", collectedReservation)
                        .get("orderId"))
                .isEqualTo(draft.get("id"));
        for (Seat seat : List.of(paidLate, collected, forgotten)) {
            await("the seat is free").atMost(PATIENCE).until(() -> "AVAILABLE".equals(seat.stateNow(stack)));
        }
        TicketExamplesTest.assertRefused(payer.adds(forgottenReservation, forgotten), "Reservation has expired");
        assertThat(collector.checksOut().body().toString()).isEqualTo("{\"error\":\"Cart is empty\"}");

        // One that an operator gave more time.
        assertThat(Instant.now()).isBefore(until);
        assertThat(extended.stateNow(stack)).isEqualTo("HELD");
        assertThat(Visitor.ok(collector.adds(extendedReservation, extended)).get("items"))
                .hasSize(1);
    }

    private static Instant extendedByAMinute(LocalStack stack, String reservationId) {
        JsonNode answer = Runs.extended(stack, reservationId, 1);
        assertThat(answer.path("refusal").isMissingNode()
                        || answer.get("refusal").isNull())
                .as("%s", answer)
                .isTrue();
        Instant until = Instant.parse(answer.get("expiresAt").asText());
        assertThat(until).isAfter(Instant.now().plusSeconds(55));
        return until;
    }
}
