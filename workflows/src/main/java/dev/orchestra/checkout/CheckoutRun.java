package dev.orchestra.checkout;

import dev.orchestra.payment.Payment;
import dev.orchestra.payment.PaymentCollection;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What every checkout does alike: phase 1, one decision, then phase 2 or the undo; the wait for the money between them, and what others may tell and ask meanwhile. What is bought, and
 * how it is held, is its subclasses' business.
 *
 * @param <P> what phase 1 leaves for phase 2
 * @param <A> the answer of phase 1
 */
public abstract class CheckoutRun<P, A> implements CheckoutVerbs {

    protected static final Refusal PAID_TOO_LATE =
            Refusal.of("PAID_TOO_LATE", "The order was paid when not all of it could be had any more.");

    /** Set once, by the main loop alone. */
    private enum Decision {
        OPEN,
        FULFIL,
        UNDO
    }

    private record News(String title, String detail) {}

    /** A customer's wish about a payment, until it is done or refused. */
    private record Wish(
            Functions.Func<Promise<Optional<Refusal>>> act, CompletablePromise<Optional<Refusal>> outcome) {}

    protected final Compensations compensations = new Compensations();
    protected Timeline timeline;
    protected Steps steps;
    protected PaymentCollection payments;
    private final List<String> heardEarly = new ArrayList<>();
    private final Deque<News> news = new ArrayDeque<>();
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private Promise<String> cancellation;
    private Duration lateWindow;
    private CancellationScope timer;
    private boolean telling;
    private boolean timeIsOver;
    private boolean calledOff;
    private Decision decision = Decision.OPEN;
    private CheckoutRefused refused;
    private boolean undoTold;
    private A answer;

    // ------------------------------------------------------------------------------------- what a checkout is made of

    /** Phase 1. Each of its steps has its undo among the {@link #compensations} before the first one runs. */
    protected abstract P placeOrder();

    /** What a service's no means to this checkout. */
    protected abstract Refusal meaning(ServiceFailure.Refused refusal);

    /** When what is bought is not held any longer. */
    protected abstract Instant givesUpAt(P placed);

    /**
     * What had to be let go is paid after all: holds all of it once more, as it was and at the price that was agreed. The undo of each step is among the {@link #compensations} before the
     * step runs.
     *
     * @throws ServiceFailure.Refused when it cannot be had any more
     */
    protected abstract P holdAgain(P placed);

    /** What precedes the wait for late money: the hold is let go. */
    protected void letGo(P placed) {
        compensations.letGoOfHold().get();
    }

    /** Phase 2. Nothing in it gives up. */
    protected abstract void fulfil(P placed);

    /** What precedes it: how the checkout ends is decided. */
    protected void beforeUndo() {}

    /** What follows when everything is given back. */
    protected void afterUndo() {}

    /** The answer of phase 1 to the one who asked for it. */
    protected abstract A accepted(P placed);

    protected abstract A rejected(Refusal refusal);

    // ------------------------------------------------------------------------------------------------- the story

    /**
     * From the first step to the end.
     *
     * @param run what identifies the checkout, to be told with everything that happens
     */
    protected final CheckoutState carryOut(
            Timeline.Subject run,
            CheckoutPolicy policy,
            String checkoutRequestId,
            List<PaymentInstruction> instructions) {
        timeline = new Timeline(run);
        steps = new Steps(policy.deadlineOrDefault(), timeline);
        payments = new PaymentCollection(
                steps,
                timeline,
                (title, detail) -> news.add(new News(title, detail)),
                new PaymentCollection.Payer(run.orderId(), run.ownerId(), checkoutRequestId),
                instructions,
                heardEarly,
                policy.watchOrDefault());
        lateWindow = policy.lateWindowOrDefault();
        cancellation = CancellationScope.current().getCancellationRequest();
        List<CheckoutState> end = new ArrayList<>();
        // Cancelling the run asks for the undo; it must not break off what puts things right.
        Workflow.newDetachedCancellationScope(() -> end.add(checkout())).run();
        return end.get(0);
    }

    private CheckoutState checkout() {
        CheckoutState end;
        try {
            P placed = phase1OrRefuse();
            if (!payments.isPaid()) {
                accept(placed);
                if (!isPaidBefore(givesUpAt(placed))) {
                    placed = paidLate(placed);
                }
            }
            // The one decision. Everything above can be undone, nothing below needs to be.
            decide(Decision.FULFIL);
            payments.stands();
            timeline.decide(CheckoutState.FULFILLING);
            accept(placed);
            end = CheckoutState.COMPLETED;
            fulfil(placed);
        } catch (CheckoutRefused refusal) {
            refused = refusal;
            end = refusal.state();
            if (refusal.nothingToUndo()) {
                turnAway();
            } else {
                undo();
            }
        }
        awaitHandOver();
        return end;
    }

