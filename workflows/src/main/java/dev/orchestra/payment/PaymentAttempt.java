package dev.orchestra.payment;

import dev.orchestra.services.payment.PaymentService.Attempt;
import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.support.StepCatalogue;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;

/** One attempt to pay one instruction: what is known of it, and the patience to wait for more. */
final class PaymentAttempt {

    final PaymentLeg leg;

    /** From 1 within its leg. */
    final int number;

    final String id;
    final String mode;
    final String gateway;

    /** The call that begins it has been made, or is about to be. */
    boolean beginning;

    /** Done when that call has come back, one way or the other. */
    final CompletablePromise<Void> begun = Workflow.newPromise();

    /** How often its row was written. */
    int revision;

    /** Nobody acts on it any more. */
    boolean closed;

    private AttemptStatus status = AttemptStatus.CREATED;
    private BigDecimal captured = BigDecimal.ZERO;
    private String capturedCurrency;
    private BigDecimal refunded = BigDecimal.ZERO;
    private String redirectUrl;
    private String gatewayOrderId;
    private String errorCode;
    private boolean presumedFailed;
    private boolean settling;
    private boolean nudged;
    private long askedAt;

    PaymentAttempt(PaymentLeg leg, int number, String id, String mode, String gateway) {
        this.leg = leg;
        this.number = number;
        this.id = id;
        this.mode = mode;
        this.gateway = gateway;
    }

    boolean atGateway() {
        return "GATEWAY".equals(mode);
    }

    /** Counts within the run, as part of a key. */
    String counter() {
        return leg.number + "/" + number;
    }

    /**
     * Takes in what the Payment service says. A lower status never overwrites a higher one: answers can be older than what is known.
     *
     * @return whether it told something new
     */
    boolean sees(Attempt answer) {
        boolean older = answer.status().compareTo(status) < 0;
        if (older && !(presumedFailed && answer.status() == AttemptStatus.PENDING)) {
            return false;
        }
        presumedFailed = false;
        boolean moved = answer.status() != status
                || money(answer).compareTo(captured) > 0
                || gatewayOrderId == null && answer.gatewayOrderId() != null;
        status = answer.status();
        captured = money(answer).max(captured);
        capturedCurrency = answer.capturedCurrency() == null ? capturedCurrency : answer.capturedCurrency();
        if (status == AttemptStatus.REFUNDED) {
            // Before that it is only on its way, and may come to nothing.
            refunded = captured;
        }
        redirectUrl = answer.redirectUrl();
        gatewayOrderId = answer.gatewayOrderId() == null ? gatewayOrderId : answer.gatewayOrderId();
        errorCode = answer.errorCode();
        return moved;
    }

    /** What is to be collected at the door nobody has yet. */
    private BigDecimal money(Attempt answer) {
        return "MANUAL".equals(mode) ? BigDecimal.ZERO : answer.capturedAmount();
    }

    /** It is not known that anything can come of it. */
    void failed(String code) {
        if (status.compareTo(AttemptStatus.FAILED) < 0) {
            status = AttemptStatus.FAILED;
            presumedFailed = true;
            errorCode = code;
        }
    }

    void refunded(BigDecimal amount) {
        refunded = refunded.add(amount).min(captured);
        status = AttemptStatus.REFUNDED;
    }

    AttemptStatus status() {
        return status;
    }

    boolean tookMoney() {
        return captured.signum() > 0;
    }

    boolean isAsAsked() {
        return captured.compareTo(leg.amount) == 0 && leg.currency.equals(capturedCurrency);
    }

    /** What was taken and has not gone back. */
    BigDecimal kept() {
        return captured.subtract(refunded);
    }

    BigDecimal captured() {
        return captured;
    }

    BigDecimal refunded() {
        return refunded;
    }

    String capturedCurrency() {
        return capturedCurrency == null ? leg.currency : capturedCurrency;
    }

    String redirectUrl() {
        return redirectUrl;
    }

    String gatewayOrderId() {
        return gatewayOrderId;
    }

    String errorCode() {
        return errorCode;
    }

    /** Whether the caller is the one who settles it: nobody does it twice. */
    boolean beginsSettlement() {
        boolean first = !settling;
        settling = true;
        return first;
    }

    boolean isSettling() {
        return settling;
    }

    /** Whether the gateway reserved money and gave it back by itself. */
    boolean hasLapsed() {
        return status == AttemptStatus.REFUNDED && !tookMoney();
    }

    /** The customer can pay there now. */
    boolean canBePaid() {
        return status == AttemptStatus.PENDING && redirectUrl != null;
    }

    /** What the next question must still wait for, so that a gateway is not asked again and again. */
    Duration pause() {
        return StepCatalogue.BETWEEN_QUESTIONS.minusMillis(Workflow.currentTimeMillis() - askedAt);
    }

    void asked() {
        askedAt = Workflow.currentTimeMillis();
    }

    /** Somebody heard something: the gateway is asked now, or once more after the question that is under way. */
    void nudge() {
        nudged = true;
    }

    /** Waits until somebody heard something, or for so long. */
    void awaitNews(Duration atMost, String why) {
        Promise<?>[] elapsed = new Promise<?>[1];
        CancellationScope timer = Workflow.newCancellationScope(() -> elapsed[0] = Workflow.newTimer(
                        atMost, TimerOptions.newBuilder().setSummary(why).build())
                // Not the timer itself: it is called off when news comes, and that is no failure to warn of.
                .handle((over, calledOff) -> null));
        timer.run();
        Workflow.await(() -> nudged || elapsed[0].isCompleted());
        timer.cancel();
        nudged = false;
        Duration pause = pause();
        if (!pause.isNegative() && !pause.isZero()) {
            Workflow.newTimer(
                            pause,
                            TimerOptions.newBuilder()
                                    .setSummary("not asked more often")
                                    .build())
                    .get();
        }
    }
}
