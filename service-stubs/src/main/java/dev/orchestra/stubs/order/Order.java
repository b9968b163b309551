package dev.orchestra.stubs.order;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** An order over all stores, {@code total} in {@code currency}; its sub-orders are what each store has to deliver. */
record Order(
        String id,
        String number,
        Type type,
        OrderStatus orderStatus,
        PaymentStatus paymentStatus,
        BigDecimal total,
        String currency,
        String cartId,
        String ownerId,
        String channel,
        Instant createdAt,
        List<OrderItem> items,
        Fulfilment fulfilment,
        List<SubOrder> subOrders) {

    enum Type {
        MASTER
    }

    /** One store's part of an order. */
    record SubOrder(String id, String number, String storeId, OrderStatus orderStatus, BigDecimal total) {}

    /** What is left to say of an order that was cancelled before it arrived. */
    static Order cancelledBeforeItCame(String id) {
        return new Order(
                id,
                null,
                Type.MASTER,
                OrderStatus.CANCELLED,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                List.of());
    }
}
