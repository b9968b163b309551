package dev.orchestra.store;

import dev.orchestra.ticket.SeatRefusal;
import dev.orchestra.ticket.TicketOrder;
import java.sql.Timestamp;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes seat reservations and orders of seats. Locks are taken in one order, so that nobody waits in a circle: the owner where a draft may come to be, then orders, then
 * reservations. The reservations of an order change under the order's lock alone.
 */
public final class StoredTicketRecords implements TicketRecords {

    /** The shop's only one: a total of two would be none. */
    private static final String CURRENCY = "INR";

    private final JdbcClient database;
    private final TransactionOperations transaction;
    private final TicketReads reads;

    StoredTicketRecords(JdbcClient database, TransactionOperations transaction, TicketReads reads) {
        this.database = database;
        this.transaction = transaction;
        this.reads = reads;
    }

    // ------------------------------------------------------------------------------------------------ reservations

    @Override
    public Standing note(SeatReservation reservation) {
        database.sql("""
                        insert into orchestra.seat_reservations
                            (reservation_id, event_id, seat_id, owner_id, price, currency, state, created_at, expires_at, updated_at)
                        values (:reservationId, :eventId, :seatId, :ownerId, :price, :currency, 'HELD', :createdAt, :expiresAt, now())
                        on conflict (reservation_id) do nothing
                        """)
                .param("reservationId", reservation.reservationId())
                .param("eventId", reservation.eventId())
                .param("seatId", reservation.seatId())
                .param("ownerId", reservation.ownerId())
                .param("price", reservation.price())
                .param("currency", reservation.currency())
                .param("createdAt", Timestamp.from(reservation.createdAt()))
                .param("expiresAt", Timestamp.from(reservation.expiresAt()))
                .update();
        return standing(reservation.reservationId());
    }

    @Override
    public Standing noteReleased(SeatReservation reservation) {
        note(reservation);
        return withItsOrder(reservation.reservationId(), known -> {
                    free(reservation.reservationId(), null);
                    return reads.reservation(reservation.reservationId());
                })
                .orElseThrow();
    }

    @Override
    public Standing expire(String reservationId) {
        return withItsOrder(reservationId, known -> {
                    boolean expired = database.sql("""
                            update orchestra.seat_reservations set state = 'EXPIRED', updated_at = now()
                            where reservation_id = :reservationId and state = 'HELD' and expires_at <= clock_timestamp()
                            """)
                                    .param("reservationId", reservationId)
                                    .update()
                            == 1;
                    if (expired) {
                        takeOut(reservationId, null);
                    }
                    return reads.reservation(reservationId);
                })
                .orElse(null);
    }

    @Override
    public Standing extend(Extension extension) {
        database.sql("""
                        update orchestra.seat_reservations set expires_at = :expiresAt, updated_at = now()
                        where reservation_id = :reservationId and state = 'HELD'
                        """)
                .param("expiresAt", Timestamp.from(extension.expiresAt()))
                .param("reservationId", extension.reservationId())
                .update();
        return standing(extension.reservationId());
    }

    // ------------------------------------------------------------------------------------------------ the draft

    @Override
    public TicketOrder draft(String ownerId) {
        return reads.draft(ownerId).orElse(null);
    }

    @Override
    public Drafted add(NewItem item) {
        if (!item.currency().equals(CURRENCY)) {
            throw new IllegalArgumentException("Orders of seats are in " + CURRENCY + ", not in " + item.currency());
        }
        expireInItsDraft(item);
        return transaction.execute(status -> {
            lockOwner(item.ownerId());
            Drafted drafted = put(item);
            if (drafted.refusal() != null) {
                status.setRollbackOnly();
            }
            return drafted;
        });
    }

    /** Whoever let their time go by shall not keep the seat from others until somebody has noticed. */
    private void expireInItsDraft(NewItem item) {
        database.sql("""
                        select r.reservation_id from orchestra.order_items i
                        join orchestra.seat_reservations r on r.reservation_id = i.reservation_id
                        where i.seat_id = :seatId and i.active
                          and r.state = 'HELD' and r.expires_at <= clock_timestamp()
                        """)
                .param("seatId", item.seatId())
                .query(String.class)
                .optional()
                .ifPresent(this::expire);
    }

