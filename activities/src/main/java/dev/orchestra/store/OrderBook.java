package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.SubOrder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads orders and their timelines. An order of another owner is as absent as one that never was. */
public final class OrderBook {

    /**
     * An order as far as its checkout has told. Null where it is not known yet.
     *
     * @param total in {@code currency}, two decimals
     * @param lastSequence the checkout's entry that this is the state of
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
            Instant updatedAt) {

        private StoredOrder with(List<Payment> now) {
            return new StoredOrder(
                    orderId,
                    ownerId,
                    kind,
                    cartId,
                    attempt,
                    workflowId,
                    channel,
                    number,
                    state,
                    orderStatus,
                    paymentStatus,
                    total,
                    currency,
                    holdExpiresAt,
                    subOrders,
                    now,
                    lastSequence,
                    createdAt,
                    updatedAt);
        }
    }

    /**
     * One thing that happened, for the customer. {@code detail} may be null.
     *
     * @param sequence in the order in which it came to be known; the timeline is in the order in which it happened
     */
    public record TimelineEntry(int sequence, CheckoutState state, String title, String detail, Instant at) {}

    /** What anybody may know who has come back from a payment of the order. The number may be null. */
    public record Standing(String number, CheckoutState state) {}

    private final Orders orders;
    private final OrderEvents events;
    private final PaymentRouteBook routes;

    OrderBook(Orders orders, OrderEvents events, PaymentRouteBook routes) {
        this.orders = orders;
        this.events = events;
        this.routes = routes;
    }

    public Optional<StoredOrder> order(String ownerId, String orderId) {
        return orders.findByOrderIdAndOwnerId(orderId, ownerId)
                .map(Order::stored)
                .map(this::withWhatCameBack);
    }

    /** The money of an order that does not stand goes back when its checkout has ended: its payments are told as they are now. */
    private StoredOrder withWhatCameBack(StoredOrder order) {
        boolean stands = !order.state().terminal() || order.state() == CheckoutState.COMPLETED;
        if (stands || order.payments().isEmpty()) {
            return order;
        }
        Map<String, Long> kept = routes.kept(order.orderId());
        return order.with(order.payments().stream()
                .map(payment -> {
                    Long left = kept.get(payment.id());
                    return left == null
                            ? payment
                            : payment.with(left > 0 ? Payment.Status.REFUND_PENDING : Payment.Status.REFUNDED);
                })
                .toList());
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
