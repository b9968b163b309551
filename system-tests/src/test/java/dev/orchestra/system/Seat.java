package dev.orchestra.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A seat as the seat map shows it. */
record Seat(String eventId, String section, String id, BigDecimal price, String state) {

    /** The shows: docs/demo-data.md. */
    static final String RAGA = "5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a01";

    static final String SHAKUNTALA = "5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a02";
    static final String CUP = "5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a03";

    /** The one of the specification's examples, at {@link #RAGA}, for 50.00. */
    static final String OF_THE_EXAMPLE = "550e8400-e29b-41d4-a716-446655440002";

    static List<Seat> map(LocalStack stack, String eventId) {
        Client.Answer answer = new Client(stack.apiUrl()).get("/events/" + eventId + "/seatmap");
        if (answer.status() != 200) {
            throw new AssertionError("the seat map: " + answer);
        }
        List<Seat> seats = new ArrayList<>();
        for (JsonNode section : answer.body().get("sections")) {
            for (JsonNode row : section.get("rows")) {
                for (JsonNode seat : row.get("seats")) {
                    seats.add(new Seat(
                            eventId,
                            section.get("section").asText(),
                            seat.get("seatId").asText(),
                            seat.get("price").decimalValue(),
                            seat.get("state").asText()));
                }
            }
        }
        return seats;
    }

    /** Any that nobody has: which one depends on who asks, so that not all who ask at once want the same. */
    static Seat free(LocalStack stack, String eventId, int who) {
        List<Seat> free = map(stack, eventId).stream()
                .filter(seat -> seat.state().equals("AVAILABLE"))
                .toList();
        return free.get(Math.floorMod(who, free.size()));
    }

    /** So many that nobody has, of those that no example needs. */
    static List<Seat> free(LocalStack stack, String eventId, String section, int howMany) {
        List<Seat> free = map(stack, eventId).stream()
                .filter(seat -> seat.section().equals(section)
                        && seat.state().equals("AVAILABLE")
                        && !seat.id().equals(OF_THE_EXAMPLE))
                .limit(howMany)
                .toList();
        if (free.size() < howMany) {
            throw new AssertionError("there are only " + free.size() + " seats left in " + section);
        }
        return free;
    }

    static Seat free(LocalStack stack) {
        return free(stack, SHAKUNTALA, "Gallery", 1).get(0);
    }

    String stateNow(LocalStack stack) {
        return map(stack, eventId).stream()
                .filter(seat -> seat.id().equals(id))
                .map(Seat::state)
                .findFirst()
                .orElseThrow();
    }
}
