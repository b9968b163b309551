package dev.orchestra.stubs.gateways;

import dev.orchestra.stubs.gateways.Ledger.OrderSums;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What no gateway has: tests say what happens, act as customers, and see all of the books. Amounts are in paise. */
@RestController
@RequestMapping("/gateways/control")
class ControlController {

    private final Ledger ledger;
    private final Rules rules;
    private final Customers customers;
    private final Webhooks webhooks;

    ControlController(Ledger ledger, Rules rules, Customers customers, Webhooks webhooks) {
        this.ledger = ledger;
        this.rules = rules;
        this.customers = customers;
        this.webhooks = webhooks;
    }

    /** Keeps the rule, and applies it at once to the order that it names when that is there already. */
    @PostMapping("/{gateway}/rules")
    Rule put(@PathVariable String gateway, @RequestBody @Valid Rule rule) {
        Gateway at = gateway(gateway);
        if (at == Gateway.PHONEPE && (rule.wrongCurrency() != null || rule.outcome() == Rule.Outcome.AUTHORIZE)) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "BAD_REQUEST",
                    "PhonePe has one currency and no authorisations: wrong_currency and AUTHORIZE are for Razorpay.");
        }
        rules.put(at, rule);
        if (rule.order() != null) {
            find(at, rule.order()).findFirst().ifPresent(order -> customers.setRule(order.orderId(), rule));
        }
        return rule;
    }

    /** Forgets all rules of the gateway; orders that were made keep theirs. */
    @DeleteMapping("/{gateway}/rules")
    void forget(@PathVariable String gateway) {
        rules.clear(gateway(gateway));
    }

    /** Does what a customer does on the hosted page, or lets time pass, and shows what is in the books afterwards. */
    @PostMapping("/{gateway}/orders/{id}/{act}")
    Books act(
            @PathVariable String gateway,
            @PathVariable String id,
            @PathVariable String act,
            @RequestBody(required = false) @Valid Delay delay) {
        GatewayOrder order = order(gateway(gateway), id);
        Customers.Act what = Stream.of(Customers.Act.values())
                .filter(each -> each.name().equals(act.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "NOT_FOUND", "Nobody can " + act + " an order."));
        if (order.gateway() == Gateway.PHONEPE && (what == Customers.Act.AUTHORIZE || what == Customers.Act.RELEASE)) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "BAD_REQUEST", "PhonePe has no authorisations.");
        }
        if (!customers
                .act(order.orderId(), what, delay == null ? null : delay.afterMs())
                .done()) {
            throw new Refusal(HttpStatus.CONFLICT, "ORDER_OVER", "The order cannot be paid any more.");
        }
        return books(order(order.gateway(), order.orderId()));
    }

    @GetMapping("/{gateway}/orders/{id}")
    Books books(@PathVariable String gateway, @PathVariable String id) {
        return books(order(gateway(gateway), id));
    }

    @GetMapping("/ledger")
    Sums ledger() {
        List<OrderSums> orders = ledger.sums();
        Map<Gateway, Total> totals = new EnumMap<>(Gateway.class);
        Stream.of(Gateway.values()).forEach(gateway -> totals.put(gateway, Total.NOTHING));
        orders.forEach(order -> totals.computeIfPresent(order.gateway(), (gateway, total) -> total.plus(order)));
        return new Sums(orders, totals);
    }

    private Books books(GatewayOrder order) {
        List<GatewayPayment> payments = ledger.payments(order);
        List<GatewayRefund> refunds = ledger.refunds(order);
        long released = sum(payments, GatewayPayment.State.RELEASED);
        long givenBack = refunds.stream()
                .filter(refund -> refund.state() == GatewayRefund.State.COMPLETED)
                .mapToLong(GatewayRefund::amount)
                .sum();
        return new Books(
                order.gateway(),
                order.orderId(),
                order.merchantOrderId(),
                order.amount(),
                order.currency(),
                order.state(),
                order.createdAt(),
                order.expiresAt(),
                order.releaseAt(),
                sum(payments, GatewayPayment.State.CAPTURED),
                sum(payments, GatewayPayment.State.AUTHORIZED),
                givenBack - released,
                released,
                payments,
                refunds.stream()
                        .map(refund -> new BookedRefund(
                                refund.refundId(),
                                refund.merchantRefundId(),
                                refund.paymentId(),
                                refund.amount(),
                                refund.state()))
                        .toList(),
                webhooks.ofOrder(order.orderId()).stream()
                        .map(webhook -> new BookedWebhook(
                                webhook.event(),
                                webhook.eventId(),
                                webhook.state(),
                                webhook.attempts(),
                                webhook.lastStatus(),
                                webhook.lastError(),
                                webhook.dueAt(),
                                webhook.deliveredAt()))
                        .toList(),
                order.rule());
    }

    private static long sum(List<GatewayPayment> payments, GatewayPayment.State state) {
        return payments.stream()
                .filter(payment -> payment.state() == state)
                .mapToLong(GatewayPayment::amount)
                .sum();
    }

    private GatewayOrder order(Gateway gateway, String id) {
        return find(gateway, id)
                .findFirst()
                .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "ORDER_NOT_FOUND", "There is no order " + id));
    }

    /** By the gateway's id, else by the merchant's, the newest first. */
    private Stream<GatewayOrder> find(Gateway gateway, String id) {
        return Stream.concat(ledger.order(gateway, id).stream(), ledger.ofMerchant(gateway, id).stream());
    }

    private static Gateway gateway(String path) {
        return Stream.of(Gateway.values())
                .filter(gateway -> gateway.path().equals(path))
                .findFirst()
                .orElseThrow(
                        () -> new Refusal(HttpStatus.NOT_FOUND, "GATEWAY_NOT_FOUND", "There is no gateway " + path));
    }

    record Delay(@Min(0) @Max(604_800_000) Long afterMs) {}

    /** All there is about one order; {@code released} was authorised and given back uncaptured. */
    record Books(
            Gateway gateway,
            String orderId,
            String merchantOrderId,
            long amount,
            String currency,
            GatewayOrder.State state,
            Instant createdAt,
            Instant expiresAt,
            Instant releaseAt,
            long captured,
            long authorized,
            long refunded,
            long released,
            List<GatewayPayment> payments,
            List<BookedRefund> refunds,
            List<BookedWebhook> webhooks,
            Rule rule) {}

    record BookedRefund(
            String refundId, String merchantRefundId, String paymentId, long amount, GatewayRefund.State state) {}

    record BookedWebhook(
            String event,
            String eventId,
            Webhook.State state,
            int attempts,
            Integer lastStatus,
            String lastError,
            Instant dueAt,
            Instant deliveredAt) {}

    record Sums(List<OrderSums> orders, Map<Gateway, Total> totals) {}

    record Total(long captured, long authorized, long refunded, long refundPending, long released) {

        static final Total NOTHING = new Total(0, 0, 0, 0, 0);

        Total plus(OrderSums order) {
            return new Total(
                    captured + order.captured(),
                    authorized + order.authorized(),
                    refunded + order.refunded(),
                    refundPending + order.refundPending(),
                    released + order.released());
        }
    }
}
