package dev.orchestra.ticket;

import dev.orchestra.store.TicketRecords.SeatReservation;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** The message {@code reservation-created} (docs/events/reservation-created.schema.json). Fields that it does not know are passed over. */
record ReservationCreated(String messageId, String type, String occurredAt, Data data) {

    private static final String TYPE = "reservation-created";
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final int MOST_DIGITS = 10;

    /** What is promised are 30 minutes. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** By how much the clock of Inventory may be ahead of ours. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** What is older can only be a mistake, and a year that no calendar has would be no time to anybody else. */
    private static final Duration OLDEST = Duration.ofDays(365);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .build();

    /** @param ownerId null: whoever knows the reservation's id */
    record Data(
            String reservationId,
            String eventId,
            String seatId,
            String ownerId,
            BigDecimal price,
            String currency,
            String createdAt,
            String expiresAt) {}

    /** A message that no repetition makes better. Its words name what is wrong, and quote nothing. */
    static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Unusable(String reason) {
            super(reason);
        }
    }

    /**
     * The reservation that a message tells of.
     *
     * @throws Unusable when it is not what the schema says, or nothing that could be
     */
    static SeatReservation read(byte[] message, Instant now) {
        ReservationCreated event;
        try {
            event = message == null ? null : JSON.readValue(message, ReservationCreated.class);
        } catch (JacksonException unreadable) {
            throw new Unusable("cannot be read as JSON of this message");
        }
        need(event != null, "is empty");
        return event.reservation(now);
    }

    private SeatReservation reservation(Instant now) {
        need(isId(messageId), "messageId must be 1 to 64 printable characters without blanks");
        need(TYPE.equals(type), "type must be " + TYPE);
        time("occurredAt", occurredAt);
        need(data != null, "data is missing");
        Instant createdAt = time("data.createdAt", data.createdAt());
        Instant expiresAt = time("data.expiresAt", data.expiresAt());
        need(
                data.ownerId() == null || isId(data.ownerId()),
                "data.ownerId must be 1 to 64 printable characters without blanks");
        need(isPrice(data.price()), "data.price must be zero or more, with at most 2 decimals");
        need(data.currency() != null && data.currency().matches("[A-Z]{3}"), "data.currency must be an ISO 4217 code");
        need(!createdAt.isAfter(now.plus(AHEAD)), "data.createdAt is still to come");
        need(createdAt.isAfter(now.minus(OLDEST)), "data.createdAt is more than a year ago");
        need(
                expiresAt.isAfter(createdAt) && !expiresAt.isAfter(createdAt.plus(LONGEST)),
                "data.expiresAt must be after data.createdAt, by a day at most");
        return new SeatReservation(
                uuid("data.reservationId", data.reservationId()),
                uuid("data.eventId", data.eventId()),
                uuid("data.seatId", data.seatId()),
                data.ownerId(),
                data.price().setScale(2),
                data.currency(),
                createdAt,
                expiresAt);
    }

    private static boolean isId(String text) {
        return text != null && ID.matcher(text).matches();
    }

    private static boolean isPrice(BigDecimal price) {
        return price != null
                && price.signum() >= 0
                && price.scale() <= 2
                && price.precision() - price.scale() <= MOST_DIGITS;
    }

    private static String uuid(String field, String text) {
        need(text != null && UuidText.is(text), field + " " + UuidText.MESSAGE);
        return UuidText.plain(text);
    }

    private static Instant time(String field, String text) {
        try {
            need(text != null, field + " is missing");
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException none) {
            throw new Unusable(field + " must be a date and time with its offset");
        }
    }

    private static void need(boolean fulfilled, String reason) {
        if (!fulfilled) {
            throw new Unusable(reason);
        }
    }
}
