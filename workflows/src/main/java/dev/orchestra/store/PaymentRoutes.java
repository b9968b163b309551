package dev.orchestra.store;

import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import dev.orchestra.support.AboutOrder;
import io.temporal.activity.ActivityInterface;
import java.time.Instant;

/** Whom a payment at a gateway belongs to, in our own table {@code payment_routes}: how a webhook finds the run that waits for it. */
@ActivityInterface(namePrefix = "PaymentRoutes.")
public interface PaymentRoutes {

    /**
     * Writes the row of an attempt: before the gateway is asked, and with each change. One of a higher revision stays. Webhooks that came for this attempt before it was
     * known are given to its owner now.
     */
    void save(Route route);

    /** Who acts when the payment moves. */
    enum RouteOwner {
        /** The checkout's run {@code workflowId}. */
        CHECKOUT,
        /** The run {@code workflowId}, which gives back whatever the attempt takes beyond what pays an order. */
        GUARDIAN,
        /** Nobody: the attempt has come to its end. One that moves again gets a guardian. */
        CLOSED
    }

    /**
     * One attempt at a gateway. Amounts are in paise.
     *
     * @param revision grows with each write, whoever the owner is: the time of the run in milliseconds, or one more than the last
     * @param leg which payment instruction it is for, from 1
     * @param checkoutRequestId where the address is stored that the customer's browser goes back to
     * @param appliedPaise what pays an order; {@code capturedPaise = appliedPaise + refundedPaise} when all is settled
     * @param refunds how many refunds were begun: the number of the last one
     * @param refundingPaise of that one, while it is not known how it ended
     */
    record Route(
            String attemptId,
            long revision,
            RouteOwner owner,
            String workflowId,
            String orderId,
            String checkoutRequestId,
            String paymentId,
            int leg,
            String gateway,
            String gatewayOrderId,
            AttemptStatus status,
            String currency,
            long amountPaise,
            long capturedPaise,
            long appliedPaise,
            long refundedPaise,
            int refunds,
            long refundingPaise,
            Instant expiresAt)
            implements AboutOrder {

        /** What was taken and neither pays an order nor has gone back. */
        public long keptPaise() {
            return capturedPaise - appliedPaise - refundedPaise;
        }
    }
}