    private Drafted put(NewItem item) {
        TicketOrder draft = lockDraft(item.ownerId()).orElse(null);
        Row reservation = lockReservation(item.reservationId()).orElse(null);
        SeatRefusal unfit = unfit(item, reservation);
        if (unfit != null) {
            return new Drafted(draft, unfit);
        }
        Optional<TicketOrder> repeated = orderOfItem(item.itemId());
        if (repeated.isPresent()) {
            return new Drafted(repeated.get(), null);
        }
        SeatRefusal late = tooLate(item, reservation, draft);
        if (late != null) {
            return new Drafted(draft, late);
        }
        String orderId = draft == null ? begin(item) : draft.id();
        if (!insert(item, orderId, reservation.eventId())) {
            return new Drafted(draft, SeatRefusal.SEAT_TAKEN);
        }
        if (draft != null && draft.items().size() >= MOST_SEATS) {
            return new Drafted(draft, SeatRefusal.CART_FULL);
        }
        database.sql("""
                        update orchestra.seat_reservations set owner_id = :ownerId, order_id = :orderId, updated_at = now()
                        where reservation_id = :reservationId
                        """)
                .param("ownerId", item.ownerId())
                .param("orderId", orderId)
                .param("reservationId", item.reservationId())
                .update();
        addUp(orderId);
        return new Drafted(reads.order(orderId).orElseThrow(), null);
    }

    private static SeatRefusal unfit(NewItem item, Row reservation) {
        if (reservation == null) {
            return SeatRefusal.RESERVATION_NOT_FOUND;
        }
        if (reservation.isOfAnotherThan(item.ownerId())) {
            return SeatRefusal.RESERVATION_OF_ANOTHER;
        }
        return reservation.seatId().equals(item.seatId()) ? null : SeatRefusal.RESERVATION_OF_ANOTHER_SEAT;
    }

    private static SeatRefusal tooLate(NewItem item, Row reservation, TicketOrder draft) {
        if (draft != null
                && draft.items().stream().anyMatch(other -> other.seatId().equals(item.seatId()))) {
            return SeatRefusal.SEAT_IN_CART;
        }
        if (reservation.over()) {
            return SeatRefusal.RESERVATION_EXPIRED;
        }
        boolean free = reservation.state() == ReservationState.HELD && reservation.orderId() == null;
        return free ? null : SeatRefusal.RESERVATION_USED;
    }

    private Optional<TicketOrder> orderOfItem(String itemId) {
        return database.sql("select order_id from orchestra.order_items where item_id = :itemId")
                .param("itemId", itemId)
                .query(String.class)
                .optional()
                .flatMap(reads::order);
    }

    private String begin(NewItem item) {
        database.sql("""
                        insert into orchestra.ticket_orders (order_id, owner_id, attempt, state, total, currency, created_at)
                        values (:orderId, :ownerId, 1, 'DRAFT', 0, :currency, now())
                        """)
                .param("orderId", item.newOrderId())
                .param("ownerId", item.ownerId())
                .param("currency", CURRENCY)
                .update();
        return item.newOrderId();
    }

    /** @return false when another order has the seat */
    private boolean insert(NewItem item, String orderId, String eventId) {
        return database.sql("""
                        insert into orchestra.order_items (item_id, order_id, seat_id, event_id, reservation_id, price, active)
                        values (:itemId, :orderId, :seatId, :eventId, :reservationId, :price, true)
                        on conflict (seat_id) where active do nothing
                        """)
                        .param("itemId", item.itemId())
                        .param("orderId", orderId)
                        .param("seatId", item.seatId())
                        .param("eventId", eventId)
                        .param("reservationId", item.reservationId())
                        .param("price", item.price())
                        .update()
                == 1;
    }

    @Override
    public Removed remove(Removal removal) {
        return removal.reservationId() == null
                ? transaction.execute(status -> removeSeat(removal))
                : withItsOrder(removal.reservationId(), reservation -> removeReservation(removal, reservation));
    }

    private Removed removeSeat(Removal removal) {
        TicketOrder draft = lockDraft(removal.ownerId()).orElse(null);
        Optional<String> repeated = removedBy(removal);
        if (repeated.isPresent()) {
            return new Removed(draft, repeated.get(), null);
        }
        Optional<String> reservationId = draft == null
                ? Optional.empty()
                : draft.items().stream()
                        .filter(item -> item.seatId().equals(removal.seatId()))
                        .map(TicketOrder.Item::reservationId)
                        .findFirst();
        if (reservationId.isEmpty()) {
            return new Removed(draft, null, SeatRefusal.SEAT_NOT_IN_CART);
        }
        return release(removal, reservationId.get());
    }

