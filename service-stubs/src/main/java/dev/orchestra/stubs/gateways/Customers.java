package dev.orchestra.stubs.gateways;

import dev.orchestra.stubs.gateways.Diary.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Customers of the gateways, real and simulated, and everything else that happens to orders without the merchant. */
@Service
public class Customers {

    private final Ledger ledger;
    private final Diary diary;
    private final GatewayProperties properties;
    private final Map<Gateway, Simulator> simulators = new EnumMap<>(Gateway.class);

    Customers(Ledger ledger, Diary diary, GatewayProperties properties, List<Simulator> simulators) {
        this.ledger = ledger;
        this.diary = diary;
        this.properties = properties;
        simulators.forEach(simulator -> this.simulators.put(simulator.gateway(), simulator));
    }

    /** What a customer can do on the hosted page, and a test besides. */
    public enum Act {
        PAY,
        FAIL,
        CLOSE,
        LATE,
        AUTHORIZE,
        EXPIRE,
        RELEASE;

        /** Whether the hosted page has a button for it. */
        boolean onPage() {
            return compareTo(LATE) <= 0;
        }
    }

    /** What came of an act; {@code done} is false when the order was over. */
    public record Outcome(boolean done, Optional<GatewayPayment> payment) {}

    /** Does what a customer, or a test in its place, does with the order. */
    @Transactional
    public Outcome act(String orderId, Act act) {
        return act(orderId, act, null);
    }

    /**
     * Does what a customer, or a test in its place, does with the order.
     *
     * @param afterMs {@code LATE}: when the money comes, from now; null for as configured, from when the order was made
     */
    @Transactional
    Outcome act(String orderId, Act act, Long afterMs) {
        GatewayOrder order = ledger.lock(orderId);
        Simulator simulator = simulators.get(order.gateway());
        return switch (act) {
            case PAY -> outcome(simulator.pay(order, false, order.rule().outcome() != Rule.Outcome.AUTHORIZE));
            case AUTHORIZE -> outcome(simulator.pay(order, false, false));
            case FAIL -> outcome(simulator.fail(order, false));
            case CLOSE -> new Outcome(true, Optional.empty());
            case LATE -> {
                if (order.state() == GatewayOrder.State.PAID) {
                    yield new Outcome(false, Optional.empty());
                }
                Optional<GatewayPayment> begun = simulator.begin(order);
                Instant dueAt = afterMs == null
                        ? order.createdAt().plus(properties.lateAfter())
                        : Instant.now().plusMillis(afterMs);
                diary.add(order.gateway(), Event.LATE_MONEY_COMES, orderId, dueAt);
                yield new Outcome(true, begun);
            }
            case EXPIRE -> {
                expireNow(simulator, order);
                yield new Outcome(true, Optional.empty());
            }
            case RELEASE -> {
                ledger.setTimes(order, order.expiresAt(), Instant.now());
                Optional<GatewayPayment> authorized = authorized(order);
                authorized.ifPresent(payment -> simulator.release(order, payment));
                yield new Outcome(true, authorized);
            }
        };
    }

    /** Lets a new rule hold for an order that is there already. */
    @Transactional
    void setRule(String orderId, Rule rule) {
        ledger.setRule(ledger.lock(orderId), rule);
        GatewayOrder order = ledger.lock(orderId);
        diary.forgetCustomer(orderId);
        if (order.state() != GatewayOrder.State.PAID) {
            ledger.expectCustomer(order, Instant.now());
        }
    }

    /** Carries out an entry of the diary, in its transaction. What has become impossible since is left out. */
    void happens(Diary.Entry entry) {
        Simulator simulator = simulators.get(entry.gateway());
        switch (entry.event()) {
            case CUSTOMER_ACTS -> simulatedCustomer(simulator, ledger.lock(entry.subject()));
            case CUSTOMER_TRIES_AGAIN, LATE_MONEY_COMES -> {
                GatewayOrder order = ledger.lock(entry.subject());
                simulator.pay(order, true, order.rule().outcome() != Rule.Outcome.AUTHORIZE);
            }
            case ORDER_EXPIRES -> {
                GatewayOrder order = ledger.lock(entry.subject());
                if (order.over(Instant.now())) {
                    simulator.expire(order);
                }
            }
            case AUTHORISATION_LAPSES -> {
                GatewayOrder order = ledger.lock(entry.subject());
                authorized(order).ifPresent(payment -> simulator.release(order, payment));
            }
            case REFUND_IS_ACCEPTED, REFUND_IS_SETTLED -> {
                String orderId = ledger.refund(entry.gateway(), entry.subject())
                        .orElseThrow()
                        .orderId();
                GatewayOrder order = ledger.lock(orderId);
                GatewayRefund refund =
                        ledger.refund(entry.gateway(), entry.subject()).orElseThrow();
                if (entry.event() == Event.REFUND_IS_ACCEPTED) {
                    simulator.refundAccepted(order, refund);
                } else {
                    boolean success = order.rule().refundOutcome() != Rule.RefundOutcome.FAILED;
                    simulator.refundSettled(order, refund, success);
                }
            }
        }
    }

    private void simulatedCustomer(Simulator simulator, GatewayOrder order) {
        Rule rule = order.rule();
        switch (rule.outcome()) {
            case PAY -> simulator.pay(order, rule.late(), true);
            case AUTHORIZE -> simulator.pay(order, rule.late(), false);
            case FAIL -> simulator.fail(order, false);
            case FAIL_THEN_PAY -> {
                if (simulator.fail(order, true).isPresent()) {
                    diary.add(
                            order.gateway(),
                            Event.CUSTOMER_TRIES_AGAIN,
                            order.orderId(),
                            Instant.now().plusMillis(rule.retryAfterMs()));
                }
            }
            case NONE -> {
                // Opened the page and thought better of it.
            }
        }
    }

    private void expireNow(Simulator simulator, GatewayOrder order) {
        Instant now = Instant.now();
        if (!order.over(now)) {
            ledger.setTimes(order, now, order.releaseAt());
        }
        GatewayOrder over = ledger.lock(order.orderId());
        simulator.expire(over);
        if (over.rule().late()) {
            diary.forgetCustomer(over.orderId());
            ledger.expectCustomer(over, now);
        }
    }

    private Optional<GatewayPayment> authorized(GatewayOrder order) {
        return ledger.payments(order).stream()
                .filter(payment -> payment.state() == GatewayPayment.State.AUTHORIZED)
                .max(Comparator.comparing(GatewayPayment::createdAt));
    }

    private static Outcome outcome(Optional<GatewayPayment> payment) {
        return new Outcome(payment.isPresent(), payment);
    }
}
