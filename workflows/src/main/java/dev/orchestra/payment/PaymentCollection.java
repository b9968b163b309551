package dev.orchestra.payment;

import static dev.orchestra.payment.PaymentSteps.*;

import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.payment.PaymentService.Attempt;
import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.services.payment.PaymentService.Refund;
import dev.orchestra.services.payment.PaymentService.RefundRequest;
import dev.orchestra.services.payment.PaymentService.RefundStatus;
import dev.orchestra.store.PaymentRoutes;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.Step;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The money of one checkout: its legs, one for each payment instruction, and their attempts. It knows how a payment is begun, followed, taken and given back; whether the
 * order stands is its owner's decision, of which it is told.
 *
 * <p>What is true of a payment only the gateway knows: webhooks, the customer's return and timers lead to the same question. The first attempt of a leg that took what was
 * asked pays it; whatever else is taken goes back.
 */
public final class PaymentCollection {

    /** Told of everything that a customer should know, as it happens; must not wait. */
    public interface Listener {
        void happened(String title, String detail);
    }

    /**
     * Whose money it is, and for what.
     *
     * @param checkoutRequestId where the addresses are stored that the customer's browser goes back to
     */
    public record Payer(String orderId, String ownerId, String checkoutRequestId) {}

    /**
     * How payments at gateways are made.
     *
     * @param end until when they are wanted
     * @param polls when a gateway is asked although nothing was heard
     */
    public record GatewayTerms(Instant end, PollPlan polls) {}

    /** Of one payment: each is followed, and settled, on its own. */
    private static final int MOST_ATTEMPTS = 6;

    private final Steps steps;
    private final Steps.Attention attention;
    private final Listener listener;
    private final Payer payer;
    private final List<PaymentLeg> legs = new ArrayList<>();
    private final Set<String> heardEarly;
    private final List<Promise<?>> settlements = new ArrayList<>();
    private GatewayTerms terms;
    private String shippingAddressId;
    private boolean over;
    private boolean undone;

    /** @param heardEarly attempts that somebody heard of before there was this object */
    public PaymentCollection(
            Steps steps,
            Steps.Attention attention,
            Listener listener,
            Payer payer,
            List<PaymentInstruction> instructions,
            List<String> heardEarly) {
        this.steps = steps;
        this.attention = attention;
        this.listener = listener;
        this.payer = payer;
        this.heardEarly = new LinkedHashSet<>(heardEarly);
        for (PaymentInstruction instruction : instructions) {
            int number = legs.size() + 1;
            PaymentLeg leg = new PaymentLeg(number, steps.id("pay_", "/7/" + number), instruction);
            legs.add(leg);
            addAttempt(leg, instruction.paymentMode(), instruction.gateway());
        }
    }

    // ------------------------------------------------------------------------------------------- what is so

    /** Every instruction is paid, or will be at the door. */
    public boolean isPaid() {
        return legs.stream().allMatch(PaymentLeg::isPaid);
    }

    /** As the customer sees them; none before step 7. */
    public List<Payment> asSeen() {
        return terms == null
                ? List.of()
                : legs.stream().map(leg -> leg.asSeen(undone)).toList();
    }

    /** Something is to be collected at the door. */
    public boolean hasCash() {
        return legs.stream().anyMatch(leg -> "MANUAL".equals(leg.current().mode));
    }

    /** All of it is to be collected at the door. */
    public boolean hasOnlyCash() {
        return legs.stream().allMatch(leg -> "MANUAL".equals(leg.current().mode));
    }

    // ---------------------------------------------------------------------------------------------- step 7

    /** Coupons left nothing to pay. */
    public void nothingToPay() {
        legs.clear();
    }

