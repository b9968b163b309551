package dev.orchestra.payment;

import dev.orchestra.services.payment.PaymentService.Attempt;
import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;

/** One attempt to pay one instruction: what is known of it. */
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

    /** It moved although it had paid its instruction: somebody may have paid once more. */
    boolean movedAgain;

    final GatewayNews news = new GatewayNews();

    private long revision;
    private AttemptStatus status = AttemptStatus.CREATED;
    private BigDecimal captured = BigDecimal.ZERO;
    private String capturedCurrency;
    private BigDecimal refunded = BigDecimal.ZERO;
    private String redirectUrl;
    private String gatewayOrderId;
    private String errorCode;
    private boolean presumedFailed;
    private boolean handedOver;

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

    /** Whether the caller is the one who hands it over: nobody does it twice. */
    boolean beginsHandOver() {
        boolean first = !handedOver;
        handedOver = true;
        return first;
    }

    /** Its checkout has nothing to do with it any more. */
    boolean isHandedOver() {
        return handedOver;
    }

    /** Of its next row: later than any before, whoever writes. */
    long nextRevision() {
        revision = Math.max(revision + 1, Workflow.currentTimeMillis());
        return revision;
    }

    /** Whether the gateway reserved money and gave it back by itself. */
    boolean hasLapsed() {
        return status == AttemptStatus.REFUNDED && !tookMoney();
    }

    /** The customer can pay there now. */
    boolean canBePaid() {
        return status == AttemptStatus.PENDING && redirectUrl != null;
    }
}
