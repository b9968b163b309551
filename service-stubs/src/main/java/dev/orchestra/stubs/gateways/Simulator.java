package dev.orchestra.stubs.gateways;

import java.util.Optional;

/**
 * What happens at a gateway when a customer or time does something. Each method runs in the caller's transaction, with the
 * order locked.
 */
public interface Simulator {

    Gateway gateway();

    /**
     * The customer pays.
     *
     * @param late the money of a payment that was begun or had failed comes after all, even when the order is over
     * @param capture whether the gateway may take it by itself
     * @return empty when the order cannot be paid any more
     */
    Optional<GatewayPayment> pay(GatewayOrder order, boolean late, boolean capture);

    /** The customer has paid, and the bank takes its time. Empty when the order cannot be paid any more. */
    Optional<GatewayPayment> begin(GatewayOrder order);

    /**
     * A payment fails.
     *
     * @param again the customer is going to try once more
     * @return empty when the order cannot be paid any more
     */
    Optional<GatewayPayment> fail(GatewayOrder order, boolean again);

    /** The order's time has run out. */
    void expire(GatewayOrder order);

    /** An authorisation that nobody captured goes back to the customer. */
    void release(GatewayOrder order, GatewayPayment payment);

    /** The gateway takes a refund on. */
    void refundAccepted(GatewayOrder order, GatewayRefund refund);

    /** The bank has answered a refund. */
    void refundSettled(GatewayOrder order, GatewayRefund refund, boolean success);
}