    private Optional<String> removedBy(Removal removal) {
        return database.sql("""
                        select r.reservation_id from orchestra.order_items i
                        join orchestra.seat_reservations r on r.reservation_id = i.reservation_id
                        where i.removed_by = :removalId and r.owner_id = :ownerId
                        """)
                .param("removalId", removal.removalId())
                .param("ownerId", removal.ownerId())
                .query(String.class)
                .optional();
    }

    private Removed removeReservation(Removal removal, Optional<Row> known) {
        if (known.isEmpty()) {
            return refused(removal, SeatRefusal.RESERVATION_NOT_FOUND);
        }
        Row reservation = known.get();
        if (reservation.isOfAnotherThan(removal.ownerId())) {
            return refused(removal, SeatRefusal.RESERVATION_OF_ANOTHER);
        }
        return switch (reservation.state()) {
            case CLAIMED, CONFIRMED -> refused(removal, SeatRefusal.RESERVATION_IN_ORDER);
            case HELD, RELEASED, EXPIRED -> release(removal, removal.reservationId());
        };
    }

    private Removed refused(Removal removal, SeatRefusal refusal) {
        return new Removed(reads.draft(removal.ownerId()).orElse(null), null, refusal);
    }

    private Removed release(Removal removal, String reservationId) {
        free(reservationId, removal.removalId());
        return new Removed(reads.draft(removal.ownerId()).orElse(null), reservationId, null);
    }

    private void free(String reservationId, String removalId) {
        boolean released =
                database.sql("""
                        update orchestra.seat_reservations set state = 'RELEASED', updated_at = now()
                        where reservation_id = :reservationId and state = 'HELD'
                        """).param("reservationId", reservationId).update() == 1;
        if (released) {
            takeOut(reservationId, removalId);
        }
    }

    /** @param removalId null when nobody asked for it */
    private void takeOut(String reservationId, String removalId) {
        database.sql("""
                        update orchestra.order_items set active = false, removed_at = now(), removed_by = :removalId
                        where reservation_id = :reservationId and active
                        returning order_id
                        """)
                .param("removalId", removalId)
                .param("reservationId", reservationId)
                .query(String.class)
                .optional()
                .ifPresent(this::addUp);
    }

    private void addUp(String orderId) {
        database.sql("""
                        update orchestra.ticket_orders o
                        set total = (select coalesce(sum(price), 0) from orchestra.order_items i where i.order_id = o.order_id and i.active)
                        where order_id = :orderId
                        """).param("orderId", orderId).update();
    }

    // ------------------------------------------------------------------------------------------------ the checkout

    @Override
    public Drafted claim(Attempt attempt) {
        return transaction.execute(status -> {
            Drafted drafted = claimAll(attempt);
            if (drafted.refusal() != null) {
                status.setRollbackOnly();
            }
            return drafted;
        });
    }

    private Drafted claimAll(Attempt attempt) {
        Optional<TicketOrder> found = lockOrder(attempt.orderId()).filter(order -> isOf(attempt, order));
        if (found.isEmpty()) {
            return new Drafted(null, SeatRefusal.ORDER_NOT_FOUND);
        }
        TicketOrder order = found.get();
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
        int claimed = database.sql("""
                        update orchestra.seat_reservations r set state = 'CLAIMED', updated_at = now()
                        from orchestra.order_items i
                        where i.order_id = :orderId and i.active and r.reservation_id = i.reservation_id
                          and r.state = 'HELD' and r.expires_at > clock_timestamp()
                        """).param("orderId", order.id()).update();
        if (claimed < order.items().size()) {
            return new Drafted(order, SeatRefusal.RESERVATION_EXPIRED);
        }
        database.sql("""
                        update orchestra.ticket_orders set state = 'PENDING', checked_out_at = now()
                        where order_id = :orderId
                        """).param("orderId", order.id()).update();
        return new Drafted(reads.order(order.id()).orElseThrow(), null);
    }

