package dev.orchestra.checkout;

import dev.orchestra.payment.Payment;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.support.Refusal;
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
public interface PlaceOrderWorkflow extends CheckoutVerbs {

    /** Both phases, to the end. */
    @WorkflowMethod
    CheckoutState run(PlaceOrder order);

    /** The answer of phase 1: accepted or refused, a value either way. */
    @UpdateMethod
    Phase1Answer phase1();

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
