package dev.orchestra.fakes;

import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.services.inventory.SeatService.Reservation;
import dev.orchestra.services.inventory.SeatService.Status;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.store.TicketRecords.ReservationState;
import dev.orchestra.store.TicketRecords.SeatReservation;
import dev.orchestra.store.TicketRecords.Standing;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import dev.orchestra.ticket.SeatRefusal;
import dev.orchestra.ticket.TicketOrder;
import dev.orchestra.ticket.TicketOrder.Item;
import io.temporal.failure.ApplicationFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Catalog and Inventory of one show, and our own tables of its seats. */
public final class FakeTickets {

    public static final String EVENT = "event_1";
    public static final BigDecimal PRICE = new BigDecimal("50.00");
    public static final Duration RESERVED_FOR = Duration.ofMinutes(30);

    private static final String CURRENCY = "INR";

    private final Ledger ledger;
    private final LongSupplier clock;
    private final Map<String, Reservation> reservations = new LinkedHashMap<>();
    private final Map<String, String> claimedBy = new LinkedHashMap<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, TicketOrder> orders = new LinkedHashMap<>();
    private BigDecimal price = PRICE;
    private int ids;

    private record Row(SeatReservation reservation, ReservationState state, Instant expiresAt, String orderId) {
        private Standing standing() {
            return new Standing(reservation.reservationId(), state, expiresAt, orderId);
        }

        private Row with(ReservationState next) {
            return new Row(reservation, next, expiresAt, orderId);
        }

        private Row in(String order) {
            return new Row(reservation, state, expiresAt, order);
        }
    }

    private final Catalog catalog = new Catalog();
    private final Seats seats = new Seats();
    private final Records records = new Records();

    FakeTickets(Ledger ledger, LongSupplier clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    CatalogService catalog() {
        return catalog;
    }

    SeatService seats() {
        return seats;
    }

    TicketRecords records() {
        return records;
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.getAsLong());
    }

    // ------------------------------------------------------------------------------- what a test does and sees

    /** Somebody reserves a seat; as the event tells it. */
    public SeatReservation reserved(String seatId, String ownerId) {
        synchronized (ledger) {
            return told(reserve("res_" + seatId + "_" + (++ids), seatId, ownerId));
        }
    }

    /** All seats cost something else from now on. */
    public void costs(String now) {
        synchronized (ledger) {
            price = new BigDecimal(now);
        }
    }

    /** What Inventory says of a reservation. */
    public Status atInventory(String reservationId) {
        synchronized (ledger) {
            return standing(reservationId).status();
        }
    }

    /** What our own table says of it. */
    public ReservationState state(String reservationId) {
        synchronized (ledger) {
            return rows.get(reservationId).state();
        }
    }

    public TicketOrder order(String orderId) {
        synchronized (ledger) {
            return orders.get(orderId);
        }
    }

    public TicketOrder draftOf(String ownerId) {
        synchronized (ledger) {
            return records.draft(ownerId);
        }
    }

    /** Seats that somebody has, for now or for good. */
    public List<String> taken() {
        synchronized (ledger) {
            return reservations.keySet().stream()
                    .map(this::standing)
                    .filter(FakeTickets::inForce)
                    .map(Reservation::seatId)
                    .toList();
        }
    }

    private static SeatReservation told(Reservation reservation) {
        return new SeatReservation(
                reservation.reservationId(),
                reservation.eventId(),
                reservation.seatId(),
                reservation.ownerId(),
                reservation.price(),
                reservation.currency(),
                reservation.createdAt(),
                reservation.expiresAt());
    }

    private Reservation reserve(String id, String seatId, String ownerId) {
        if (reservations.keySet().stream()
                .map(this::standing)
                .anyMatch(other -> inForce(other) && other.seatId().equals(seatId))) {
            throw Ledger.refusal(409, "SEAT_TAKEN");
        }
        Reservation made = new Reservation(
                id, EVENT, seatId, ownerId, price, CURRENCY, Status.HELD, now(), now().plus(RESERVED_FOR));
        reservations.put(id, made);
        return made;
    }

