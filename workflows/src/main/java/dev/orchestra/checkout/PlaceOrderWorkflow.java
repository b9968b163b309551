package dev.orchestra.checkout;

import dev.orchestra.payment.Payment;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.support.Refusal;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.math.BigDecimal;
import java.util.List;

/**
 * {@code POST /cart/place-order} (cart API, Place Order, 13 steps in two phases). One run for each attempt of a cart:
 * {@code place-order/{cart_id}/{attempt}}.
 */
@WorkflowInterface
public interface PlaceOrderWorkflow {

    /** The id of the update that waits for phase 1: constant, so that every click of one attempt gets the one answer. */
    String PHASE_1 = "phase-1";

    /** Both phases, to the end. */
    @WorkflowMethod
    CheckoutState run(PlaceOrder order);

    /** The answer of phase 1: accepted or refused, a value either way. */
    @UpdateMethod
    Phase1Answer phase1();

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

    /**
     * @param attempt the cart's checkout attempt, part of the workflow id
     * @param totalOrderAmount what the customer agreed to pay, in the cart's currency
     * @param channel {@code order_initiated_from}
     * @param checkoutRequestId where device and addresses of this request are stored; they never enter a workflow
     * @param fingerprint of the request, to tell a repeated click from another request
     */
    record PlaceOrder(
            String ownerId,
            String cartId,
            int attempt,
            List<PaymentInstruction> paymentInstructions,
            BigDecimal totalOrderAmount,
            boolean multiplePaymentMethods,
            String channel,
            String checkoutRequestId,
            String fingerprint,
            CheckoutPolicy policy) {}

    /**
     * @param checkoutRequestId of the request that started the run: others who were given this answer stored theirs for nothing
     * @param refusal why no order came of it, else null
     */
    record Phase1Answer(
            String fingerprint, String checkoutRequestId, PlacedOrder order, List<Payment> payment, Refusal refusal) {}

    /** The order as the caller of place-order first sees it. */
    record PlacedOrder(
            String id,
            String number,
            String orderStatus,
            String paymentStatus,
            BigDecimal total,
            String currency,
            String cartId,
            List<SubOrder> subOrders) {}
}
