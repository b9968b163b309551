package dev.orchestra.stubs.inventory.seats;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.orchestra.stubs.event.Event;
import dev.orchestra.stubs.event.Events;
import dev.orchestra.stubs.inventory.seats.SeatReservation.Status;
import dev.orchestra.stubs.support.CamelCase;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** All reservations of seats. One past its end has expired, whether the sweep has come by or not. */
@Repository
class SeatReservations {

    private static final int EXPIRED_AT_ONCE = 200;

    /** A reservation as it stands at this moment. */
    private static final String COLUMNS = """
            reservation_id, event_id, seat_id, owner_id, order_id, price, currency, created_at, expires_at,
            case when status = 'HELD' and expires_at <= clock_timestamp() then 'EXPIRED' else status end as status
            """;

    private final JdbcClient database;
    private final Seats seats;
    private final Events events;
    private final JsonMapper json;
    private final Duration length;

    SeatReservations(
            JdbcClient database,
            Seats seats,
            Events events,
            JsonMapper json,
            @Value("${stubs.inventory.seat-reservation}") Duration length) {
        this.database = database;
        this.seats = seats;
        this.events = events;
        this.json = json;
        this.length = length;
    }

    /**
     * Reserves all of the seats or none, and tells of each.
     *
     * @param eventId whose seats they are; null: the seats' own
     * @param ownerId null: whoever knows the id
     * @param reservationIds one for each seat
     * @return the reservations, in the order of the seats
     * @throws Refusal 404 {@code EVENT_NOT_FOUND}, 404 {@code SEAT_NOT_FOUND}, 409 {@code SEAT_TAKEN} with {@code
     *     seatIds}, 409 {@code RESERVATION_EXISTS}
     */
    @Transactional
    List<SeatReservation> reserve(UUID eventId, List<UUID> seatIds, String ownerId, List<UUID> reservationIds) {
        if (eventId != null && !seats.hasEvent(eventId)) {
            throw new Refusal(HttpStatus.NOT_FOUND, "EVENT_NOT_FOUND", "There is no event " + eventId + ".");
        }
        List<UUID> known = seats.lock(eventId, seatIds);
        if (known.size() < seatIds.size()) {
            throw new Refusal(HttpStatus.NOT_FOUND, "SEAT_NOT_FOUND", "There is no such seat, or not at this event.")
                    .with("seatIds", without(seatIds, known));
        }
        if (anyInUse(reservationIds)) {
            throw new Refusal(HttpStatus.CONFLICT, "RESERVATION_EXISTS", "There is a reservation of this id already.");
        }
        endOverdue(seatIds);
        Map<UUID, SeatReservation> reserved = insert(seatIds, ownerId, reservationIds);
        if (reserved.size() < seatIds.size()) {
            throw new Refusal(HttpStatus.CONFLICT, "SEAT_TAKEN", "Somebody else has the seat; nothing was reserved.")
                    .with("seatIds", without(seatIds, reserved.keySet()));
        }
        List<SeatReservation> inOrder = seatIds.stream().map(reserved::get).toList();
        inOrder.forEach(this::tell);
        return inOrder;
    }

    Optional<SeatReservation> find(UUID reservationId) {
        return database.sql("select " + COLUMNS + " from inventory.seat_reservations where reservation_id = ?")
                .param(reservationId)
                .query(SeatReservations::reservation)
                .optional();
    }

    /**
     * Gives the seat back; a reservation that has ended before stays as it ended.
     *
     * @param ownerId who says so; null: the shop itself
     * @return empty when there is no such reservation
     * @throws Refusal 403 {@code RESERVATION_OF_ANOTHER}, 409 {@code RESERVATION_CLAIMED}, 409 {@code
     *     RESERVATION_CONFIRMED}
     */
    @Transactional
    Optional<SeatReservation> release(UUID reservationId, String ownerId) {
        return lock(List.of(reservationId)).stream().findFirst().map(locked -> {
            SeatReservation mine = locked.reservation();
            if (ownerId != null && mine.ownerId() != null && !ownerId.equals(mine.ownerId())) {
                throw new Refusal(
                        HttpStatus.FORBIDDEN, "RESERVATION_OF_ANOTHER", "The reservation is somebody else's.");
            }
            return switch (mine.status()) {
                case HELD ->
                    change(List.of(reservationId), Status.RELEASED, null).get(0);
                case CLAIMED -> throw refusal("RESERVATION_CLAIMED", "An order has claimed the reservation.", mine);
                case CONFIRMED -> throw refusal("RESERVATION_CONFIRMED", "The seat is sold.", mine);
                case RELEASED, EXPIRED -> mine;
            };
        });
    }