    /**
     * 7: begins every payment, side by side, and waits until each is begun.
     *
     * @param instructions with every amount filled in
     * @throws ServiceFailure when a wallet or cash cannot be had; a gateway that declines or is away leaves a leg that can be tried again
     */
    public void begin(List<PaymentInstruction> instructions, String shippingAddressId, GatewayTerms terms) {
        this.terms = terms;
        this.shippingAddressId = shippingAddressId;
        List<Promise<Void>> begun = new ArrayList<>();
        for (PaymentLeg leg : legs) {
            PaymentInstruction instruction = instructions.get(leg.number - 1);
            leg.amount = instruction.amount().setScale(2);
            leg.currency = instruction.currency();
            begun.add(Async.procedure(() -> {
                if (leg.current().atGateway()) {
                    beginAtGateway(leg.current(), ROUTE);
                } else {
                    payAtOnce(leg.current(), leg.instruction.wallet() ? DEBIT : CASH);
                }
            }));
        }
        Steps.allSettled(begun.toArray(new Promise<?>[0]));
        begun.forEach(Promise::get);
    }

    /** 7b, 7c. */
    private void payAtOnce(PaymentAttempt attempt, Step step) {
        Attempt answer =
                steps.call(step, PaymentService.class, payments -> payments.initiate(initiate(step, attempt, null)));
        attempt.sees(answer);
        attempt.leg.paidBy = attempt;
    }

    /** 7a: the row first, so that a webhook that is faster than the answer finds its run. */
    private void beginAtGateway(PaymentAttempt attempt, Step route) {
        attempt.beginning = true;
        try {
            if (!over) {
                saveRoute(attempt, route);
            }
            if (over) {
                // Decided meanwhile: nothing is begun any more.
                return;
            }
            Attempt answer = steps.call(
                    BEGIN, PaymentService.class, payments -> payments.initiate(initiate(BEGIN, attempt, terms.end())));
            sees(attempt, answer);
        } catch (ServiceFailure.Unavailable away) {
            if (!away.service().equals(Step.Service.PAYMENT.id())) {
                throw away;
            }
            // It may have been begun all the same: it is followed, and given back if somebody pays it.
            attempt.failed("GATEWAY_UNAVAILABLE");
        } catch (ServiceFailure.Refused refused) {
            attempt.failed(refused.problem().code());
            throw refused;
        } finally {
            attempt.begun.complete(null);
        }
        Async.procedure(this::follow, attempt);
    }

    private Write<PaymentService.Initiate> initiate(Step step, PaymentAttempt attempt, Instant expiresAt) {
        PaymentLeg leg = attempt.leg;
        boolean wallet = "WALLET".equals(attempt.mode);
        return new Write<>(
                key(step, attempt),
                new PaymentService.Initiate(
                        attempt.id,
                        leg.paymentId,
                        payer.orderId(),
                        payer.ownerId(),
                        attempt.mode,
                        attempt.gateway,
                        leg.amount,
                        leg.currency,
                        expiresAt,
                        wallet ? leg.instruction.walletId() : null,
                        wallet ? leg.instruction.walletAuthorizationId() : null,
                        "MANUAL".equals(attempt.mode) ? shippingAddressId : null));
    }

    private String key(Step step, PaymentAttempt attempt) {
        return steps.key(step) + "/" + attempt.counter();
    }

    private PaymentAttempt addAttempt(PaymentLeg leg, String mode, String gateway) {
        int number = ++leg.attemptsMade;
        PaymentAttempt attempt =
                new PaymentAttempt(leg, number, steps.id("pa_", "/7/" + leg.number + "/" + number), mode, gateway);
        if (heardEarly.remove(attempt.id)) {
            attempt.nudge();
        }
        leg.attempts.add(attempt);
        return attempt;
    }

    // ----------------------------------------------------------------------------------- following a gateway

    /** Somebody heard that an attempt moved: the gateway is asked. */
    public void heard(String attemptId) {
        attempts().filter(attempt -> attempt.id.equals(attemptId)).forEach(PaymentAttempt::nudge);
    }

