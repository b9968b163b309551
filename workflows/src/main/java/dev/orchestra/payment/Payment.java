package dev.orchestra.payment;

import java.math.BigDecimal;

/**
 * One payment instruction of an order as the customer sees it: {@code payment[]} of place-order's answer (cart API, Place Order). Behind a payment at a gateway
 * stand one or more attempts.
 *
 * @param id of the payment, for its retry and its switch to cash
 * @param status see {@link Status}
 * @param amount in {@code currency}, two decimals
 * @param redirectUrl where the customer pays; null unless a gateway waits for them
 * @param gatewayOrderId the current attempt's, at the gateway; null when there is none
 * @param code why it is {@code FAILED}, listed in docs/errors.md; else null
 */
public record Payment(
        String id,
        Status status,
        String paymentMode,
        String gateway,
        BigDecimal amount,
        String currency,
        String redirectUrl,
        String gatewayOrderId,
        String code) {

    /** The same payment with another status, of an order that does not stand. */
    public Payment with(Status now) {
        return new Payment(id, now, paymentMode, gateway, amount, currency, null, gatewayOrderId, null);
    }

    /** As docs/states.md lists them. */
    public enum Status {
        /** The customer has not paid yet. */
        PENDING,
        /** Paid; or, for cash, to be collected at the door. */
        SUCCESS,
        /** The current attempt has failed; as long as the stock is held, the payment can be tried again. */
        FAILED,
        /** The order does not stand, and nothing was paid. */
        CANCELLED,
        /** The order does not stand, and what was paid is on its way back. */
        REFUND_PENDING,
        /** The order does not stand, and what was paid is back. */
        REFUNDED
    }
}