    /**
     * Lets a reservation end later; it never ends sooner by it.
     *
     * @throws Refusal 404 {@code RESERVATION_NOT_FOUND}; 409 {@code RESERVATION_EXPIRED}, {@code RESERVATION_RELEASED},
     *     {@code RESERVATION_CLAIMED}
     */
    @Transactional
    SeatReservation extend(UUID reservationId, Instant expiresAt) {
        mustBeHeld(lockAll(List.of(reservationId)).get(0));
        return database.sql("update inventory.seat_reservations set expires_at = greatest(expires_at, ?)"
                        + " where reservation_id = ? returning " + COLUMNS)
                .params(expiresAt.atOffset(ZoneOffset.UTC), reservationId)
                .query(SeatReservations::reservation)
                .single();
    }

    /**
     * Lets only the order dispose of the reservations from now on: all or none. What it has claimed already stays claimed.
     *
     * @throws Refusal 404 {@code RESERVATION_NOT_FOUND}; 409 {@code RESERVATION_EXPIRED}, {@code RESERVATION_RELEASED},
     *     {@code RESERVATION_CLAIMED} by another order or confirmed
     */
    @Transactional
    List<SeatReservation> claim(String orderId, List<UUID> reservationIds) {
        lockAll(reservationIds).stream()
                .filter(locked -> !locked.isOf(orderId, Status.CLAIMED))
                .forEach(SeatReservations::mustBeHeld);
        return inOrder(reservationIds, change(reservationIds, Status.CLAIMED, orderId));
    }

    /** Makes what the order has claimed as it was before: held, or expired where its time is over. */
    @Transactional
    List<SeatReservation> unclaim(String orderId) {
        return change(lockClaimed(orderId), Status.HELD, null);
    }

    /**
     * Sells what the order has claimed: all or none. What was sold to it already stays sold.
     *
     * @throws Refusal 404 {@code RESERVATION_NOT_FOUND}, 409 {@code RESERVATION_NOT_CLAIMED}
     */
    @Transactional
    List<SeatReservation> confirm(String orderId, List<UUID> reservationIds) {
        lockAll(reservationIds).stream()
                .filter(locked -> !locked.isOf(orderId, Status.CLAIMED) && !locked.isOf(orderId, Status.CONFIRMED))
                .findFirst()
                .ifPresent(other -> {
                    throw notClaimed(other);
                });
        return inOrder(reservationIds, change(reservationIds, Status.CONFIRMED, orderId));
    }

    /** Gives back what the order has claimed; what was sold to it stays sold. */
    @Transactional
    List<SeatReservation> releaseClaimed(String orderId) {
        return change(lockClaimed(orderId), Status.RELEASED, orderId);
    }

    /**
     * Claims again what the order has claimed and given back: all or none, and only as long as each seat is free. What it
     * has claimed already stays claimed.
     *
     * @throws Refusal 404 {@code RESERVATION_NOT_FOUND}; 409 {@code RESERVATION_NOT_CLAIMED} by this order before, {@code
     *     RESERVATION_CONFIRMED}, {@code SEAT_TAKEN} with {@code seatIds}
     */
    @Transactional
    List<SeatReservation> reclaim(String orderId, List<UUID> reservationIds) {
        // The seats first, as whoever reserves them does.
        List<UUID> seatIds = seats.lock(null, seatsOf(reservationIds));
        lockAll(reservationIds).stream()
                .filter(locked -> !locked.isOf(orderId, Status.CLAIMED))
                .forEach(locked -> mustBeReleasedBy(orderId, locked));
        endOverdue(seatIds);
        List<UUID> taken = takenByOthers(seatIds, reservationIds);
        if (!taken.isEmpty()) {
            throw new Refusal(HttpStatus.CONFLICT, "SEAT_TAKEN", "Somebody else has the seat; nothing was claimed.")
                    .with("seatIds", taken);
        }
        return inOrder(reservationIds, change(reservationIds, Status.CLAIMED, orderId));
    }

