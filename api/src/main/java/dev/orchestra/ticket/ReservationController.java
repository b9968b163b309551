package dev.orchestra.ticket;

import dev.orchestra.api.Caller;
import dev.orchestra.api.Callers;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.IdempotentRequests;
import dev.orchestra.services.inventory.SeatService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Reserves seats (ticket flow, "Workflow", Reserve Seat), and gives them back. */
@RestController
@RequestMapping("/reservations")
public class ReservationController {

    private final Callers callers;
    private final Seats seats;
    private final TicketOperations operations;
    private final IdempotentRequests requests;
    private final TicketRequests ticketRequests;
    private final Fingerprint fingerprint;

    public ReservationController(
            Callers callers,
            Seats seats,
            TicketOperations operations,
            IdempotentRequests requests,
            TicketRequests ticketRequests,
            Fingerprint fingerprint) {
        this.callers = callers;
        this.seats = seats;
        this.operations = operations;
        this.requests = requests;
        this.ticketRequests = ticketRequests;
        this.fingerprint = fingerprint;
    }

    /** Answer of {@code POST /reservations}. */
    public record ReservationsAnswer(List<Reserved> reservations) {}

    /** A seat that is kept for its caller until {@code expiresAt}. */
    @JsonNaming(LowerCamelCaseStrategy.class)
    public record Reserved(
            String reservationId,
            String eventId,
            String seatId,
            BigDecimal price,
            String currency,
            SeatService.Status status,
            Instant createdAt,
            Instant expiresAt) {

        static Reserved of(SeatService.Reservation reservation) {
            return new Reserved(
                    reservation.reservationId(),
                    reservation.eventId(),
                    reservation.seatId(),
                    reservation.price(),
                    reservation.currency(),
                    reservation.status(),
                    reservation.createdAt(),
                    reservation.expiresAt());
        }
    }

    /** What tells one such request from another. */
    private record Asked(String eventId, List<String> seatIds) {}

    @PostMapping
    ResponseEntity<Object> reserve(
            HttpServletRequest http,
            HttpServletResponse response,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @Valid @RequestBody ReserveRequest request) {
        Caller caller = callers.find(http, response, request.userId(), request.guestToken())
                .orElseThrow(TicketError::nobody);
        var asked = new Asked(
                UuidText.plain(request.eventId()),
                request.seatIds().stream().map(UuidText::plain).toList());
        return requests.once(caller.owner(), "POST /reservations", http, fingerprint.of(asked), () -> {
            List<Reserved> reserved = seats.reserve(caller.owner(), key, asked.eventId(), asked.seatIds()).stream()
                    .map(Reserved::of)
                    .toList();
            return ResponseEntity.status(HttpStatus.CREATED).body(new ReservationsAnswer(reserved));
        });
    }

    @DeleteMapping("/{reservationId}")
    ResponseEntity<Object> release(
            HttpServletRequest http,
            HttpServletResponse response,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @PathVariable String reservationId,
            @RequestParam(required = false) String userId,
            @RequestParam(required = false) String guestToken) {
        Caller caller = callers.find(http, response, userId, guestToken).orElseThrow(TicketError::nobody);
        if (!UuidText.is(reservationId)) {
            throw TicketError.NO_SUCH_RESERVATION.problem();
        }
        String id = UuidText.plain(reservationId);
        String print = fingerprint.of(id);
        return ticketRequests.once(
                caller,
                "DELETE /reservations/{reservationId}",
                http,
                print,
                () -> DraftAnswers.of(operations.removeReservation(caller.owner(), key, print, id)));
    }
}
