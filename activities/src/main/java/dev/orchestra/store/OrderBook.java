package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.SubOrder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads orders and their timelines. An order of another owner is as absent as one that never was. */
public final class OrderBook {

    /**
     * An order as far as its checkout has told. Null where it is not known yet.
     *
     * @param total in {@code currency}, two decimals
     * @param lastSequence the entry of the timeline that this is the state of
     */
    public record StoredOrder(
            String orderId,
            String ownerId,
            OrderRecords.OrderKind kind,
            String cartId,
            int attempt,
            String workflowId,
            String channel,
            String number,
            CheckoutState state,
            String orderStatus,
            String paymentStatus,
            BigDecimal total,
            String currency,
            Instant holdExpiresAt,
            List<SubOrder> subOrders,
            List<Payment> payments,
            int lastSequence,
            Instant createdAt,
            Instant updatedAt) {}

    /** One thing that happened, for the customer. {@code detail} may be null. */
    public record TimelineEntry(int sequence, CheckoutState state, String title, String detail, Instant at) {}

    /** What anybody may know who has come back from a payment of the order. The number may be null. */
    public record Standing(String number, CheckoutState state) {}

    private final Orders orders;
    private final OrderEvents events;

    OrderBook(Orders orders, OrderEvents events) {
        this.orders = orders;
        this.events = events;
    }

    public Optional<StoredOrder> order(String ownerId, String orderId) {
        return orders.findByOrderIdAndOwnerId(orderId, ownerId).map(Order::stored);
    }

    /** How an order stands, whoever's it is: for browsers that come back from a gateway and tell nothing of their owner. */
    public Optional<Standing> standing(String orderId) {
        return orders.findByOrderId(orderId)
                .map(Order::stored)
                .map(order -> new Standing(order.number(), order.state()));
    }

    /** What happened to an order, in its order; empty when the owner has no such order. */
    public Optional<List<TimelineEntry>> timeline(String ownerId, String orderId) {
        return orders.findByOrderIdAndOwnerId(orderId, ownerId)
                .map(order ->
                        events.ofOrder(orderId).stream().map(OrderEvent::told).toList());
    }
}
