package dev.orchestra.stubs.payment;

import java.util.Optional;

/**
 * A payment gateway. Every call may be repeated: it then finds what an earlier one has done, also when that one's answer was lost.
 * All of them throw {@link TryLater} when the gateway does not do its part.
 */
interface Gateway {

    /** As initiate names it, such as {@code PHONEPE}. */
    String name();

    /** Whether so little time is left until the attempt's end that the gateway begins nothing. */
    boolean tooLateFor(Attempt attempt);

    /**
     * Begins the payment.
     *
     * @param returnUrl where the gateway sends the browser afterwards
     * @param perhapsBegun whether an earlier call may have begun it already
     * @return pending with a place to pay at, or failed when the gateway declines
     */
    GatewayPayment begin(Attempt attempt, String returnUrl, boolean perhapsBegun);

    /** Whether there may be a second payment of what is paid, or was and went back. */
    boolean mayTakeMore();

    /** How the payment stands now; empty when the gateway does not know it. */
    Optional<GatewayPayment> payment(Attempt attempt);

    /** Takes what is reserved, as much as is reserved; how the payment stands then. */
    GatewayPayment capture(Attempt attempt);

    /** Sends the money back; {@code FAILED} when the gateway will not. */
    GatewayRefund refund(Attempt attempt, Refund refund);

    /**
     * How the refund stands now; empty when the gateway does not know it.
     *
     * @param gatewayRefundId its id there, null when it is not known here
     */
    Optional<GatewayRefund> refundStatus(Attempt attempt, Refund refund, String gatewayRefundId);
}
