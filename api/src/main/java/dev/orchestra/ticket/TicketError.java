package dev.orchestra.ticket;

import dev.orchestra.api.Problem;
import dev.orchestra.api.ProblemCode;
import dev.orchestra.support.Refusal;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** A refusal in the words of the ticket flow. */
public record TicketError(String name, HttpStatus status, String words) implements ProblemCode {

    /** Ticket flow, "400 Bad Request - Missing Authentication". */
    public static final TicketError NOBODY = new TicketError(
            "IDENTITY_REQUIRED", HttpStatus.BAD_REQUEST, "Either UserId or GuestToken must be provided");

    /** Of an address that names a reservation, what is not there is just that. */
    public static final TicketError NO_SUCH_RESERVATION = new TicketError(
            SeatRefusal.RESERVATION_NOT_FOUND.name(), HttpStatus.NOT_FOUND, SeatRefusal.RESERVATION_NOT_FOUND.words());

    /** Of an address that is the draft, what is not there is just that. */
    public static final TicketError EMPTY_DRAFT =
            new TicketError(SeatRefusal.CART_EMPTY.name(), HttpStatus.NOT_FOUND, SeatRefusal.CART_EMPTY.words());

    @Override
    public String title() {
        return words;
    }

    public Problem problem() {
        return new Problem(this, words);
    }

    public static TicketError of(SeatRefusal refusal) {
        HttpStatus status = switch (refusal) {
            case EVENT_NOT_FOUND, ORDER_NOT_FOUND, SEAT_NOT_IN_CART -> HttpStatus.NOT_FOUND;
            case SEAT_TAKEN, RESERVATION_IN_ORDER, ATTEMPT_OVER -> HttpStatus.CONFLICT;
            default -> HttpStatus.BAD_REQUEST;
        };
        return new TicketError(refusal.name(), status, refusal.words());
    }

    /** What a run refused. */
    static Problem problem(Refusal refusal) {
        return known(refusal.code()).map(seats -> of(seats).problem()).orElseGet(() -> Problem.of(refusal));
    }

    /** What a run refused whose address named what was to be removed. */
    static Problem problemOfRemoval(Refusal refusal) {
        return SeatRefusal.RESERVATION_NOT_FOUND.name().equals(refusal.code())
                ? NO_SUCH_RESERVATION.problem()
                : problem(refusal);
    }

    static Problem problem(SeatRefusal refusal) {
        return of(refusal).problem();
    }

    static Problem nobody() {
        return NOBODY.problem();
    }

    private static Optional<SeatRefusal> known(String code) {
        return Arrays.stream(SeatRefusal.values())
                .filter(refusal -> refusal.name().equals(code))
                .findFirst();
    }
}
