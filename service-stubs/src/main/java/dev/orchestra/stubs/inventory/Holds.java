package dev.orchestra.stubs.inventory;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.orchestra.stubs.inventory.Hold.HeldItem;
import dev.orchestra.stubs.inventory.Hold.Status;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * All holds. Whoever changes a hold's status by conditional update moves its stock, so stock moves exactly once; each
 * transaction locks holds first, in the order of their ids, and stock after, in the order of SKUs.
 */
@Repository
class Holds {

    private static final int EXPIRED_AT_ONCE = 200;

    private final JdbcClient database;
    private final Stock stock;

    Holds(JdbcClient database, Stock stock) {
        this.database = database;
        this.stock = stock;
    }

    /**
     * Holds all of the items or none.
     *
     * @throws Refusal 409 {@code OUT_OF_STOCK} with each item that is short
     */
    @Transactional
    Hold hold(String orderId, String cartId, int ttlSeconds, List<Item> items) {
        String reservationId = Ids.next("res");
        SortedMap<Sku, Integer> quantities = Item.bySku(items);
        List<Sku> missing = new ArrayList<>();
        quantities.forEach((sku, quantity) -> {
            if (!stock.hold(sku, quantity)) {
                missing.add(sku);
            }
        });
        if (!missing.isEmpty()) {
            throw outOfStock(quantities, missing);
        }
        // The statement's own time and not the transaction's, which may have waited for locks.
        Instant expiresAt = database.sql("""
                        insert into inventory.holds (reservation_id, order_id, cart_id, status, expires_at)
                        values (?, ?, ?, 'HELD', clock_timestamp() + make_interval(secs => ?))
                        returning expires_at""")
                .params(reservationId, orderId, cartId, ttlSeconds)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        quantities.forEach((sku, quantity) -> database.sql(
                        "insert into inventory.hold_items (reservation_id, product_id, variant_id, quantity)"
                                + " values (?, ?, ?, ?)")
                .params(reservationId, sku.productId(), sku.variantId(), quantity)
                .update());
        return new Hold(
                reservationId,
                orderId,
                cartId,
                Status.HELD,
                expiresAt,
                quantities.entrySet().stream()
                        .map(held -> new HeldItem(
                                held.getKey().productId(), held.getKey().variantIdOrNull(), held.getValue()))
                        .toList());
    }

    /**
     * Turns the hold into a sale, once.
     *
     * @throws Refusal 404 {@code HOLD_NOT_FOUND}, also for another order's hold; 409 {@code HOLD_EXPIRED}, 409 {@code
     *     HOLD_RELEASED}
     */
    @Transactional
    void deduct(String reservationId, String orderId) {
        List<String> mine = database.sql("""
                        update inventory.holds set status = 'DEDUCTED', settled_at = clock_timestamp()
                        where reservation_id = ? and order_id = ? and status = 'HELD' and expires_at > clock_timestamp()
                        returning reservation_id""")
                .params(reservationId, orderId)
                .query(String.class)
                .list();
        if (!mine.isEmpty()) {
            move(mine, stock::deduct);
            return;
        }
        Status status = database.sql("select status from inventory.holds where reservation_id = ? and order_id = ?")
                .params(reservationId, orderId)
                .query(Status.class)
                .optional()
                .orElseThrow(() -> new Refusal(
                        HttpStatus.NOT_FOUND,
                        "HOLD_NOT_FOUND",
                        "Order " + orderId + " has no reservation " + reservationId + "."));
        switch (status) {
            case DEDUCTED -> {}
            case RELEASED ->
                throw new Refusal(HttpStatus.CONFLICT, "HOLD_RELEASED", "The reservation was released before.");
            // Still HELD means past its end and not swept yet.
            case EXPIRED, HELD ->
                throw new Refusal(HttpStatus.CONFLICT, "HOLD_EXPIRED", "The reservation ended before it was deducted.");
        }
    }

    /** Gives back what the order, or else the cart, holds; the number of holds that this call released. */
    @Transactional
    int release(String orderId, String cartId) {
        String whose = orderId != null ? "order_id" : "cart_id";
        List<String> mine = database.sql("""
                        with mine as (
                            select reservation_id from inventory.holds
                            where status = 'HELD' and %s = ?
                            order by reservation_id
                            for update
                        )
                        update inventory.holds set status = 'RELEASED', settled_at = clock_timestamp()
                        where status = 'HELD' and reservation_id in (select reservation_id from mine)
                        returning reservation_id""".formatted(whose))
                .param(orderId != null ? orderId : cartId)
                .query(String.class)
                .list();
        move(mine, stock::giveBack);
        return mine.size();
    }

