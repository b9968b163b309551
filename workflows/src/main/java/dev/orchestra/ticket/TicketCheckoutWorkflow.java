package dev.orchestra.ticket;

import dev.orchestra.checkout.CheckoutPolicy;
import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.checkout.CheckoutVerbs;
import dev.orchestra.payment.Payment;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.support.Refusal;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/**
 * {@code POST /orders/checkout} (ticket flow, "Workflow", Checkout): the draft's seats are claimed, paid and sold; or free again, with all money back. One run for each attempt of an order.
 */
@WorkflowInterface
public interface TicketCheckoutWorkflow extends CheckoutVerbs {

    /** Where orders of seats come from, as place-order's {@code order_initiated_from}: what an operator tells them from others by. */
    String CHANNEL = "TICKETS";

    /** The run of an attempt. */
    static String workflowId(String orderId, int attempt) {
        return "ticket-checkout/" + orderId + "/" + attempt;
    }

    /** Both phases, to the end. */
    @WorkflowMethod
    CheckoutState run(TicketCheckout checkout);

    /** The answer of phase 1: accepted or refused, a value either way. Update id: {@link CheckoutVerbs#PHASE_1}. */
    @UpdateMethod
    Phase1Answer phase1();

    /**
     * @param paymentInstructions an instruction for the full amount may leave the amount open
     * @param checkoutRequestId where the addresses are stored that the customer's browser goes back to
     * @param fingerprint of the request, to tell a repeated click from another request
     */
    record TicketCheckout(
            String ownerId,
            String orderId,
            int attempt,
            List<PaymentInstruction> paymentInstructions,
            String checkoutRequestId,
            String fingerprint,
            CheckoutPolicy policy) {}

    /**
     * @param checkoutRequestId of the request that started the run
     * @param order as the answer tells it, null when refused
     * @param refusal why the order is a draft still, else null
     */
    record Phase1Answer(
            String fingerprint, String checkoutRequestId, TicketOrder order, List<Payment> payment, Refusal refusal) {}
}
