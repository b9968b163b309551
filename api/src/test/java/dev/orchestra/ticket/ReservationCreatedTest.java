package dev.orchestra.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.orchestra.store.TicketRecords.SeatReservation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which messages are reservations: those of the schema, unless they are absurd. */
class ReservationCreatedTest {

    private static final Instant NOW = Instant.parse("2026-02-24T15:15:01Z");

    private static final String GOOD = """
            {"messageId": "msg-1", "type": "reservation-created", "occurredAt": "2026-02-24T15:15:00Z",
             "data": {"reservationId": "8bf7fffc-9ff5-401c-9d2d-86f525f42e40", "eventId": "0f8fad5b-d9cb-469f-a165-70867728950e",
                      "seatId": "550e8400-e29b-41d4-a716-446655440002", "ownerId": null, "price": 50.5, "currency": "INR",
                      "createdAt": "2026-02-24T15:15:00Z", "expiresAt": "2026-02-24T21:15:00+05:30"}}
            """;

    private static SeatReservation read(String message) {
        return ReservationCreated.read(message.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static boolean isOfTheSchema(String message) throws Exception {
        String schema = Files.readString(Path.of("../docs/events/reservation-created.schema.json"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(
                        message,
                        InputFormat.JSON,
                        context -> context.getExecutionConfig().setFormatAssertionsEnabled(true))
                .isEmpty();
    }

    @Test
    void whatTheSchemaSaysIsTaken() throws Exception {
        assertThat(isOfTheSchema(GOOD)).isTrue();
        assertThat(read(GOOD))
                .isEqualTo(new SeatReservation(
                        "8bf7fffc-9ff5-401c-9d2d-86f525f42e40",
                        "0f8fad5b-d9cb-469f-a165-70867728950e",
                        "550e8400-e29b-41d4-a716-446655440002",
                        null,
                        new BigDecimal("50.50"),
                        "INR",
                        Instant.parse("2026-02-24T15:15:00Z"),
                        Instant.parse("2026-02-24T15:45:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"messageId\": \"msg-1\", | '' | messageId must be 1 to 64 printable characters without blanks",
                "\"reservation-created\" | \"reservation-expired\" | type must be reservation-created",
                "\"occurredAt\": \"2026-02-24T15:15:00Z\" | \"occurredAt\": \"yesterday\" | occurredAt must be a date and time with its offset",
                "\"occurredAt\": \"2026-02-24T15:15:00Z\" | \"occurredAt\": 1771946100 | cannot be read as JSON of this message",
                "8bf7fffc-9ff5-401c-9d2d-86f525f42e40 | res-1 | data.reservationId must be a UUID",
                "\"ownerId\": null | \"ownerId\": \"\" | data.ownerId must be 1 to 64 printable characters without blanks",
                "\"ownerId\": null | \"ownerId\": \"own\\u0000\" | data.ownerId must be 1 to 64 printable characters without blanks",
                "50.5 | -1 | 'data.price must be zero or more, with at most 2 decimals'",
                "50.5 | \"50.5\" | cannot be read as JSON of this message",
                "\"INR\" | \"rupees\" | data.currency must be an ISO 4217 code",
                "\"eventId\": \"0f8fad5b-d9cb-469f-a165-70867728950e\", | '' | data.eventId must be a UUID"
            })
    void whatTheSchemaDoesNotSayIsNot(String good, String bad, String reason) throws Exception {
        String message = GOOD.replace(good, bad);

        assertThat(message).isNotEqualTo(GOOD);
        assertThat(isOfTheSchema(message)).isFalse();
        assertThatThrownBy(() -> read(message))
                .isInstanceOf(ReservationCreated.Unusable.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "50.5 | 50.555 | 'data.price must be zero or more, with at most 2 decimals'",
                "50.5 | 1e999999999 | 'data.price must be zero or more, with at most 2 decimals'",
                "\"createdAt\": \"2026-02-24T15:15:00Z\" | \"createdAt\": \"2026-02-24T15:25:00Z\" | data.createdAt is still to come",
                "\"createdAt\": \"2026-02-24T15:15:00Z\" | \"createdAt\": \"-0500-02-24T15:15:00Z\" | data.createdAt is more than a year ago",
                "2026-02-24T21:15:00+05:30 | 2026-02-24T15:15:00Z | 'data.expiresAt must be after data.createdAt, by a day at most'",
                "2026-02-24T21:15:00+05:30 | 2027-02-24T15:15:00Z | 'data.expiresAt must be after data.createdAt, by a day at most'"
            })
    void whatIsAbsurdIsNot(String good, String bad, String reason) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(ReservationCreated.Unusable.class)
                .hasMessage(reason);
    }

    @Test
    void nothingIsNoReservation() {
        assertThatThrownBy(() -> ReservationCreated.read(null, NOW))
                .isInstanceOf(ReservationCreated.Unusable.class)
                .hasMessage("is empty");
    }
}