    @Override
    public TicketOrder giveBack(Attempt attempt) {
        return transaction.execute(status -> {
            lockOwner(attempt.ownerId());
            Optional<TicketOrder> found = lockOrder(attempt.orderId()).filter(order -> isOf(attempt, order));
            if (found.isEmpty()) {
                return null;
            }
            TicketOrder order = found.get();
            if (order.attempt() == attempt.attempt()) {
                switch (order.state()) {
                    // Its claim may be under way still.
                    case DRAFT -> again(order);
                    case PENDING -> reopen(order);
                    case COMPLETED, CANCELLED -> {
                        return order;
                    }
                }
            }
            forget(attempt);
            return reads.order(order.id()).orElseThrow();
        });
    }

    private void again(TicketOrder order) {
        database.sql("""
                        update orchestra.ticket_orders set state = 'DRAFT', attempt = attempt + 1, checked_out_at = null
                        where order_id = :orderId
                        """).param("orderId", order.id()).update();
    }

    private void reopen(TicketOrder order) {
        endClaim(order, ReservationState.HELD);
        Optional<TicketOrder> newer = lockDraft(order.ownerId());
        if (newer.isEmpty()) {
            again(order);
        } else {
            move(order, newer.get());
        }
    }

    private void move(TicketOrder order, TicketOrder newer) {
        for (String table : new String[] {"order_items", "seat_reservations"}) {
            database.sql("update orchestra." + table + " set order_id = :newer where order_id = :orderId")
                    .param("newer", newer.id())
                    .param("orderId", order.id())
                    .update();
        }
        database.sql("""
                        update orchestra.ticket_orders set state = 'CANCELLED', attempt = attempt + 1
                        where order_id = :orderId
                        """).param("orderId", order.id()).update();
        addUp(order.id());
        addUp(newer.id());
    }

    /** A newer attempt may have told of itself since: that stays. */
    private void forget(Attempt attempt) {
        boolean told = database.sql("""
                        select order_id from orchestra.orders where order_id = :orderId and attempt <= :attempt
                        for update
                        """)
                .param("orderId", attempt.orderId())
                .param("attempt", attempt.attempt())
                .query(String.class)
                .optional()
                .isPresent();
        if (told) {
            for (String table : new String[] {"order_events", "orders"}) {
                database.sql("delete from orchestra." + table + " where order_id = :orderId")
                        .param("orderId", attempt.orderId())
                        .update();
            }
        }
    }

    @Override
    public TicketOrder cancel(Attempt attempt) {
        return transaction.execute(status -> {
            Optional<TicketOrder> found = lockOrder(attempt.orderId()).filter(order -> isOf(attempt, order));
            found.filter(order -> isPending(order, attempt.attempt())).ifPresent(this::cancelAll);
            return found.flatMap(order -> reads.order(order.id())).orElse(null);
        });
    }

    private void cancelAll(TicketOrder order) {
        endClaim(order, ReservationState.RELEASED);
        database.sql("update orchestra.order_items set active = false where order_id = :orderId")
                .param("orderId", order.id())
                .update();
        database.sql("update orchestra.ticket_orders set state = 'CANCELLED' where order_id = :orderId")
                .param("orderId", order.id())
                .update();
    }

    @Override
    public void lapse(Attempt attempt) {
        transaction.executeWithoutResult(status -> lockOrder(attempt.orderId())
                .filter(order -> isPending(order, attempt.attempt()))
                .ifPresent(order -> {
                    endClaim(order, ReservationState.RELEASED);
                    setActive(order, false);
                }));
    }

    @Override
    public TicketOrder regain(Attempt attempt) {
        return transaction.execute(status -> {
            Optional<TicketOrder> found = lockOrder(attempt.orderId())
                    .filter(order -> isPending(order, attempt.attempt()) && keepAgain(order));
            found.ifPresent(
                    order -> database.sql("""
                            update orchestra.seat_reservations set state = 'CLAIMED', updated_at = now()
                            where order_id = :orderId and state = 'RELEASED'
                              and reservation_id in (select reservation_id from orchestra.order_items
                                                     where order_id = :orderId and active)
                            """).param("orderId", order.id()).update());
            return found.flatMap(order -> reads.order(order.id())).orElse(null);
        });
    }

    /** @return false when another order keeps one of the seats */
    private boolean keepAgain(TicketOrder order) {
        boolean taken = database.sql("""
                        select exists (select from orchestra.order_items mine
                        join orchestra.order_items other on other.seat_id = mine.seat_id and other.order_id <> mine.order_id and other.active
                        where mine.order_id = :orderId and mine.removed_at is null)
                        """)
                .param("orderId", order.id())
                .query(Boolean.class)
                .single();
        if (!taken) {
            setActive(order, true);
        }
        return !taken;
    }

