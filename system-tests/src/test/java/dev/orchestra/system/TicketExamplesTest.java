package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.orchestra.deploy.LocalStack;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code POST /cart/add} as they are printed, run by what they are written for. Ids of reservations are what a reader has to fill in. */
@ExtendWith(Stack.class)
class TicketExamplesTest {

    private static final String EXAMPLES_RESERVATION = "8bf7fffc-9ff5-401c-9d2d-86f525f42e40";

    private static final Seat EXAMPLES_SEAT =
            new Seat(Seat.RAGA, "Students", Seat.OF_THE_EXAMPLE, new BigDecimal("50.00"), null);

    /** As the specification prints it. */
    private static final String EXAMPLE_ANSWER = """
            {
              "id": "order-uuid-001",
              "userId": "user-123",
              "guestToken": null,
              "totalAmount": 50.00,
              "state": "draft",
              "createdAt": "2026-02-24T15:15:00Z",
              "paidAt": null,
              "items": [
                {
                  "id": "item-001",
                  "seatId": "550e8400-e29b-41d4-a716-446655440002",
                  "price": 50.00
                }
              ]
            }""";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void curlAddsTheSeatOfACustomer(LocalStack stack) throws Exception {
        needs("curl", "--version");
        String said = asUser(stack, "bash", "add-as-user.sh");
        JsonNode order = JSON.readTree(said);

        assertThat(Shape.of(order)).isEqualTo(Shape.of(EXAMPLE_ANSWER));
        assertThat(order.get("userId").asText()).isEqualTo("user-123");
        assertThat(order.get("guestToken").isNull()).isTrue();
        assertThat(said).contains("\"totalAmount\":50.00", "\"price\":50.00");
        assertThat(order.get("state").asText()).isEqualTo("draft");
        assertThat(order.get("paidAt").isNull()).isTrue();
        assertThat(order.at("/items/0/seatId").asText()).isEqualTo(Seat.OF_THE_EXAMPLE);
    }

    @Test
    void curlAddsTheSeatOfAGuest(LocalStack stack) throws Exception {
        needs("curl", "--version");
        String guest = "\"guestToken\": \"guest-abc123xyz\"";
        String reservation = reserved(stack, EXAMPLES_SEAT, guest);
        try {
            JsonNode order = JSON.readTree(
                    run(stack, "bash", "add-as-guest.sh", text -> text.replace(EXAMPLES_RESERVATION, reservation)));

            assertThat(Shape.of(order)).isEqualTo(Shape.of(EXAMPLE_ANSWER));
            assertThat(order.get("userId").isNull()).isTrue();
            assertThat(order.get("guestToken").asText()).isEqualTo("guest-abc123xyz");
            assertThat(order.get("items")).hasSize(1);
        } finally {
            freed(stack, reservation, "guestToken=guest-abc123xyz");
        }
    }

    @Test
    void javaScriptAddsASeat(LocalStack stack) throws Exception {
        needs("node", "--version");

        assertThat(asUser(stack, "node", "add-to-cart.mjs").lines())
                .satisfiesExactly(
                        order -> assertThat(order).matches("Order: [0-9a-f-]{36}"),
                        total -> assertThat(total).isEqualTo("Total: 50"));
    }

    @Test
    void javaScriptAddsTwoSeatsToOneOrder(LocalStack stack) throws Exception {
        needs("node", "--version");
        List<Seat> seats = Seat.free(stack, Seat.RAGA, "Students", 2);
        String user = "\"userId\": \"user-123\"";
        String first = reserved(stack, seats.get(0), user);
        String second = reserved(stack, seats.get(1), user);
        try {
            String said = run(
                    stack,
                    "node",
                    "add-two-seats.mjs",
                    text -> text.replace("res-id-1", first)
                                    .replace("res-id-2", second)
                                    .replace("seat-1", seats.get(0).id())
                                    .replace("seat-2", seats.get(1).id())
                            + "\nconsole.log(order1.id === order2.id, order2.totalAmount, order2.items.length);\n");

            assertThat(said.strip()).isEqualTo("true 100 2");
        } finally {
            freed(stack, first, "userId=user-123");
            freed(stack, second, "userId=user-123");
        }
    }

