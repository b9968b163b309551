package dev.orchestra.checkout;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.store.OrderBook;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An order as its owner sees it, from our own tables: what an answer told is there at once. */
@RestController
@RequestMapping("/orders/{orderId}")
public class OrderController {

    private final OrderBook orders;

    public OrderController(OrderBook orders) {
        this.orders = orders;
    }

    /** Answer of {@code GET /orders/{id}}. */
    public record OrderAnswer(boolean success, OrderView order) {}

    /** An order; states and statuses are listed in docs/states.md. */
    public record OrderView(
            String id,
            String number,
            CheckoutState checkoutState,
            String orderStatus,
            String paymentStatus,
            BigDecimal total,
            String currency,
            String cartId,
            Instant holdExpiresAt,
            Instant createdAt,
            Instant updatedAt,
            List<SubOrder> subOrders,
            List<Payment> payment) {}

    /** Answer of {@code GET /orders/{id}/timeline}. */
    public record TimelineAnswer(boolean success, String orderId, List<TimelineEvent> events) {}

    public record TimelineEvent(int sequence, Instant at, CheckoutState state, String title, String detail) {}

    @GetMapping
    OrderAnswer order(Owner owner, @PathVariable String orderId) {
        return orders.order(owner.ownerId(), orderId)
                .map(order -> new OrderAnswer(true, view(order)))
                .orElseThrow(OrderController::none);
    }

    @GetMapping("/timeline")
    TimelineAnswer timeline(Owner owner, @PathVariable String orderId) {
        List<TimelineEvent> events =
                orders.timeline(owner.ownerId(), orderId).orElseThrow(OrderController::none).stream()
                        .map(entry -> new TimelineEvent(
                                entry.sequence(), entry.at(), entry.state(), entry.title(), entry.detail()))
                        .toList();
        return new TimelineAnswer(true, orderId, events);
    }

    /** Somebody else's order is no different from none. */
    private static Problem none() {
        return new Problem(ErrorCode.ORDER_NOT_FOUND, "There is no such order.");
    }

    private static OrderView view(OrderBook.StoredOrder order) {
        return new OrderView(
                order.orderId(),
                order.number(),
                order.state(),
                order.orderStatus(),
                order.paymentStatus(),
                order.total(),
                order.currency(),
                order.cartId(),
                order.holdExpiresAt(),
                order.createdAt(),
                order.updatedAt(),
                order.subOrders(),
                order.payments());
    }
}