    private void setActive(TicketOrder order, boolean active) {
        database.sql("""
                        update orchestra.order_items set active = :active
                        where order_id = :orderId and removed_at is null
                        """).param("active", active).param("orderId", order.id()).update();
    }

    @Override
    public TicketOrder complete(Completion completion) {
        return transaction.execute(status -> {
            Optional<TicketOrder> found = lockOrder(completion.orderId());
            found.filter(order -> isPending(order, completion.attempt())).ifPresent(order -> {
                endClaim(order, ReservationState.CONFIRMED);
                database.sql("""
                                update orchestra.ticket_orders set state = 'COMPLETED', paid_at = :paidAt
                                where order_id = :orderId
                                """)
                        .param("paidAt", Timestamp.from(completion.paidAt()))
                        .param("orderId", order.id())
                        .update();
            });
            return found.flatMap(order -> reads.order(order.id())).orElse(null);
        });
    }

    private static boolean isOf(Attempt attempt, TicketOrder order) {
        return order.ownerId().equals(attempt.ownerId());
    }

    private static boolean isPending(TicketOrder order, int attempt) {
        return order.attempt() == attempt && order.state() == TicketOrder.State.PENDING;
    }

    private void endClaim(TicketOrder order, ReservationState state) {
        database.sql("""
                        update orchestra.seat_reservations set state = :state, updated_at = now()
                        where order_id = :orderId and state = 'CLAIMED'
                        """)
                .param("state", state.name())
                .param("orderId", order.id())
                .update();
    }

    // ------------------------------------------------------------------------------------------------ locks

    /**
     * A reservation as it is under its lock.
     *
     * @param over expired, or about to be
     */
    private record Row(
            String eventId, String seatId, String ownerId, ReservationState state, String orderId, boolean over) {

        boolean isOfAnotherThan(String someone) {
            return ownerId != null && !ownerId.equals(someone);
        }
    }

    /** Changes a reservation whose order is locked before it. Which order that is may change until both are locked: then from the start. */
    private <T> T withItsOrder(String reservationId, Function<Optional<Row>, T> change) {
        Optional<T> changed;
        do {
            changed = transaction.execute(status -> {
                String orderId =
                        reads.reservation(reservationId).map(Standing::orderId).orElse(null);
                if (orderId != null) {
                    lockOrder(orderId);
                }
                Optional<Row> reservation = lockReservation(reservationId);
                boolean same =
                        Objects.equals(orderId, reservation.map(Row::orderId).orElse(null));
                return same ? Optional.of(change.apply(reservation)) : Optional.empty();
            });
        } while (changed.isEmpty());
        return changed.get();
    }

    private void lockOwner(String ownerId) {
        // A draft that is not there cannot be locked.
        database.sql("select pg_advisory_xact_lock(hashtextextended(:ownerId, 0)) is null")
                .param("ownerId", ownerId)
                .query(Boolean.class)
                .single();
    }

    private Optional<TicketOrder> lockOrder(String orderId) {
        return database.sql("select order_id from orchestra.ticket_orders where order_id = :orderId for update")
                .param("orderId", orderId)
                .query(String.class)
                .optional()
                .flatMap(reads::order);
    }

    private Optional<TicketOrder> lockDraft(String ownerId) {
        return database.sql("""
                        select order_id from orchestra.ticket_orders where owner_id = :ownerId and state = 'DRAFT'
                        for update
                        """)
                .param("ownerId", ownerId)
                .query(String.class)
                .optional()
                .flatMap(reads::order);
    }

    private Optional<Row> lockReservation(String reservationId) {
        return database.sql("""
                        select event_id, seat_id, owner_id, state, order_id,
                               state = 'EXPIRED' or state = 'HELD' and expires_at <= clock_timestamp() as over
                        from orchestra.seat_reservations where reservation_id = :reservationId
                        for update
                        """)
                .param("reservationId", reservationId)
                .query((row, number) -> new Row(
                        row.getString("event_id"),
                        row.getString("seat_id"),
                        row.getString("owner_id"),
                        ReservationState.valueOf(row.getString("state")),
                        row.getString("order_id"),
                        row.getBoolean("over")))
                .optional();
    }

    /** Null when it is not known. */
    private Standing standing(String reservationId) {
        return reads.reservation(reservationId).orElse(null);
    }
}
