package dev.orchestra.stubs.inventory.seats;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.orchestra.stubs.support.CamelCase;
import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Inventory service, as far as seats go. */
@RestController
@RequestMapping("/reservations")
class ReservationController {

    /** As docs/events/reservation-created.schema.json has it. */
    private static final String OWNER_ID = "[\\x21-\\x7e]{1,64}";

    private static final String SERVICE = "inventory";

    private final SeatReservations reservations;
    private final IdempotentWrites writes;

    ReservationController(SeatReservations reservations, IdempotentWrites writes) {
        this.reservations = reservations;
        this.writes = writes;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Reservations reserve(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid ReserveRequest request) {
        mustDiffer("seatIds", request.seatIds());
        if (request.reservationIds() != null) {
            mustDiffer("reservationIds", request.reservationIds());
            if (request.reservationIds().size() != request.seatIds().size()) {
                throw badRequest("reservationIds", "There is one reservation for each seat.");
            }
        }
        return writes.once(
                SERVICE,
                key,
                request,
                Reservations.class,
                () -> new Reservations(reservations.reserve(
                        request.eventId(), request.seatIds(), request.ownerId(), request.chosenOrNewIds())));
    }

    @GetMapping("/{reservationId}")
    SeatReservation reservation(@PathVariable String reservationId) {
        return Ids.uuid(reservationId).flatMap(reservations::find).orElseThrow(SeatReservations::notFound);
    }

    /** Without a body when it undoes a reservation that never was. */
    @DeleteMapping("/{reservationId}")
    ResponseEntity<SeatReservation> release(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @PathVariable String reservationId,
            @RequestParam(required = false) @Pattern(regexp = OWNER_ID) String ownerId) {
        UUID id = Ids.uuid(reservationId).orElseThrow(SeatReservations::notFound);
        SeatReservation released = writes.undo(
                SERVICE,
                key,
                undoOf,
                new ReleaseRequest(ownerId),
                SeatReservation.class,
                () -> reservations.release(id, ownerId).orElseGet(() -> {
                    if (undoOf == null) {
                        throw SeatReservations.notFound();
                    }
                    return null;
                }));
        return released == null ? ResponseEntity.noContent().build() : ResponseEntity.ok(released);
    }

    @PostMapping("/{reservationId}/extend")
    SeatReservation extend(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @PathVariable String reservationId,
            @RequestBody @Valid ExtendRequest request) {
        UUID id = Ids.uuid(reservationId).orElseThrow(SeatReservations::notFound);
        return writes.once(
                SERVICE, key, request, SeatReservation.class, () -> reservations.extend(id, request.expiresAt()));
    }

    @PostMapping("/claim")
    Reservations claim(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid ForOrderRequest request) {
        mustDiffer("reservationIds", request.reservationIds());
        return writes.once(
                SERVICE,
                key,
                request,
                Reservations.class,
                () -> new Reservations(reservations.claim(request.orderId(), request.reservationIds())));
    }

    @PostMapping("/unclaim")
    Reservations unclaim(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid OfOrderRequest request) {
        return writes.undo(
                SERVICE,
                key,
                undoOf,
                request,
                Reservations.class,
                () -> new Reservations(reservations.unclaim(request.orderId())));
    }

    @PostMapping("/reclaim")
    Reservations reclaim(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid ForOrderRequest request) {
        mustDiffer("reservationIds", request.reservationIds());
        return writes.once(
                SERVICE,
                key,
                request,
                Reservations.class,
                () -> new Reservations(reservations.reclaim(request.orderId(), request.reservationIds())));
    }

    @PostMapping("/confirm")
    Reservations confirm(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid ForOrderRequest request) {
        mustDiffer("reservationIds", request.reservationIds());
        return writes.once(
                SERVICE,
                key,
                request,
                Reservations.class,
                () -> new Reservations(reservations.confirm(request.orderId(), request.reservationIds())));
    }

    @PostMapping("/release")
    Reservations releaseClaimed(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid OfOrderRequest request) {
        return writes.undo(
                SERVICE,
                key,
                undoOf,
                request,
                Reservations.class,
                () -> new Reservations(reservations.releaseClaimed(request.orderId())));
    }

    private static void mustDiffer(String field, List<UUID> ids) {
        if (new HashSet<>(ids).size() < ids.size()) {
            throw badRequest(field, "The same id is named twice.");
        }
    }

    private static Refusal badRequest(String field, String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, "BAD_REQUEST", detail).with("field", field);
    }

    /**
     * @param eventId whose seats they are; null: the seats' own
     * @param ownerId null: whoever knows the id of the reservation
     * @param reservationIds one for each seat; null: chosen here
     */
    @CamelCase
    record ReserveRequest(
            UUID eventId,
            @NotEmpty @Size(max = 10) List<@NotNull UUID> seatIds,
            @Pattern(regexp = OWNER_ID) String ownerId,
            List<@NotNull UUID> reservationIds) {

        List<UUID> chosenOrNewIds() {
            return reservationIds != null
                    ? reservationIds
                    : seatIds.stream()
                            .map(seat -> UuidCreator.getTimeOrderedEpoch())
                            .toList();
        }
    }

    @CamelCase
    record ReleaseRequest(String ownerId) {}

    @CamelCase
    record ExtendRequest(@NotNull Instant expiresAt) {}

    @CamelCase
    record ForOrderRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotEmpty @Size(max = 100) List<@NotNull UUID> reservationIds) {}

    @CamelCase
    record OfOrderRequest(@NotBlank @Size(max = 64) String orderId) {}

    record Reservations(List<SeatReservation> reservations) {}
}