    /**
     * Ends reservations whose time is over. Those that another transaction is just changing are left to it.
     *
     * @return how many ended
     */
    @Transactional
    int expire() {
        return database.sql("""
                        with due as (
                            select reservation_id from inventory.seat_reservations
                            where status = 'HELD' and expires_at <= clock_timestamp()
                            order by expires_at
                            limit ?
                            for update skip locked
                        )
                        update inventory.seat_reservations set status = 'EXPIRED'
                        where reservation_id in (select reservation_id from due)""").param(EXPIRED_AT_ONCE).update();
    }

    private boolean anyInUse(List<UUID> reservationIds) {
        return database.sql("select exists (select from inventory.seat_reservations where reservation_id in (:ids))")
                .param("ids", reservationIds)
                .query(Boolean.class)
                .single();
    }

    /** Frees seats that the sweep has not come by yet. */
    private void endOverdue(List<UUID> seatIds) {
        database.sql("""
                        with due as (
                            select reservation_id from inventory.seat_reservations
                            where seat_id in (:seats) and status = 'HELD' and expires_at <= clock_timestamp()
                            order by reservation_id
                            for update
                        )
                        update inventory.seat_reservations set status = 'EXPIRED'
                        where reservation_id in (select reservation_id from due)""").param("seats", seatIds).update();
    }

    private List<UUID> seatsOf(List<UUID> reservationIds) {
        return database.sql("select seat_id from inventory.seat_reservations where reservation_id in (:ids)")
                .param("ids", reservationIds)
                .query(UUID.class)
                .list();
    }

