package dev.orchestra.stubs.order;

import dev.orchestra.stubs.order.Order.SubOrder;
import dev.orchestra.stubs.order.SubOrdersRequest.Part;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** All orders. A change locks its order first, so that changes of one order follow each other. */
@Repository
class Orders {

    private final JdbcClient database;
    private final JsonMapper json;

    Orders(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    Optional<Order> order(String id) {
        return find(id, "");
    }

    /**
     * Adds an order, pending and unpaid, and gives it the next number.
     *
     * @throws Refusal 409 {@code ORDER_EXISTS}
     */
    @Transactional
    Order add(OrderRequest request) {
        int year = OffsetDateTime.now(ZoneOffset.UTC).getYear();
        int added = database.sql("""
                        insert into orders.orders (id, number, type, order_status, payment_status, total, totals, currency,
                                                   cart_id, owner_id, channel, fulfilment)
                        values (?, 'ORD-' || ?::text || '-' || nextval('orders.order_number'), ?, 'PENDING', 'PENDING', ?,
                                ?::jsonb, ?, ?, ?, ?, ?::jsonb)
                        on conflict (id) do nothing""")
                .params(
                        request.id(),
                        year,
                        request.type().name(),
                        request.total(),
                        request.totals() == null ? null : request.totals().toString(),
                        request.currency(),
                        request.cartId(),
                        request.ownerId(),
                        request.channel(),
                        request.fulfilment() == null ? null : json.writeValueAsString(request.fulfilment()))
                .update();
        if (added == 0) {
            throw new Refusal(
                            HttpStatus.CONFLICT,
                            "ORDER_EXISTS",
                            "There is another order of the id " + request.id() + ".")
                    .with("order_id", request.id());
        }
        IntStream.range(0, request.items().size()).forEach(position -> {
            OrderItem item = request.items().get(position);
            database.sql("""
                            insert into orders.items (order_id, item_id, position, product_id, variant_id, name, store_id,
                                                      quantity, unit_price, total)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                    .params(
                            request.id(),
                            item.itemId(),
                            position,
                            item.productId(),
                            item.variantId(),
                            item.name(),
                            item.storeId(),
                            item.quantity(),
                            item.unitPrice(),
                            item.total())
                    .update();
        });
        return known(request.id());
    }

    /**
     * Divides a pending order among its stores, once.
     *
     * @throws Refusal 404 {@code ORDER_NOT_FOUND}, 409 {@code ORDER_CLOSED}, 409 {@code SUB_ORDERS_EXIST}, 422 {@code
     *     SUB_ORDERS_DO_NOT_ADD_UP} unless the totals add up to the order's and each item is in exactly one part, that of
     *     its store
     */
    @Transactional
    List<SubOrder> divide(String orderId, SubOrdersRequest request) {
        Order order = toChange(orderId);
        if (order.orderStatus() != OrderStatus.PENDING) {
            throw closed(order);
        }
        if (!order.subOrders().isEmpty()) {
            throw new Refusal(HttpStatus.CONFLICT, "SUB_ORDERS_EXIST", "The order was divided before.");
        }
        List<Part> parts = request.subOrders();
        List<String> asOrdered = order.items().stream()
                .map(item -> item.storeId() + " " + item.itemId())
                .sorted()
                .toList();
        List<String> asDivided = parts.stream()
                .flatMap(part -> part.items().stream().map(item -> part.storeId() + " " + item.itemId()))
                .sorted()
                .toList();
        long stores = parts.stream().map(Part::storeId).distinct().count();
        if (request.total().compareTo(order.total()) != 0 || !asDivided.equals(asOrdered) || stores != parts.size()) {
            throw new Refusal(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "SUB_ORDERS_DO_NOT_ADD_UP",
                            "The parts must come to the order's total, and hold each of its items once, at its store.")
                    .with("order_total", order.total())
                    .with("sub_orders_total", request.total());
        }
        IntStream.range(0, parts.size()).forEach(index -> add(order, index + 1, parts.get(index)));
        return known(orderId).subOrders();
    }

    /**
     * Notes how far the money has come.
     *
     * @throws Refusal 404 {@code ORDER_NOT_FOUND}, 409 {@code PAYMENT_STATUS_REGRESSION}
     */
    @Transactional
    Order pay(String orderId, PaymentStatus status) {
        Order order = toChange(orderId);
        if (status.isBehind(order.paymentStatus())) {
            throw new Refusal(
                            HttpStatus.CONFLICT,
                            "PAYMENT_STATUS_REGRESSION",
                            "The order is " + order.paymentStatus() + " and cannot go back to " + status + ".")
                    .with("payment_status", order.paymentStatus());
        }
        database.sql("update orders.orders set payment_status = ? where id = ?")
                .params(status.name(), orderId)
                .update();
        return known(orderId);
    }

    /**
     * Confirms or cancels a pending order with all its sub-orders; the same end a second time changes nothing.
     *
     * @throws Refusal 404 {@code ORDER_NOT_FOUND}, 409 {@code ORDER_CLOSED} when it ended otherwise
     */
    @Transactional
    Order close(String orderId, OrderStatus end, String reason) {
        Order order = toChange(orderId);
        if (order.orderStatus() == end) {
            return order;
        }
        if (order.orderStatus() != OrderStatus.PENDING) {
            throw closed(order);
        }
        database.sql("update orders.orders set order_status = ?, status_reason = ? where id = ?")
                .params(end.name(), reason, orderId)
                .update();
        database.sql("update orders.sub_orders set order_status = ? where order_id = ?")
                .params(end.name(), orderId)
                .update();
        return known(orderId);
    }

    private void add(Order order, int position, Part part) {
        String id = Ids.next("sub_order");
        database.sql("""
                        insert into orders.sub_orders (id, order_id, number, position, store_id, order_status, total)
                        values (?, ?, ?, ?, ?, 'PENDING', ?)""")
                .params(
                        id,
                        order.id(),
                        "%s-%02d".formatted(order.number(), position),
                        position,
                        part.storeId(),
                        part.total())
                .update();
        database.sql("update orders.items set sub_order_id = :id where order_id = :order and item_id in (:items)")
                .param("id", id)
                .param("order", order.id())
                .param(
                        "items",
                        part.items().stream()
                                .map(SubOrdersRequest.PartItem::itemId)
                                .toList())
                .update();
    }

    private Order toChange(String id) {
        return find(id, "for update")
                .orElseThrow(
                        () -> new Refusal(HttpStatus.NOT_FOUND, "ORDER_NOT_FOUND", "There is no order " + id + "."));
    }

    private Order known(String id) {
        return order(id).orElseThrow();
    }

    private Optional<Order> find(String id, String lock) {
        return database.sql("select * from orders.orders where id = ? " + lock)
                .param(id)
                .query((row, number) -> order(row))
                .optional();
    }

    private Order order(ResultSet row) throws SQLException {
        String id = row.getString("id");
        String fulfilment = row.getString("fulfilment");
        return new Order(
                id,
                row.getString("number"),
                Order.Type.valueOf(row.getString("type")),
                OrderStatus.valueOf(row.getString("order_status")),
                PaymentStatus.valueOf(row.getString("payment_status")),
                row.getBigDecimal("total"),
                row.getString("currency"),
                row.getString("cart_id"),
                row.getString("owner_id"),
                row.getString("channel"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                database.sql("""
                                select item_id, product_id, variant_id, name, store_id, quantity, unit_price, total
                                from orders.items where order_id = ? order by position""").param(id).query(OrderItem.class).list(),
                fulfilment == null ? null : json.readValue(fulfilment, Fulfilment.class),
                database.sql("""
                                select id, number, store_id, order_status, total
                                from orders.sub_orders where order_id = ? order by position""").param(id).query(SubOrder.class).list());
    }

    private static Refusal closed(Order order) {
        return new Refusal(HttpStatus.CONFLICT, "ORDER_CLOSED", "The order is " + order.orderStatus() + " already.")
                .with("order_status", order.orderStatus());
    }
}