    /** Each payment that is still open is looked up now, without waiting for news; fulfilled when it is known how they stand. */
    public Promise<Void> askAll() {
        return Async.procedure(() -> {
            askEach().get();
            Workflow.await(() -> legs.stream().noneMatch(leg -> leg.capturing));
        });
    }

    private Promise<Void> askEach() {
        return Promise.allOf(attempts()
                .filter(this::isFollowed)
                .map(attempt -> Async.procedure(() -> {
                    ask(attempt);
                }))
                .toList());
    }

    private void follow(PaymentAttempt attempt) {
        for (int asked = 0; isFollowed(attempt); asked++) {
            attempt.awaitNews(terms.polls().next(asked), "ask " + attempt.gateway + " how the payment stands");
            if (isFollowed(attempt)) {
                ask(attempt);
            }
        }
    }

    private boolean isFollowed(PaymentAttempt attempt) {
        return attempt.atGateway() && !over && !attempt.isSettling() && !attempt.tookMoney();
    }

    /** @return whether there was an answer */
    private boolean ask(PaymentAttempt attempt) {
        attempt.asked();
        try {
            sees(attempt, steps.call(ASK, PaymentService.class, payments -> payments.status(attempt.id)));
            if (attempt.status() == AttemptStatus.AUTHORIZED) {
                take(attempt);
            }
            return true;
        } catch (ServiceFailure silence) {
            // Not known is not paid, and not unpaid either: the next question may tell.
            return silence instanceof ServiceFailure.Refused;
        }
    }

    private void sees(PaymentAttempt attempt, Attempt answer) {
        AttemptStatus before = attempt.status();
        boolean hadMoney = attempt.tookMoney();
        if (!attempt.sees(answer)) {
            return;
        }
        settlements.add(Async.procedure(() -> saveRoute(attempt, ROUTE_MOVED)));
        if (attempt.tookMoney() && !hadMoney) {
            took(attempt);
        } else if (attempt.status() == AttemptStatus.FAILED && before != AttemptStatus.FAILED) {
            listener.happened("Payment at " + attempt.gateway + " failed", attempt.errorCode());
        }
    }

    /** What is only reserved is taken while the order wants it; else it goes back by itself. */
    private void take(PaymentAttempt attempt) {
        PaymentLeg leg = attempt.leg;
        if (over || leg.isPaid() || leg.capturing || attempt.isSettling()) {
            return;
        }
        leg.capturing = true;
        try {
            sees(
                    attempt,
                    steps.call(
                            CAPTURE,
                            PaymentService.class,
                            payments -> payments.capture(new Write<>(
                                    key(CAPTURE, attempt), new PaymentService.Capture(payer.orderId(), attempt.id)))));
        } catch (ServiceFailure unknown) {
            // The next question tells.
        } finally {
            leg.capturing = false;
        }
    }

    private void took(PaymentAttempt attempt) {
        PaymentLeg leg = attempt.leg;
        String taken = attempt.captured().toPlainString() + " " + attempt.capturedCurrency();
        if (over || leg.isPaid()) {
            listener.happened("Payment at " + attempt.gateway + " is not needed any more", taken + " goes back");
            startSettlement(attempt);
        } else if (attempt.isAsAsked()) {
            leg.paidBy = attempt;
            listener.happened("Payment at " + attempt.gateway + " received", taken);
        } else {
            attention.needed(CHECK.about(attempt.counter()), "WRONG_AMOUNT");
            listener.happened(
                    "Payment at " + attempt.gateway + " is not of the amount asked for",
                    taken + ", asked were " + leg.amount.toPlainString() + " " + leg.currency
                            + "; it goes back when the checkout ends");
        }
    }

    // ------------------------------------------------------------------------------ what a customer may do