    private P phase1OrRefuse() {
        try {
            return placeOrder();
        } catch (ServiceFailure.Unavailable down) {
            throw new CheckoutRefused(Refusal.unavailable(down.service()));
        } catch (ServiceFailure.Refused refusal) {
            throw new CheckoutRefused(meaning(refusal));
        }
    }

    /** The answer of phase 1, which the caller gets once. */
    private void accept(P placed) {
        if (answer == null) {
            answer = accepted(placed);
        }
    }

    /** Waits for it. */
    protected final A answer() {
        Workflow.await(() -> answer != null);
        return answer;
    }

    // ------------------------------------------------------------------------ what others say; only the loop acts

    @Override
    public void paymentMoved(String attemptId) {
        if (payments == null) {
            heardEarly.add(attemptId);
        } else {
            payments.heard(attemptId);
        }
    }

    @Override
    public VerbAnswer cancel() {
        if (decision == Decision.OPEN) {
            calledOff = true;
            Workflow.await(() -> decision == Decision.FULFIL || undoTold);
        }
        boolean done = decision == Decision.UNDO && calledOff && timeline.state() == CheckoutState.CANCELLED;
        return verbAnswer(done ? null : tooLate());
    }

    @Override
    public VerbAnswer retryPayment(RetryPayment retry) {
        return wish(() -> isLapsed() ? windowOver() : payments.retry(retry.paymentId(), retry.gateway()));
    }

    @Override
    public VerbAnswer switchToCod(SwitchToCod change) {
        return wish(() -> isLapsed() ? windowOver() : payments.switchToCash(change.paymentId()));
    }

    @Override
    public VerbAnswer checkGateway() {
        return wish(() -> payments.askAll().thenApply(asked -> Optional.empty()));
    }

    private VerbAnswer wish(Functions.Func<Promise<Optional<Refusal>>> act) {
        if (decision != Decision.OPEN) {
            return verbAnswer(tooLate());
        }
        Wish wish = new Wish(act, Workflow.newPromise());
        wishes.add(wish);
        Refusal refusal = wish.outcome().get().orElse(null);
        // Who reads the order after the answer finds in it what was done.
        Workflow.await(() -> decision != Decision.OPEN || news.isEmpty() && !telling);
        return verbAnswer(refusal);
    }

    protected final VerbAnswer verbAnswer(Refusal refusal) {
        // A handler can be called before there is anything to tell of.
        Workflow.await(() -> payments != null);
        return new VerbAnswer(timeline.state(), payments.asSeen(), refusal);
    }

    private Refusal tooLate() {
        return decision == Decision.FULFIL
                ? Refusal.of("ORDER_DECIDED", "The order is being carried out, or has been.")
                : Refusal.of("CHECKOUT_OVER", "The checkout has ended without an order.");
    }

    private void decide(Decision made) {
        decision = made;
        if (timer != null) {
            timer.cancel();
        }
        wishes.forEach(wish -> wish.outcome().complete(Optional.of(tooLate())));
        wishes.clear();
    }

    // ------------------------------------------------------------------------------------------------ the wait

    /**
     * Until every gateway has the money, the customer calls it off, or the time is over. At its end each open payment is asked for once more: money that came without a word must not be
     * sent back.
     */
    private boolean isPaidBefore(Instant end) {
        timeIsOver = false;
        startTimer(end);
        while (true) {
            Workflow.await(
                    () -> payments.isPaid() || !news.isEmpty() || !wishes.isEmpty() || timeIsOver || isCalledOff());
            tellNews();
            if (payments.isPaid()) {
                return true;
            }
            refuseIfCancelled();
            if (timeIsOver) {
                return false;
            }
            Wish wish = wishes.poll();
            if (wish != null) {
                wish.outcome().completeFrom(wish.act().apply());
            }
        }
    }

    private void startTimer(Instant end) {
        Duration left = Duration.between(Steps.now(), end);
        timer = Workflow.newCancellationScope(() -> Workflow.newTimer(
                        left.isNegative() ? Duration.ZERO : left,
                        TimerOptions.newBuilder()
                                .setSummary(
                                        isLapsed()
                                                ? "late money makes an order until then"
                                                : "what is bought is held until then")
                                .build())
                .handle((elapsed, calledOff) -> {
                    if (calledOff == null) {
                        Async.procedure(this::askForTheLastTime);
                    }
                    return null;
                }));
        timer.run();
    }

