package dev.orchestra.stubs.gateways;

import java.time.Instant;

/**
 * What a merchant wants to be paid.
 *
 * @param merchantOrderId the merchant's own id, at Razorpay the receipt; null when it gave none
 * @param amount paise
 * @param request what the merchant asked for, as JSON
 * @param pageToken the secret part of the address of the hosted page
 * @param expiresAt PhonePe: after this the order fails; Razorpay: a payment that is authorised later is not captured by
 *     itself; null for never
 * @param releaseAt Razorpay: an authorised payment that is not captured by then goes back to the customer; null for never
 * @param rule what a test wants to happen with it
 */
public record GatewayOrder(
        Gateway gateway,
        String orderId,
        String merchantOrderId,
        long amount,
        String currency,
        State state,
        String request,
        String pageToken,
        Instant createdAt,
        Instant expiresAt,
        Instant releaseAt,
        Rule rule) {

    /** Where the order stands; a failed one may still be paid, late. */
    public enum State {
        OPEN,
        PAID,
        FAILED
    }

    /** Whether its time has run out. */
    public boolean over(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