    /** Another attempt, at the same gateway or another one. Fulfilled when it is begun, with why it could not be. */
    public Promise<Optional<Refusal>> retry(String paymentId, String gateway) {
        Optional<PaymentLeg> found = leg(paymentId);
        Optional<Refusal> refusal = cannotBeTriedAgain(found);
        if (refusal.isPresent()) {
            return Workflow.newPromise(refusal);
        }
        PaymentLeg leg = found.get();
        if (leg.attemptsMade >= MOST_ATTEMPTS) {
            return refused("PAYMENT_ATTEMPTS_USED_UP", "This payment was tried " + leg.attemptsMade + " times.");
        }
        Gateway at =
                Gateway.of(gateway == null ? leg.current().gateway : gateway).orElse(null);
        if (at == null) {
            return refused("PAYMENT_MODE_UNSUPPORTED", "There is no such gateway.");
        }
        if (Steps.now().plus(at.leastTime()).isAfter(terms.end())) {
            return refused("PAYMENT_WINDOW_OVER", "There is not enough time left to pay at " + at + ".");
        }
        PaymentAttempt attempt = addAttempt(leg, "GATEWAY", at.name());
        return Async.function(() -> {
            try {
                beginAtGateway(attempt, ROUTE_MOVED);
            } catch (ServiceFailure.Refused refused) {
                return Optional.of(Refusal.meaning(refused));
            }
            if (attempt.redirectUrl() == null && !attempt.tookMoney()) {
                listener.happened(at + " cannot begin another attempt to pay", attempt.errorCode());
                return Optional.of(Refusal.of("GATEWAY_UNAVAILABLE", at + " cannot begin a payment at the moment."));
            }
            listener.happened("Another attempt to pay, at " + at, null);
            return Optional.empty();
        });
    }

    /** What was to be paid at a gateway is collected at the door. Fulfilled when it is registered, with why it could not be. */
    public Promise<Optional<Refusal>> switchToCash(String paymentId) {
        Optional<PaymentLeg> found = leg(paymentId);
        Optional<Refusal> refusal = cannotBeTriedAgain(found);
        if (refusal.isPresent()) {
            return Workflow.newPromise(refusal);
        }
        PaymentLeg leg = found.get();
        return Async.function(() -> {
            PaymentAttempt cash = addAttempt(leg, "MANUAL", "COD");
            try {
                Attempt answer = steps.call(
                        CASH_INSTEAD,
                        PaymentService.class,
                        payments -> payments.initiate(initiate(CASH_INSTEAD, cash, null)));
                cash.sees(answer);
            } catch (ServiceFailure failure) {
                leg.attempts.remove(cash);
                startUndo(cash);
                return Optional.of(
                        failure instanceof ServiceFailure.Refused refused
                                ? Refusal.meaning(refused)
                                : Refusal.unavailable(failure.service()));
            }
            if (over || leg.isPaid()) {
                // The money came while the door was asked.
                leg.attempts.remove(cash);
                startUndo(cash);
                return Optional.of(notRetryable());
            }
            leg.paidBy = cash;
            listener.happened("To be paid in cash at the door", leg.amount.toPlainString() + " " + leg.currency);
            leg.attempts.stream().filter(PaymentAttempt::atGateway).forEach(this::startSettlement);
            return Optional.empty();
        });
    }

    private Optional<Refusal> cannotBeTriedAgain(Optional<PaymentLeg> leg) {
        if (leg.isEmpty()) {
            return Optional.of(Refusal.of("PAYMENT_NOT_FOUND", "The order has no such payment."));
        }
        boolean possible = !leg.get().isPaid()
                && !leg.get().capturing
                && leg.get().attempts.stream().allMatch(PaymentAttempt::atGateway);
        return possible ? Optional.empty() : Optional.of(notRetryable());
    }

    private static Refusal notRetryable() {
        return Refusal.of("PAYMENT_NOT_RETRYABLE", "This payment is made already, or is not one at a gateway.");
    }

    private static Promise<Optional<Refusal>> refused(String code, String message) {
        return Workflow.newPromise(Optional.of(Refusal.of(code, message)));
    }