    private static boolean inForce(Reservation reservation) {
        return reservation.status() != Status.RELEASED && reservation.status() != Status.EXPIRED;
    }

    /** Inventory ends what is held by its own clock. */
    private Reservation standing(String id) {
        Reservation now = reservations.get(id);
        if (now == null) {
            throw Ledger.refusal(404, "RESERVATION_NOT_FOUND");
        }
        return now.status() == Status.HELD && !now().isBefore(now.expiresAt()) ? becomes(now, Status.EXPIRED) : now;
    }

    private Reservation becomes(Reservation before, Status status) {
        Reservation after = with(before, status, before.expiresAt());
        reservations.put(after.reservationId(), after);
        return after;
    }

    private static Reservation with(Reservation before, Status status, Instant expiresAt) {
        return new Reservation(
                before.reservationId(),
                before.eventId(),
                before.seatId(),
                before.ownerId(),
                before.price(),
                before.currency(),
                status,
                before.createdAt(),
                expiresAt);
    }

    private final class Catalog implements CatalogService {
        @Override
        public Seat seat(String seatId) {
            if (seatId.startsWith("no_")) {
                throw Ledger.refusal(404, "SEAT_NOT_FOUND");
            }
            return new Seat(seatId, EVENT, price, CURRENCY);
        }

        @Override
        public SeatMap seatMap(String eventId) {
            throw new UnsupportedOperationException("no run asks for it");
        }
    }

    private final class Seats implements SeatService {
        @Override
        public Reservations reserve(Write<Reserve> write) {
            Reserve asked = write.body();
            return new Reservations(List.of(FakeTickets.this.reserve(
                    asked.reservationIds().get(0), asked.seatIds().get(0), asked.ownerId())));
        }

        @Override
        public Reservation release(Undo<Release> undo) {
            String id = undo.body().reservationId();
            if (undo.undoOf() != null && !reservations.containsKey(id)) {
                return null;
            }
            Reservation now = standing(id);
            String asking = undo.body().ownerId();
            if (asking != null && now.ownerId() != null && !asking.equals(now.ownerId())) {
                throw Ledger.refusal(403, "RESERVATION_OF_ANOTHER");
            }
            return switch (now.status()) {
                case HELD -> becomes(now, Status.RELEASED);
                case CLAIMED -> throw Ledger.refusal(409, "RESERVATION_CLAIMED");
                case CONFIRMED -> throw Ledger.refusal(409, "RESERVATION_CONFIRMED");
                default -> now;
            };
        }

        @Override
        public Reservation extend(Write<Extend> write) {
            Reservation now = standing(write.body().reservationId());
            if (now.status() != Status.HELD) {
                throw Ledger.refusal(409, "RESERVATION_" + now.status());
            }
            Reservation longer = with(now, Status.HELD, write.body().expiresAt());
            reservations.put(longer.reservationId(), longer);
            return longer;
        }

        @Override
        public Reservations claim(Write<OfOrder> write) {
            OfOrder order = write.body();
            List<Reservation> all = order.reservationIds().stream()
                    .map(FakeTickets.this::standing)
                    .toList();
            for (Reservation each : all) {
                if (each.status() != Status.HELD) {
                    throw Ledger.refusal(409, "RESERVATION_" + each.status());
                }
            }
            order.reservationIds().forEach(id -> claimedBy.put(id, order.orderId()));
            return new Reservations(
                    all.stream().map(each -> becomes(each, Status.CLAIMED)).toList());
        }

        @Override
        public Reservations unclaim(Undo<OfOrder> undo) {
            List<Reservation> held = end(undo.body(), Status.HELD);
            return new Reservations(
                    held.stream().map(each -> standing(each.reservationId())).toList());
        }

