package dev.orchestra.ticket;

import dev.orchestra.api.Caller;
import dev.orchestra.api.Callers;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.store.TicketBook;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.math.BigDecimal;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The draft order of seats: {@code POST /cart/add} (ticket flow), what is in it, and how a seat leaves it. */
@RestController
@RequestMapping("/cart")
public class TicketCartController {

    private final Callers callers;
    private final Seats seats;
    private final TicketOperations operations;
    private final TicketBook tickets;
    private final TicketRequests requests;
    private final Fingerprint fingerprint;

    public TicketCartController(
            Callers callers,
            Seats seats,
            TicketOperations operations,
            TicketBook tickets,
            TicketRequests requests,
            Fingerprint fingerprint) {
        this.callers = callers;
        this.seats = seats;
        this.operations = operations;
        this.tickets = tickets;
        this.requests = requests;
        this.fingerprint = fingerprint;
    }

    /** What tells one such request from another. */
    private record Asked(String reservationId, String seatId, BigDecimal price) {}

    @PostMapping("/add")
    ResponseEntity<Object> add(
            HttpServletRequest http,
            HttpServletResponse response,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @Valid @RequestBody AddSeatRequest request) {
        Caller caller = callers.find(http, response, request.userId(), request.guestToken())
                .orElseThrow(TicketError::nobody);
        if (request.reservationId() != null) {
            // Before the key is looked at: what has not come yet can have come when the request is sent again.
            seats.awaitKnown(request.reservationId());
        }
        var asked = new Asked(
                UuidText.plain(request.reservationId()),
                UuidText.plain(request.seatId()),
                request.price().stripTrailingZeros());
        String print = fingerprint.of(asked);
        return requests.once(
                caller,
                "POST /cart/add",
                http,
                print,
                () -> DraftAnswers.of(operations.add(
                        caller.owner(), key, print, asked.reservationId(), asked.seatId(), request.price())));
    }

    @GetMapping("/seats")
    TicketOrderAnswer seats(
            HttpServletRequest http,
            HttpServletResponse response,
            @RequestParam(required = false) String userId,
            @RequestParam(required = false) String guestToken) {
        Caller caller = callers.find(http, response, userId, guestToken).orElseThrow(TicketError::nobody);
        return tickets.draft(caller.owner().ownerId())
                .map(draft -> TicketOrderAnswer.of(draft).to(caller))
                .orElseThrow(TicketError.EMPTY_DRAFT::problem);
    }

    @DeleteMapping("/seats/{seatId}")
    ResponseEntity<Object> remove(
            HttpServletRequest http,
            HttpServletResponse response,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @PathVariable String seatId,
            @RequestParam(required = false) String userId,
            @RequestParam(required = false) String guestToken) {
        Caller caller = callers.find(http, response, userId, guestToken).orElseThrow(TicketError::nobody);
        if (!UuidText.is(seatId)) {
            throw TicketError.problem(SeatRefusal.SEAT_NOT_IN_CART);
        }
        String id = UuidText.plain(seatId);
        String print = fingerprint.of(id);
        return requests.once(
                caller,
                "DELETE /cart/seats/{seatId}",
                http,
                print,
                () -> DraftAnswers.of(operations.removeSeat(caller.owner(), key, print, id)));
    }
}