    @Test
    void pythonAddsASeat(LocalStack stack) throws Exception {
        needs("python3", "-c", "import requests");

        assertThat(asUser(stack, "python3", "add_to_cart.py").lines())
                .satisfiesExactly(
                        order -> assertThat(order).matches("Order ID: [0-9a-f-]{36}"),
                        total -> assertThat(total).isEqualTo("Total: $50.0"));
    }

    /** Each of the specification's error bodies, to the letter, whoever shows it. */
    @Test
    void whatIsWrongIsSaidInTheWordsOfTheSpecification(LocalStack stack) {
        Visitor visitor = new Visitor(stack);
        Seat seat = Seat.free(stack);
        String nobody = """
                {"reservationId": "%s", "seatId": "%s", "price": 50.00, "userId": %s, "guestToken": %s}""";

        for (List<String> names : List.of(List.of("null", "null"), List.of("\"\"", "\"\""), List.of("null", "\"\""))) {
            assertRefused(
                    new Client(stack.apiUrl())
                            .post(
                                    "/cart/add",
                                    nobody.formatted(
                                            EXAMPLES_RESERVATION, Seat.OF_THE_EXAMPLE, names.get(0), names.get(1))),
                    "Either UserId or GuestToken must be provided");
        }
        assertRefused(visitor.adds(UUID.randomUUID().toString(), seat), "Reservation not found");
        assertRefused(visitor.adds("res-id-1", seat), "Reservation not found");
        String reservation = visitor.reserves(seat);
        assertThat(visitor.adds(reservation, seat).status()).isEqualTo(200);
        assertRefused(visitor.adds(reservation, seat), "Seat is already in the cart");
    }

    /** "Reservation has expired" is in {@link TicketTimeTest}. */
    static void assertRefused(Client.Answer answer, String error) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.body().toString()).isEqualTo("{\"error\":\"" + error + "\"}");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    // ---------------------------------------------------------------------------------------------- running

    private interface FilledIn {
        String of(String example);
    }

    /** Runs an example of {@code user-123}, who then gives the seat back: each example wants the same. */
    private String asUser(LocalStack stack, String program, String example) throws Exception {
        String reservation = reserved(stack, EXAMPLES_SEAT, "\"userId\": \"user-123\"");
        try {
            return run(stack, program, example, text -> text.replace(EXAMPLES_RESERVATION, reservation));
        } finally {
            freed(stack, reservation, "userId=user-123");
        }
    }

    private String run(LocalStack stack, String program, String example, FilledIn filledIn) throws Exception {
        String text;
        try (InputStream printed = getClass().getResourceAsStream("/ticket-examples/" + example)) {
            text = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
        }
        String base = stack.apiUrl().replace("127.0.0.1", "localhost");
        assertThat(text).contains("http://localhost:5003/cart/add");
        Path file =
                Files.writeString(folder.resolve(example), filledIn.of(text.replace("http://localhost:5003", base)));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(program, file.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(example).isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue())
                .as("%s: %s %s", example, said, Files.readString(err))
                .isZero();
        return said;
    }

    private static String reserved(LocalStack stack, Seat seat, String who) {
        Client.Answer answer =
                new Client(stack.apiUrl()).post("/reservations", """
                {"eventId": "%s", "seatIds": ["%s"], %s}""".formatted(seat.eventId(), seat.id(), who));
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        return answer.body().at("/reservations/0/reservationId").asText();
    }

    private static void freed(LocalStack stack, String reservation, String who) {
        Client.Answer answer = new Client(stack.apiUrl()).delete("/reservations/" + reservation + "?" + who);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    /** Leaves the example out, loudly, where there is nothing to run it with; not where {@code .ci/run} or another CI server sees to that. */
    private static void needs(String... command) throws InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException none) {
            there = false;
        }
        if (there) {
            return;
        }
        String loud = "NO " + String.join(" ", command) + ": an example of the specification did not run.";
        boolean required = System.getenv("CI") != null || "required".equals(System.getenv("ORCHESTRA_EXAMPLES"));
        assertThat(required).as(loud).isFalse();
        System.err.println("\n!!! " + loud + "\n");
        Assumptions.abort(loud);
    }
}
