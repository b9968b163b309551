package dev.orchestra.stubs.order;

import dev.orchestra.stubs.order.Order.SubOrder;
import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Order service. */
@RestController
@RequestMapping("/api/orders")
class OrderController {

    private static final String SERVICE = "orders";

    private final Orders orders;
    private final IdempotentWrites writes;

    OrderController(Orders orders, IdempotentWrites writes) {
        this.orders = orders;
        this.writes = writes;
    }

    @PostMapping
    Order create(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid OrderRequest request) {
        return writes.once(SERVICE, key, request, Order.class, () -> orders.add(request));
    }

    @PostMapping("/{id}/sub-orders")
    SubOrders divide(
            @PathVariable String id,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid SubOrdersRequest request) {
        return writes.once(SERVICE, key, request, SubOrders.class, () -> new SubOrders(orders.divide(id, request)));
    }

    @PutMapping("/{id}/payment-status")
    Order pay(
            @PathVariable String id,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid PaymentStatusRequest request) {
        return writes.once(SERVICE, key, request, Order.class, () -> orders.pay(id, request.paymentStatus()));
    }

    @PutMapping("/{id}/status")
    Order close(
            @PathVariable String id,
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid StatusRequest request) {
        if (request.orderStatus() == OrderStatus.PENDING) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "BAD_REQUEST", "An order is either confirmed or cancelled.");
        }
        boolean undo = undoOf != null && request.orderStatus() == OrderStatus.CANCELLED;
        return writes.undo(SERVICE, key, undo ? undoOf : null, request, Order.class, () -> {
            // The undo of an order that has not come yet: its key is refused from now on, and there is nothing to
            // cancel.
            if (undo && orders.order(id).isEmpty()) {
                return Order.cancelledBeforeItCame(id);
            }
            return orders.close(id, request.orderStatus(), request.reason());
        });
    }

    @GetMapping("/{id}")
    Order order(@PathVariable String id) {
        return orders.order(id)
                .orElseThrow(
                        () -> new Refusal(HttpStatus.NOT_FOUND, "ORDER_NOT_FOUND", "There is no order " + id + "."));
    }

    record SubOrders(List<SubOrder> subOrders) {}

    record PaymentStatusRequest(@NotNull PaymentStatus paymentStatus) {}

    record StatusRequest(
            @NotNull OrderStatus orderStatus,
            @Size(max = 500) String reason) {}
}