        @Override
        public Reservations reclaim(Write<OfOrder> write) {
            OfOrder order = write.body();
            List<Reservation> mine = order.reservationIds().stream()
                    .map(FakeTickets.this::standing)
                    .toList();
            for (Reservation each : mine) {
                if (each.status() != Status.RELEASED || !order.orderId().equals(claimedBy.get(each.reservationId()))) {
                    throw Ledger.refusal(409, "RESERVATION_NOT_CLAIMED");
                }
                if (reservations.keySet().stream()
                        .map(FakeTickets.this::standing)
                        .anyMatch(other -> other.seatId().equals(each.seatId())
                                && other.status() != Status.RELEASED
                                && other.status() != Status.EXPIRED)) {
                    throw Ledger.refusal(409, "SEAT_TAKEN");
                }
            }
            return new Reservations(
                    mine.stream().map(each -> becomes(each, Status.CLAIMED)).toList());
        }

        @Override
        public Reservations confirm(Write<OfOrder> write) {
            return new Reservations(end(write.body(), Status.CONFIRMED));
        }

        @Override
        public Reservations releaseClaimed(Undo<OfOrder> undo) {
            return new Reservations(end(undo.body(), Status.RELEASED));
        }

        private List<Reservation> end(OfOrder order, Status status) {
            return List.copyOf(reservations.values()).stream()
                    .filter(each -> each.status() == Status.CLAIMED
                            && order.orderId().equals(claimedBy.get(each.reservationId())))
                    .map(each -> becomes(each, status))
                    .toList();
        }
    }

    /** Our own tables. */
    private final class Records implements TicketRecords {
        @Override
        public Standing note(SeatReservation reservation) {
            rows.putIfAbsent(
                    reservation.reservationId(),
                    new Row(reservation, ReservationState.HELD, reservation.expiresAt(), null));
            return rows.get(reservation.reservationId()).standing();
        }

        @Override
        public Standing noteReleased(SeatReservation reservation) {
            note(reservation);
            Row row = rows.get(reservation.reservationId());
            if (row.state() == ReservationState.HELD) {
                takeOut(row);
                rows.put(reservation.reservationId(), row.with(ReservationState.RELEASED));
            }
            return rows.get(reservation.reservationId()).standing();
        }

        @Override
        public Standing expire(String reservationId) {
            Row row = rows.get(reservationId);
            if (isOver(row)) {
                takeOut(row);
                rows.put(reservationId, row.with(ReservationState.EXPIRED));
            }
            return rows.get(reservationId).standing();
        }

        private boolean isOver(Row row) {
            return row.state() == ReservationState.HELD && !now().isBefore(row.expiresAt());
        }

        @Override
        public Standing extend(Extension extension) {
            Row row = rows.get(extension.reservationId());
            if (row.state() == ReservationState.HELD) {
                rows.put(
                        extension.reservationId(),
                        new Row(row.reservation(), row.state(), extension.expiresAt(), row.orderId()));
            }
            return rows.get(extension.reservationId()).standing();
        }