    // --------------------------------------------------------------------------------------- how it ends

    /** The order stands: each instruction keeps the attempt that pays it, everything else is settled. */
    public void stands() {
        over = true;
        attempts().filter(PaymentAttempt::atGateway).forEach(attempt -> {
            if (attempt.leg.paidBy == attempt) {
                settlements.add(Async.procedure(this::close, attempt));
            } else {
                startSettlement(attempt);
            }
        });
    }

    /** The order does not stand: whatever gateways take, or have taken, goes back, however long that takes. */
    public void doesNotStand() {
        over = true;
        undone = true;
        attempts().filter(PaymentAttempt::atGateway).forEach(this::startSettlement);
    }

    /**
     * Takes back what was paid or registered at once, also by an execution of this run that was lost. Through when it returns.
     */
    public void undoAtOnce() {
        Promise.allOf(attempts()
                        .filter(attempt -> !attempt.atGateway())
                        .map(attempt -> Async.function(this::undo, attempt))
                        .toList())
                .get();
    }

    /** Nothing is under way any more: what was to go back has gone back, and every row is closed. */
    public boolean isSettled() {
        return settlements.stream().allMatch(Promise::isCompleted);
    }

    private void startUndo(PaymentAttempt attempt) {
        settlements.add(Async.function(this::undo, attempt));
    }

    /** @return whether the Payment service knows the attempt */
    private boolean undo(PaymentAttempt attempt) {
        Step forward = attempt.atGateway() ? BEGIN : "WALLET".equals(attempt.mode) ? DEBIT : CASH;
        Attempt answer = steps.insist(
                UNDO.about(attempt.counter()),
                PaymentService.class,
                payments -> payments.cancel(new Undo<>(
                        key(UNDO, attempt),
                        key(forward, attempt),
                        new PaymentService.Cancel(payer.orderId(), attempt.id))));
        if (answer != null) {
            if (attempt.atGateway()) {
                sees(attempt, answer);
            } else {
                attempt.sees(answer);
            }
        }
        return answer != null;
    }

    private void startSettlement(PaymentAttempt attempt) {
        if (attempt.beginsSettlement()) {
            // Whoever follows it stops.
            attempt.nudge();
            settlements.add(Async.procedure(this::settle, attempt));
        }
    }

    /** Ends an attempt that pays nothing: no more is begun or taken, and what was taken goes back. */
    private void settle(PaymentAttempt attempt) {
        if (attempt.beginning) {
            attempt.begun.get();
        }
        if (!undo(attempt)) {
            // Never begun, not even by an execution of this run that was lost; and from now on it cannot be.
            close(attempt);
            return;
        }
        boolean over = terms == null || terms.end().isBefore(Steps.now());
        Instant end = (over ? Steps.now() : terms.end()).plus(StepCatalogue.GATEWAY_GRACE);
        for (int asked = 0; ; asked++) {
            boolean answered = ask(attempt);
            if (attempt.kept().signum() > 0) {
                refund(attempt);
                break;
            }
            // Until its end not even what failed is sure to stay so; and what is under way then still comes to
            // something.
            boolean cannotMove = attempt.status() == AttemptStatus.REFUNDED
                    || !Steps.now().isBefore(end) && attempt.status().compareTo(AttemptStatus.PENDING) > 0;
            if (answered && cannotMove) {
                break;
            }
            Duration left = Duration.between(Steps.now(), end);
            Duration gap = StepCatalogue.settlementGap(asked);
            attempt.awaitNews(
                    left.isNegative() || left.isZero() || left.compareTo(gap) > 0 ? gap : left,
                    "ask " + attempt.gateway + " what became of a payment that is not needed");
        }
        close(attempt);
    }

