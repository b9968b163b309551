package dev.orchestra.checkout;

import dev.orchestra.payment.Payment;
import dev.orchestra.support.Refusal;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import java.util.List;

/** What others may tell and ask a checkout while it runs, of whichever kind it is. */
@WorkflowInterface
public interface CheckoutVerbs {

    /** The id of the update that waits for phase 1: constant, so that every click of one attempt gets the one answer. */
    String PHASE_1 = "phase-1";

    /**
     * Somebody heard that a payment at a gateway has moved: a webhook, or the customer's browser on its way back. A hint; what is true the gateway is asked.
     *
     * @param attemptId an unknown one is passed over
     */
    @SignalMethod
    void paymentMoved(String attemptId);

    /** The customer calls the order off. Refusals: ORDER_DECIDED, CHECKOUT_OVER. */
    @UpdateMethod
    VerbAnswer cancel();

    /** Another attempt at a payment. Refusals: PAYMENT_NOT_FOUND, PAYMENT_NOT_RETRYABLE, PAYMENT_ATTEMPTS_USED_UP, PAYMENT_WINDOW_OVER, ORDER_DECIDED, CHECKOUT_OVER, GATEWAY_UNAVAILABLE. */
    @UpdateMethod
    VerbAnswer retryPayment(RetryPayment retry);

    /** What was to be paid at a gateway is collected at the door. Refusals: as {@link #retryPayment}, and COD_NOT_ALLOWED. */
    @UpdateMethod
    VerbAnswer switchToCod(SwitchToCod change);

    /** An operator has each open payment looked up at its gateway now. */
    @UpdateMethod
    VerbAnswer checkGateway();

    /** @param gateway {@code PHONEPE} or {@code RAZORPAY}; null for the same one again */
    record RetryPayment(String paymentId, String gateway) {}

    record SwitchToCod(String paymentId) {}

    /**
     * What a verb came to: a value either way.
     *
     * @param payment all payments of the order, as they are now
     * @param refusal why nothing was done, else null
     */
    record VerbAnswer(CheckoutState state, List<Payment> payment, Refusal refusal) {}
}