        @Override
        public TicketOrder draft(String ownerId) {
            return orders.values().stream()
                    .filter(order -> order.ownerId().equals(ownerId) && order.state() == TicketOrder.State.DRAFT)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Drafted add(NewItem item) {
            List.copyOf(rows.values()).stream()
                    .filter(row -> row.reservation().seatId().equals(item.seatId()) && isOver(row))
                    .forEach(row -> expire(row.reservation().reservationId()));
            Row row = rows.get(item.reservationId());
            SeatRefusal refusal = refusal(item, row);
            TicketOrder draft = draft(item.ownerId());
            if (refusal == null && (draft == null || without(draft, item.itemId()))) {
                List<Item> items = new ArrayList<>(draft == null ? List.of() : draft.items());
                items.add(new Item(
                        item.itemId(), item.seatId(), row.reservation().eventId(), item.reservationId(), item.price()));
                draft = draft == null
                        ? new TicketOrder(
                                item.newOrderId(),
                                item.ownerId(),
                                1,
                                TicketOrder.State.DRAFT,
                                null,
                                CURRENCY,
                                now(),
                                null,
                                null,
                                items)
                        : draft;
                rows.put(item.reservationId(), row.in(draft.id()));
                draft = keep(draft, TicketOrder.State.DRAFT, draft.attempt(), null, items);
            }
            return new Drafted(draft, refusal);
        }

        private boolean without(TicketOrder draft, String itemId) {
            return draft.items().stream().noneMatch(item -> item.id().equals(itemId));
        }

        private SeatRefusal refusal(NewItem item, Row row) {
            if (row == null) {
                return SeatRefusal.RESERVATION_NOT_FOUND;
            }
            if (row.reservation().ownerId() != null
                    && !row.reservation().ownerId().equals(item.ownerId())) {
                return SeatRefusal.RESERVATION_OF_ANOTHER;
            }
            if (!row.reservation().seatId().equals(item.seatId())) {
                return SeatRefusal.RESERVATION_OF_ANOTHER_SEAT;
            }
            TicketOrder draft = draft(item.ownerId());
            if (draft != null && !without(draft, item.itemId())) {
                return null;
            }
            if (draft != null
                    && draft.items().stream().anyMatch(each -> each.seatId().equals(item.seatId()))) {
                return SeatRefusal.SEAT_IN_CART;
            }
            if (row.state() == ReservationState.EXPIRED || isOver(row)) {
                return SeatRefusal.RESERVATION_EXPIRED;
            }
            return row.state() == ReservationState.HELD && row.orderId() == null ? null : SeatRefusal.RESERVATION_USED;
        }

        private TicketOrder keep(
                TicketOrder order, TicketOrder.State state, int attempt, Instant paidAt, List<Item> items) {
            TicketOrder kept = new TicketOrder(
                    order.id(),
                    order.ownerId(),
                    attempt,
                    state,
                    items.stream().map(Item::price).reduce(new BigDecimal("0.00"), BigDecimal::add),
                    CURRENCY,
                    order.createdAt(),
                    paidAt,
                    items.stream()
                            .map(item -> rows.get(item.reservationId()).expiresAt())
                            .min(Comparator.naturalOrder())
                            .orElse(null),
                    List.copyOf(items));
            orders.put(kept.id(), kept);
            return kept;
        }

        private void takeOut(Row row) {
            if (row.orderId() != null) {
                TicketOrder draft = orders.get(row.orderId());
                keep(
                        draft,
                        draft.state(),
                        draft.attempt(),
                        null,
                        itemsOf(
                                draft,
                                item -> !item.reservationId()
                                        .equals(row.reservation().reservationId())));
            }
        }

        private List<Item> itemsOf(TicketOrder order, Predicate<Item> which) {
            return order.items().stream().filter(which).toList();
        }

        @Override
        public Removed remove(Removal removal) {
            TicketOrder draft = draft(removal.ownerId());
            String id = removal.reservationId() != null
                    ? removal.reservationId()
                    : draft == null
                            ? null
                            : itemsOf(draft, item -> item.seatId().equals(removal.seatId())).stream()
                                    .map(Item::reservationId)
                                    .findFirst()
                                    .orElse(null);
            Row row = id == null ? null : rows.get(id);
            if (row == null) {
                return new Removed(
                        draft,
                        null,
                        removal.reservationId() == null
                                ? SeatRefusal.SEAT_NOT_IN_CART
                                : SeatRefusal.RESERVATION_NOT_FOUND);
            }
            if (row.reservation().ownerId() != null
                    && !row.reservation().ownerId().equals(removal.ownerId())) {
                return new Removed(draft, null, SeatRefusal.RESERVATION_OF_ANOTHER);
            }
            if (row.state() == ReservationState.CLAIMED || row.state() == ReservationState.CONFIRMED) {
                return new Removed(draft, null, SeatRefusal.RESERVATION_IN_ORDER);
            }
            if (row.state() == ReservationState.HELD) {
                takeOut(row);
                rows.put(id, row.with(ReservationState.RELEASED));
            }
            return new Removed(draft(removal.ownerId()), id, null);
        }

        @Override
        public Drafted claim(Attempt attempt) {
            TicketOrder order = orders.get(attempt.orderId());
            if (order == null || !order.ownerId().equals(attempt.ownerId())) {
                return new Drafted(null, SeatRefusal.ORDER_NOT_FOUND);
            }
            boolean current = order.attempt() == attempt.attempt();
            if (current && order.state() == TicketOrder.State.PENDING) {
                return new Drafted(order, null);
            }
            if (!current || order.state() != TicketOrder.State.DRAFT) {
                return new Drafted(order, SeatRefusal.ATTEMPT_OVER);
            }
            if (order.items().isEmpty()) {
                return new Drafted(order, SeatRefusal.CART_EMPTY);
            }
            for (Item item : order.items()) {
                Row row = rows.get(item.reservationId());
                if (row.state() != ReservationState.HELD || isOver(row)) {
                    return new Drafted(order, SeatRefusal.RESERVATION_EXPIRED);
                }
            }
            move(order, ReservationState.CLAIMED);
            return new Drafted(keep(order, TicketOrder.State.PENDING, order.attempt(), null, order.items()), null);
        }

        private void move(TicketOrder order, ReservationState next) {
            order.items().forEach(item -> rows.computeIfPresent(item.reservationId(), (id, row) -> row.with(next)));
        }

        @Override
        public TicketOrder giveBack(Attempt attempt) {
            TicketOrder order = orders.get(attempt.orderId());
            if (order == null || order.attempt() != attempt.attempt()) {
                return order;
            }
            if (order.state() == TicketOrder.State.PENDING) {
                move(order, ReservationState.HELD);
            }
            TicketOrder newer = draft(attempt.ownerId());
            if (newer != null && !newer.id().equals(order.id())) {
                List<Item> items = new ArrayList<>(newer.items());
                items.addAll(order.items());
                order.items()
                        .forEach(item -> rows.computeIfPresent(item.reservationId(), (id, row) -> row.in(newer.id())));
                keep(newer, TicketOrder.State.DRAFT, newer.attempt(), null, items);
                return keep(order, TicketOrder.State.CANCELLED, order.attempt() + 1, null, List.of());
            }
            return keep(order, TicketOrder.State.DRAFT, order.attempt() + 1, null, order.items());
        }

        @Override
        public TicketOrder cancel(Attempt attempt) {
            TicketOrder order = orders.get(attempt.orderId());
            if (order == null || order.state() != TicketOrder.State.PENDING) {
                return order;
            }
            move(order, ReservationState.RELEASED);
            return keep(order, TicketOrder.State.CANCELLED, order.attempt(), null, order.items());
        }

        @Override
        public void lapse(Attempt attempt) {
            move(orders.get(attempt.orderId()), ReservationState.RELEASED);
        }

        @Override
        public TicketOrder regain(Attempt attempt) {
            TicketOrder order = orders.get(attempt.orderId());
            boolean taken = orders.values().stream()
                    .filter(other -> !other.id().equals(order.id()) && other.state() != TicketOrder.State.CANCELLED)
                    .flatMap(other -> other.items().stream())
                    .anyMatch(item -> order.items().stream()
                            .anyMatch(mine -> mine.seatId().equals(item.seatId())));
            if (taken) {
                return null;
            }
            move(order, ReservationState.CLAIMED);
            return order;
        }

        @Override
        public TicketOrder complete(Completion completion) {
            TicketOrder order = orders.get(completion.orderId());
            if (order.state() == TicketOrder.State.COMPLETED) {
                return order;
            }
            if (order.state() != TicketOrder.State.PENDING) {
                throw ApplicationFailure.newFailure("not pending", "Bug");
            }
            move(order, ReservationState.CONFIRMED);
            return keep(order, TicketOrder.State.COMPLETED, order.attempt(), completion.paidAt(), order.items());
        }
    }
}
