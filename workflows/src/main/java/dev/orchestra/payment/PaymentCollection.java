package dev.orchestra.payment;

import static dev.orchestra.payment.PaymentSteps.*;

import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.payment.PaymentService.Attempt;
import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.store.PaymentRoutes;
import dev.orchestra.store.PaymentRoutes.Route;
import dev.orchestra.store.PaymentRoutes.RouteOwner;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
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
    private final List<Promise<?>> handOvers = new ArrayList<>();
    private final Duration watch;
    private GatewayTerms terms;
    private String shippingAddressId;
    private boolean over;
    private boolean undone;

    /**
     * @param heardEarly attempts that somebody heard of before there was this object
     * @param watch for how long attempts that pay nothing are looked after
     */
    public PaymentCollection(
            Steps steps,
            Steps.Attention attention,
            Listener listener,
            Payer payer,
            List<PaymentInstruction> instructions,
            List<String> heardEarly,
            Duration watch) {
        this.steps = steps;
        this.attention = attention;
        this.listener = listener;
        this.payer = payer;
        this.heardEarly = new LinkedHashSet<>(heardEarly);
        this.watch = watch;
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
            attempt.news.nudge();
        }
        leg.attempts.add(attempt);
        return attempt;
    }

    // ----------------------------------------------------------------------------------- following a gateway

    /** Somebody heard that an attempt moved: the gateway is asked. */
    public void heard(String attemptId) {
        attempts().filter(attempt -> attempt.id.equals(attemptId)).forEach(attempt -> {
            attempt.movedAgain = attempt.tookMoney();
            attempt.news.nudge();
        });
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
            attempt.news.await(terms.polls().next(asked), "ask " + attempt.gateway + " how the payment stands");
            if (isFollowed(attempt)) {
                ask(attempt);
            }
        }
    }

    private boolean isFollowed(PaymentAttempt attempt) {
        return attempt.atGateway() && !over && !attempt.isHandedOver() && !attempt.tookMoney();
    }

    /** @return whether there was an answer */
    private boolean ask(PaymentAttempt attempt) {
        attempt.news.asking();
        try {
            sees(attempt, steps.call(ASK, PaymentService.class, payments -> payments.status(attempt.id)));
            if (attempt.status() == AttemptStatus.AUTHORIZED) {
                take(attempt);
            }
            return true;
        } catch (ServiceFailure silence) {
            // Not known is not paid, and not unpaid either: the next question may tell.
            return false;
        }
    }

    private void sees(PaymentAttempt attempt, Attempt answer) {
        AttemptStatus before = attempt.status();
        boolean hadMoney = attempt.tookMoney();
        if (!attempt.sees(answer)) {
            return;
        }
        handOvers.add(Async.procedure(() -> saveRoute(attempt, ROUTE_MOVED)));
        if (attempt.tookMoney() && !hadMoney) {
            took(attempt);
        } else if (attempt.status() == AttemptStatus.FAILED && before != AttemptStatus.FAILED) {
            listener.happened("Payment at " + attempt.gateway + " failed", attempt.errorCode());
        }
    }

    /** What is only reserved is taken while the order wants it; else it goes back by itself. */
    private void take(PaymentAttempt attempt) {
        PaymentLeg leg = attempt.leg;
        if (over || leg.isPaid() || leg.capturing || attempt.isHandedOver()) {
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
            entrust(attempt);
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
            leg.attempts.stream().filter(PaymentAttempt::atGateway).forEach(this::entrust);
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

    /** The order stands: each instruction keeps the attempt that pays it, everything else is given away. */
    public void stands() {
        over = true;
        attempts().filter(PaymentAttempt::atGateway).forEach(attempt -> {
            if (attempt.leg.paidBy == attempt) {
                attempt.beginsHandOver();
                handOvers.add(Async.procedure(this::close, attempt));
            } else {
                entrust(attempt);
            }
        });
    }

    /** The order does not stand: whatever gateways take, or have taken, goes back, however long that takes. */
    public void doesNotStand() {
        over = true;
        undone = true;
        attempts().filter(PaymentAttempt::atGateway).forEach(this::entrust);
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

    /** Nothing here is under way any more: who looks after each attempt from now on is settled. */
    public boolean isHandedOver() {
        return handOvers.stream().allMatch(Promise::isCompleted);
    }

    private void startUndo(PaymentAttempt attempt) {
        handOvers.add(Async.function(this::undo, attempt));
    }

    /** @return the attempt as the Payment service knows it; null when it never saw it, and then never will */
    private Attempt undo(PaymentAttempt attempt) {
        Step forward = attempt.atGateway() ? BEGIN : "WALLET".equals(attempt.mode) ? DEBIT : CASH;
        Attempt answer = steps.insist(
                UNDO.about(attempt.counter()),
                PaymentService.class,
                payments -> payments.cancel(new Undo<>(
                        key(UNDO, attempt),
                        key(forward, attempt),
                        new PaymentService.Cancel(payer.orderId(), attempt.id))));
        if (answer != null) {
            attempt.sees(answer);
        }
        return answer;
    }

    /** Whatever it takes, or has taken, is to go back. */
    private void entrust(PaymentAttempt attempt) {
        if (attempt.beginsHandOver()) {
            // Whoever follows it stops.
            attempt.news.nudge();
            handOvers.add(Async.procedure(this::handOver, attempt));
        }
    }

    /** Ends an attempt that pays nothing: no more is begun or taken, and its guardian sees to the rest. */
    private void handOver(PaymentAttempt attempt) {
        if (attempt.beginning) {
            attempt.begun.get();
        }
        Attempt known = undo(attempt);
        if (known != null) {
            startGuardian(row(attempt, RouteOwner.GUARDIAN, known.amount(), known.currency(), 0));
            attention.over(CHECK.about(attempt.counter()));
        } else if (attempt.beginning) {
            save(ROUTE_MOVED, row(attempt, RouteOwner.CLOSED, 0));
        }
    }

    /** Its row says what pays the order; should more have been taken, that goes back. */
    private void close(PaymentAttempt attempt) {
        boolean sure = !attempt.movedAgain || ask(attempt);
        Route row = row(attempt, RouteOwner.CLOSED, paise(attempt.leg.amount));
        if (sure && row.keptPaise() == 0) {
            save(ROUTE_MOVED, row);
        } else {
            startGuardian(row);
        }
    }

    /**
     * A child that outlives this run. It takes the row over by itself, and asks the gateway thereafter: what is heard of the attempt until then is not lost.
     *
     * @param row what is known of the attempt
     */
    private void startGuardian(Route row) {
        PaymentGuardianWorkflow guardian = Workflow.newChildWorkflowStub(
                PaymentGuardianWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(PaymentGuardianWorkflow.workflowId(row.attemptId()))
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        Async.procedure(guardian::watch, new PaymentGuardianWorkflow.Guard(row, watch))
                // Nobody here waits for its end.
                .handle((over, failure) -> null);
        // One that is there already has been started by an execution of this run that was lost.
        Workflow.getWorkflowExecution(guardian)
                .handle((started, alreadyThere) -> null)
                .get();
    }

    // ----------------------------------------------------------------------------------------------- rows

    private void saveRoute(PaymentAttempt attempt, Step step) {
        if (!attempt.isHandedOver()) {
            save(step, row(attempt, RouteOwner.CHECKOUT, 0));
        }
    }

    private void save(Step step, Route row) {
        steps.call(step, PaymentRoutes.class, routes -> {
            routes.save(row);
            return null;
        });
    }

    private Route row(PaymentAttempt attempt, RouteOwner owner, long appliedPaise) {
        return row(attempt, owner, attempt.leg.amount, attempt.leg.currency, appliedPaise);
    }

    private Route row(PaymentAttempt attempt, RouteOwner owner, BigDecimal amount, String currency, long appliedPaise) {
        return new Route(
                attempt.id,
                attempt.nextRevision(),
                owner,
                Workflow.getInfo().getWorkflowId(),
                payer.orderId(),
                payer.checkoutRequestId(),
                attempt.leg.paymentId,
                attempt.leg.number,
                attempt.gateway,
                attempt.gatewayOrderId(),
                attempt.status(),
                currency,
                paise(amount),
                paise(attempt.captured()),
                appliedPaise,
                paise(attempt.refunded()),
                0,
                0,
                terms == null ? Steps.now() : terms.end());
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