    /**
     * Gives back the stock of holds past their end. Holds that another transaction is just settling are left to it.
     *
     * @return how many holds ended
     */
    @Transactional
    int expire() {
        List<String> due =
                database.sql("""
                        with due as (
                            select reservation_id from inventory.holds
                            where status = 'HELD' and expires_at <= clock_timestamp()
                            order by expires_at
                            limit ?
                            for update skip locked
                        )
                        update inventory.holds set status = 'EXPIRED', settled_at = clock_timestamp()
                        where reservation_id in (select reservation_id from due)
                        returning reservation_id""").param(EXPIRED_AT_ONCE).query(String.class).list();
        move(due, stock::giveBack);
        return due.size();
    }

    /** How many pieces of each SKU are held for this order now. */
    Map<Sku, Integer> heldFor(String orderId) {
        Map<Sku, Integer> held = new TreeMap<>();
        ofOrder(orderId).stream()
                .filter(hold -> hold.status() == Status.HELD)
                .flatMap(hold -> hold.items().stream())
                .forEach(
                        item -> held.merge(new Sku(item.productId(), item.variantId()), item.quantity(), Integer::sum));
        return held;
    }

    List<Hold> ofOrder(String orderId) {
        List<HoldRow> holds = database.sql(
                        "select * from inventory.holds where order_id = ? order by created_at, reservation_id")
                .param(orderId)
                .query(Holds::holdRow)
                .list();
        Map<String, List<HeldItem>> items = items(
                        holds.stream().map(HoldRow::reservationId).toList())
                .stream()
                .collect(groupingBy(ItemRow::reservationId, mapping(ItemRow::heldItem, toList())));
        return holds.stream()
                .map(hold -> hold.hold(items.get(hold.reservationId())))
                .toList();
    }

    private void move(List<String> reservationIds, ObjIntConsumer<Sku> stockMove) {
        SortedMap<Sku, Integer> quantities = new TreeMap<>();
        items(reservationIds)
                .forEach(item ->
                        quantities.merge(new Sku(item.productId(), item.variantId()), item.quantity(), Integer::sum));
        quantities.forEach(stockMove::accept);
    }

    private List<ItemRow> items(Collection<String> reservationIds) {
        if (reservationIds.isEmpty()) {
            return List.of();
        }
        return database.sql(
                        "select * from inventory.hold_items where reservation_id in (:ids) order by product_id, variant_id")
                .param("ids", reservationIds)
                .query(ItemRow.class)
                .list();
    }

    private Refusal outOfStock(SortedMap<Sku, Integer> quantities, List<Sku> missing) {
        Map<Sku, Integer> available =
                stock.available(missing.stream().map(Sku::productId).toList());
        return new Refusal(HttpStatus.CONFLICT, "OUT_OF_STOCK", "There is not enough stock; nothing was reserved.")
                .with(
                        "items",
                        missing.stream()
                                .map(sku -> new Shortage(
                                        sku.productId(),
                                        sku.variantIdOrNull(),
                                        quantities.get(sku),
                                        available.getOrDefault(sku, 0)))
                                .toList());
    }

    private static HoldRow holdRow(ResultSet row, int number) throws SQLException {
        return new HoldRow(
                row.getString("reservation_id"),
                row.getString("order_id"),
                row.getString("cart_id"),
                Status.valueOf(row.getString("status")),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    /** An item of which fewer pieces can be had than were asked for. */
    record Shortage(String productId, String variantId, int requested, int quantityAvailable) {}

    private record HoldRow(String reservationId, String orderId, String cartId, Status status, Instant expiresAt) {

        Hold hold(List<HeldItem> items) {
            return new Hold(reservationId, orderId, cartId, status, expiresAt, items);
        }
    }

    private record ItemRow(String reservationId, String productId, String variantId, int quantity) {

        HeldItem heldItem() {
            return new HeldItem(productId, variantId.isEmpty() ? null : variantId, quantity);
        }
    }
}
