package dev.orchestra.checkout;

import dev.orchestra.api.Caller;
import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.IdempotentRequests;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Pending;
import dev.orchestra.api.Problem;
import dev.orchestra.payment.Gateway;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.store.OrderBook;
import dev.orchestra.store.OrderRecords.OrderKind;
import dev.orchestra.ticket.SeatOrders;
import dev.orchestra.ticket.TicketRequests;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An order as its owner sees it, from our own tables: what an answer told is there at once. And what its owner can still do about it. */
@RestController
@RequestMapping("/orders/{orderId}")
public class OrderController {

    private final OrderBook orders;
    private final SeatOrders seatOrders;
    private final OrderVerbs verbs;
    private final IdempotentRequests requests;
    private final TicketRequests ticketRequests;
    private final Fingerprint fingerprint;
    private final CheckoutPolicy policy;

    public OrderController(
            OrderBook orders,
            SeatOrders seatOrders,
            OrderVerbs verbs,
            IdempotentRequests requests,
            TicketRequests ticketRequests,
            Fingerprint fingerprint,
            CheckoutSettings settings) {
        this.orders = orders;
        this.seatOrders = seatOrders;
        this.verbs = verbs;
        this.requests = requests;
        this.ticketRequests = ticketRequests;
        this.fingerprint = fingerprint;
        this.policy = settings.policy();
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
            List<Payment> payment,
            List<Waiting> waitingFor) {}

    /**
     * Something that the order waits for and only the customer can do.
     *
     * @param gateway where
     * @param redirectUrl where the customer pays; null for a payment that must be tried again first
     * @param until when the order gives up; null while it is not known
     */
    public record Waiting(What what, String paymentId, String gateway, String redirectUrl, Instant until) {}

    /** What a customer can be waited for. */
    public enum What {
        /** To pay. */
        PAYMENT,
        /** To try a payment again that has failed, there or elsewhere. */
        RETRY
    }

    /** Body of {@code POST /orders/{id}/payments/{paymentId}/retry}; absent: at the same gateway again. */
    public record RetryRequest(
            @Pattern(regexp = "PHONEPE|RAZORPAY", message = "must be PHONEPE or RAZORPAY")
            String gateway) {}

    /** What tells one such request from another. */
    private record Asked(String orderId, String paymentId, String gateway) {}

    /** Answer of {@code GET /orders/{id}/timeline}. */
    public record TimelineAnswer(boolean success, String orderId, List<TimelineEvent> events) {}

    public record TimelineEvent(int sequence, Instant at, CheckoutState state, String title, String detail) {}

    @GetMapping
    Object order(Caller caller, @PathVariable String orderId) {
        Optional<OrderBook.StoredOrder> told = orders.order(caller.owner().ownerId(), orderId);
        return told.filter(order -> order.kind() == OrderKind.CART)
                .<Object>map(order -> new OrderAnswer(true, view(order)))
                .or(() -> seatOrders.order(caller, orderId, told))
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

    @PostMapping("/cancel")
    ResponseEntity<Object> cancel(
            Caller caller,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @PathVariable String orderId) {
        return once(
                caller,
                "POST /orders/{orderId}/cancel",
                http,
                new Asked(orderId, null, null),
                pin -> verbs.cancel(new OrderVerbs.Request(caller.owner(), orderId, key, pin)));
    }

    @PostMapping("/payments/{paymentId}/retry")
    ResponseEntity<Object> retry(
            Caller caller,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @PathVariable String orderId,
            @PathVariable String paymentId,
            @Valid @RequestBody(required = false) RetryRequest request) {
        String gateway = request == null ? null : request.gateway();
        return once(
                caller,
                "POST /orders/{orderId}/payments/{paymentId}/retry",
                http,
                new Asked(orderId, paymentId, gateway),
                pin -> verbs.retryPayment(
                        new OrderVerbs.Request(caller.owner(), orderId, key, pin), paymentId, gateway));
    }

    @PostMapping("/payments/{paymentId}/switch-to-cod")
    ResponseEntity<Object> switchToCod(
            Caller caller,
            HttpServletRequest http,
            @RequestAttribute(IdempotencyKey.ATTRIBUTE) String key,
            @PathVariable String orderId,
            @PathVariable String paymentId) {
        return once(
                caller,
                "POST /orders/{orderId}/payments/{paymentId}/switch-to-cod",
                http,
                new Asked(orderId, paymentId, null),
                pin -> verbs.switchToCod(new OrderVerbs.Request(caller.owner(), orderId, key, pin), paymentId));
    }

    /** An order of seats is told as such, and its caller by their name. */
    private ResponseEntity<Object> once(
            Caller caller,
            String route,
            HttpServletRequest http,
            Asked asked,
            Function<IdempotentRequests.Pin, Optional<OrderBook.StoredOrder>> verb) {
        String print = fingerprint.of(asked);
        String ownerId = caller.owner().ownerId();
        boolean ofSeats = orders.order(ownerId, asked.orderId())
                .filter(order -> order.kind() == OrderKind.TICKET)
                .isPresent();
        return ofSeats
                ? ticketRequests.onceAccepted(
                        caller, route, http, print, pin -> answer(verb.apply(pin), seatOrders::answer))
                : requests.onceAccepted(
                        caller.owner(),
                        route,
                        http,
                        print,
                        pin -> answer(verb.apply(pin), now -> new OrderAnswer(true, view(now))));
    }

    private static ResponseEntity<Object> answer(
            Optional<OrderBook.StoredOrder> order, Function<OrderBook.StoredOrder, Object> told) {
        return order.map(now -> ResponseEntity.ok(told.apply(now))).orElseGet(Pending::answer);
    }

    private OrderView view(OrderBook.StoredOrder order) {
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
                order.payments(),
                waitingFor(order));
    }

    private List<Waiting> waitingFor(OrderBook.StoredOrder order) {
        if (order.state() != CheckoutState.AWAITING_PAYMENT) {
            return List.of();
        }
        Instant until = order.holdExpiresAt() == null ? null : policy.gatewaysEnd(order.holdExpiresAt());
        return order.payments().stream()
                .flatMap(payment -> waitingFor(payment, until).stream())
                .toList();
    }

    private static Optional<Waiting> waitingFor(Payment payment, Instant until) {
        return switch (payment.status()) {
            case PENDING ->
                Optional.of(new Waiting(What.PAYMENT, payment.id(), payment.gateway(), payment.redirectUrl(), until));
            case FAILED ->
                Gateway.of(payment.gateway())
                        .map(gateway -> new Waiting(What.RETRY, payment.id(), payment.gateway(), null, until));
            default -> Optional.empty();
        };
    }
}