    /** Of seats that are locked. */
    private List<UUID> takenByOthers(List<UUID> seatIds, List<UUID> reservationIds) {
        return database.sql("""
                        select seat_id from inventory.seat_reservations
                        where seat_id = any(:seats::uuid[]) and status in ('HELD', 'CLAIMED', 'CONFIRMED')
                          and reservation_id <> all(:mine::uuid[])
                        order by seat_id""")
                .param("seats", seatIds.toArray(UUID[]::new))
                .param("mine", reservationIds.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }

    /** The reservations that came about, by seat. */
    private Map<UUID, SeatReservation> insert(List<UUID> seatIds, String ownerId, List<UUID> reservationIds) {
        return database
                .sql("""
                        insert into inventory.seat_reservations
                            (reservation_id, event_id, seat_id, owner_id, price, currency, status, created_at, expires_at)
                        select wanted.reservation_id, event_id, seat_id, :owner, price, currency, 'HELD',
                               moment, moment + make_interval(secs => :seconds)
                        from unnest(:seats::uuid[], :reservations::uuid[]) as wanted (seat_id, reservation_id)
                        join inventory.seats using (seat_id)
                        cross join (select clock_timestamp() as moment) as moments
                        on conflict (seat_id) where status in ('HELD', 'CLAIMED', 'CONFIRMED') do nothing
                        returning\s""" + COLUMNS)
                .param("owner", ownerId)
                .param("seconds", length.toMillis() / 1000.0)
                .param("seats", seatIds.toArray(UUID[]::new))
                .param("reservations", reservationIds.toArray(UUID[]::new))
                .query(SeatReservations::reservation)
                .list()
                .stream()
                .collect(toMap(SeatReservation::seatId, identity()));
    }

    private void tell(SeatReservation made) {
        events.add(new Event(
                Ids.next("evt"),
                "reservation-created",
                "reservation-created",
                made.reservationId().toString(),
                made.createdAt(),
                null,
                json.valueToTree(new Created(
                        made.reservationId(),
                        made.eventId(),
                        made.seatId(),
                        made.ownerId(),
                        made.price(),
                        made.currency(),
                        made.createdAt(),
                        made.expiresAt()))));
    }

    /** All of these reservations, locked until the transaction ends. */
    private List<Locked> lockAll(List<UUID> reservationIds) {
        List<Locked> locked = lock(reservationIds);
        if (locked.size() < reservationIds.size()) {
            List<UUID> there = locked.stream()
                    .map(each -> each.reservation().reservationId())
                    .toList();
            throw notFound().with("reservationIds", without(reservationIds, there));
        }
        return locked;
    }

    private List<Locked> lock(List<UUID> reservationIds) {
        return database.sql("select " + COLUMNS + " from inventory.seat_reservations where reservation_id in (:ids)"
                        + " order by reservation_id for update")
                .param("ids", reservationIds)
                .query((row, number) -> new Locked(row.getString("order_id"), reservation(row, number)))
                .list();
    }

    private List<UUID> lockClaimed(String orderId) {
        return database.sql("select reservation_id from inventory.seat_reservations"
                        + " where order_id = ? and status = 'CLAIMED' order by reservation_id for update")
                .param(orderId)
                .query(UUID.class)
                .list();
    }

    /** Of reservations that are locked. */
    private List<SeatReservation> change(Collection<UUID> reservationIds, Status status, String orderId) {
        return database.sql("update inventory.seat_reservations set status = :status, order_id = :order"
                        + " where reservation_id = any(:ids::uuid[]) returning " + COLUMNS)
                .param("status", status.name())
                .param("order", orderId)
                .param("ids", reservationIds.toArray(UUID[]::new))
                .query(SeatReservations::reservation)
                .list();
    }

    private static void mustBeHeld(Locked locked) {
        SeatReservation reservation = locked.reservation();
        switch (reservation.status()) {
            case HELD -> {}
            case CLAIMED, CONFIRMED ->
                throw refusal("RESERVATION_CLAIMED", "An order has claimed the reservation.", reservation);
            case RELEASED -> throw refusal("RESERVATION_RELEASED", "The reservation was released before.", reservation);
            case EXPIRED -> throw refusal("RESERVATION_EXPIRED", "The reservation has ended before.", reservation);
        }
    }

    private static void mustBeReleasedBy(String orderId, Locked locked) {
        if (locked.reservation().status() == Status.CONFIRMED) {
            throw refusal("RESERVATION_CONFIRMED", "The seat is sold.", locked.reservation());
        }
        if (!locked.isOf(orderId, Status.RELEASED)) {
            throw notClaimed(locked);
        }
    }

    static Refusal notFound() {
        return new Refusal(HttpStatus.NOT_FOUND, "RESERVATION_NOT_FOUND", "There is no such reservation.");
    }

    private static Refusal notClaimed(Locked locked) {
        return refusal("RESERVATION_NOT_CLAIMED", "The order has not claimed the reservation.", locked.reservation());
    }

    private static Refusal refusal(String code, String detail, SeatReservation which) {
        return new Refusal(HttpStatus.CONFLICT, code, detail).with("reservationId", which.reservationId());
    }

    private static List<SeatReservation> inOrder(List<UUID> reservationIds, List<SeatReservation> reservations) {
        Map<UUID, SeatReservation> byId =
                reservations.stream().collect(toMap(SeatReservation::reservationId, identity()));
        return reservationIds.stream().map(byId::get).toList();
    }

    private static List<UUID> without(List<UUID> all, Collection<UUID> some) {
        return all.stream().filter(Predicate.not(some::contains)).toList();
    }

    private static SeatReservation reservation(ResultSet row, int number) throws SQLException {
        return new SeatReservation(
                row.getObject("reservation_id", UUID.class),
                row.getObject("event_id", UUID.class),
                row.getObject("seat_id", UUID.class),
                row.getString("owner_id"),
                row.getBigDecimal("price"),
                row.getString("currency"),
                Status.valueOf(row.getString("status")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    /** A reservation and the order that has claimed it, or had when it was released; null for none. */
    private record Locked(String orderId, SeatReservation reservation) {

        boolean isOf(String order, Status status) {
            return reservation.status() == status && order.equals(orderId);
        }
    }

    /** docs/events/reservation-created.schema.json */
    @CamelCase
    private record Created(
            UUID reservationId,
            UUID eventId,
            UUID seatId,
            String ownerId,
            BigDecimal price,
            String currency,
            Instant createdAt,
            Instant expiresAt) {}
}