    /** All that was taken: the same refund while its outcome is not known, another one only after the gateway said that it failed. */
    private void refund(PaymentAttempt attempt) {
        for (int number = 1; attempt.kept().signum() > 0; number++) {
            BigDecimal amount = attempt.kept();
            Step step = REFUND.about(attempt.counter());
            Write<RefundRequest> write = new Write<>(
                    key(REFUND, attempt) + "/" + number,
                    new RefundRequest(
                            payer.orderId(),
                            attempt.id,
                            steps.id("rf_", "/7/" + attempt.counter() + "/" + number),
                            amount,
                            attempt.capturedCurrency()));
            Refund refund;
            try {
                refund = steps.call(step, PaymentService.class, payments -> payments.refund(write));
            } catch (ServiceFailure.Refused refused) {
                // The gateway may have given it back by itself.
                ask(attempt);
                if (attempt.kept().signum() > 0) {
                    steps.askAgainLater(step, refused, number);
                }
                continue;
            }
            if (completed(attempt, step, write, refund)) {
                attempt.refunded(amount);
                attention.over(CHECK.about(attempt.counter()));
                listener.happened(
                        "Refund by " + attempt.gateway + " is through",
                        amount.toPlainString() + " " + attempt.capturedCurrency());
            } else {
                steps.askAgainLater(step, failed(), number);
            }
        }
    }

    /** Follows a refund to its end. */
    private boolean completed(PaymentAttempt attempt, Step step, Write<RefundRequest> write, Refund begun) {
        Refund refund = begun;
        for (int asked = 0; refund.status() == RefundStatus.PENDING; asked++) {
            attempt.awaitNews(StepCatalogue.settlementGap(asked), "ask " + attempt.gateway + " how the refund stands");
            attempt.asked();
            try {
                refund = steps.call(
                        ASK_REFUND, PaymentService.class, payments -> payments.refundStatus(begun.refundId()));
            } catch (ServiceFailure.Unavailable silence) {
                // Asked again later.
            } catch (ServiceFailure.Refused unknown) {
                // The same refund once more: another one could be a second one.
                refund = steps.insist(step, PaymentService.class, payments -> payments.refund(write));
            }
        }
        return refund.status() == RefundStatus.COMPLETED;
    }

    private static ServiceFailure.Refused failed() {
        return new ServiceFailure.Refused(
                Step.Service.PAYMENT.id(),
                new ServiceProblem(null, "REFUND_FAILED", null, null, null, null, null),
                null);
    }

    // ----------------------------------------------------------------------------------------------- rows

    private void close(PaymentAttempt attempt) {
        attempt.closed = true;
        saveRoute(attempt, ROUTE_MOVED);
    }

    private void saveRoute(PaymentAttempt attempt, Step step) {
        PaymentLeg leg = attempt.leg;
        if (!attempt.beginning) {
            // Nothing of it was written; or by an execution that was lost, which knows more of it.
            return;
        }
        boolean applied = attempt.closed && leg.paidBy == attempt && !undone;
        Route route = new Route(
                attempt.id,
                ++attempt.revision,
                attempt.closed ? RouteOwner.CLOSED : RouteOwner.CHECKOUT,
                Workflow.getInfo().getWorkflowId(),
                payer.orderId(),
                payer.checkoutRequestId(),
                leg.paymentId,
                leg.number,
                attempt.gateway,
                attempt.gatewayOrderId(),
                attempt.status(),
                leg.currency,
                paise(leg.amount),
                paise(attempt.captured()),
                applied ? paise(attempt.captured()) : 0,
                paise(attempt.refunded()),
                terms.end());
        steps.call(step, PaymentRoutes.class, routes -> {
            routes.save(route);
            return null;
        });
    }

    private static long paise(BigDecimal amount) {
        return amount.movePointRight(2).longValueExact();
    }

    private Stream<PaymentAttempt> attempts() {
        return legs.stream().flatMap(leg -> leg.attempts.stream());
    }

    private Optional<PaymentLeg> leg(String paymentId) {
        return legs.stream().filter(leg -> leg.paymentId.equals(paymentId)).findFirst();
    }
}