    private void askForTheLastTime() {
        payments.askAll().get();
        timeIsOver = true;
    }

    /** The hold is over, and the money not there. It may be on its way: for a while it still makes the order, if all of it can be had once more. */
    private P paidLate(P placed) {
        Instant end = Steps.now().plus(lateWindow);
        timeline.pays(payments.asSeen());
        timeline.enter(steps, CheckoutState.LAPSED, "Not paid in time, what was held is let go", null);
        letGo(placed);
        if (!isPaidBefore(end)) {
            throw new CheckoutRefused(
                    CheckoutState.EXPIRED,
                    Refusal.of("NOT_PAID_IN_TIME", "The order was not paid while its stock was held."));
        }
        // What still gives back by the order's id must not give back what is held for it from now on.
        compensations.awaitBeside();
        try {
            P again = holdAgain(placed);
            refuseIfCancelled();
            timeline.tell(steps, "Paid late, and all of it could be had once more", null);
            return again;
        } catch (ServiceFailure.Refused gone) {
            throw new CheckoutRefused(CheckoutState.EXPIRED, PAID_TOO_LATE);
        }
    }

    private boolean isLapsed() {
        return timeline.state() == CheckoutState.LAPSED;
    }

    private static Promise<Optional<Refusal>> windowOver() {
        return Workflow.newPromise(
                Optional.of(Refusal.of("PAYMENT_WINDOW_OVER", "Nothing is held for the order any more.")));
    }

    private void tellNews() {
        telling = true;
        while (!news.isEmpty()) {
            News next = news.poll();
            timeline.pays(payments.asSeen());
            timeline.tell(steps, next.title(), next.detail());
        }
        telling = false;
    }

    /** Each payment that may still move is somebody else's before this run ends. */
    private void awaitHandOver() {
        do {
            // A handler that is still at work may have something to give back.
            Workflow.await(() -> payments.isHandedOver() && Workflow.isEveryHandlerFinished() || !news.isEmpty());
            tellNews();
        } while (!payments.isHandedOver() || !Workflow.isEveryHandlerFinished() || !news.isEmpty());
    }

    // ------------------------------------------------------------------------------------------------ undo

    /** The attempt is not this run's: neither its order nor its story is touched. */
    private void turnAway() {
        decide(Decision.UNDO);
        timeline.keepsQuiet();
        timeline.decide(refused.state());
        undoTold = true;
        answer = rejected(refused.refusal());
    }

    /** Takes back whatever phase 1 did or may have done, then answers, so that the next click finds everything open. */
    private void undo() {
        decide(Decision.UNDO);
        payments.doesNotStand();
        timeline.decide(refused.state());
        beforeUndo();
        Promise<Void> undone = compensations.start();
        CancellationScope patience = Workflow.newCancellationScope(() -> Promise.anyOf(
                        undone,
                        Workflow.newTimer(
                                StepCatalogue.UNDO_BEFORE_ANSWER,
                                TimerOptions.newBuilder()
                                        .setSummary("answer although the undo goes on")
                                        .build()))
                .get());
        patience.run();
        patience.cancel();
        timeline.pays(payments.asSeen());
        boolean late = !undone.isCompleted();
        timeline.tell(steps, refused.title(!late), refused.refusal().code());
        undoTold = true;
        if (answer == null) {
            answer = rejected(refused.refusal());
        }
        undone.get();
        if (late) {
            timeline.pays(payments.asSeen());
            timeline.tell(steps, "Nothing is held any more", null);
        }
        compensations.awaitBeside();
        afterUndo();
    }

    /** How the checkout ends without an order; known from the decision on. */
    protected final CheckoutState refusedAs() {
        return refused.state();
    }

    private boolean isCalledOff() {
        return calledOff || cancellation.isCompleted();
    }

    /** Phase 1 asks after each of its steps. */
    protected final void refuseIfCancelled() {
        if (isCalledOff()) {
            throw new CheckoutRefused(
                    CheckoutState.CANCELLED, Refusal.of("CHECKOUT_CANCELLED", "The checkout was called off."));
        }
    }

    protected static String paymentsInWords(List<Payment> payments) {
        return String.join(
                ", ",
                payments.stream()
                        .map(payment -> payment.gateway() + " " + payment.amount() + " " + payment.status())
                        .toList());
    }
}
