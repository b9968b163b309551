package dev.orchestra.payment;

import java.math.BigDecimal;

/**
 * One line of {@code payment_instruction} (cart API, Place Order).
 *
 * @param fullAmount pays all of the order; then it is the only instruction and {@code amount} may be absent
 * @param amount in {@code currency}, at most two decimals
 * @param paymentMode {@code GATEWAY}, {@code WALLET} or {@code MANUAL}
 * @param gateway {@code PHONEPE}, {@code RAZORPAY}, {@code STORE-WALLET} or {@code COD}
 * @param walletId for {@code WALLET}: which one
 * @param walletAuthorizationId for {@code WALLET}: what the Payment service gave for the customer's one-time password, which itself never gets here
 */
public record PaymentInstruction(
        boolean fullAmount,
        BigDecimal amount,
        String currency,
        String paymentMode,
        String gateway,
        String walletId,
        String walletAuthorizationId) {

    /** Without a wallet. */
    public PaymentInstruction(
            boolean fullAmount, BigDecimal amount, String currency, String paymentMode, String gateway) {
        this(fullAmount, amount, currency, paymentMode, gateway, null, null);
    }

    public boolean cashOnDelivery() {
        return "MANUAL".equals(paymentMode) && "COD".equals(gateway);
    }

    public boolean wallet() {
        return "WALLET".equals(paymentMode) && "STORE-WALLET".equals(gateway);
    }

    public boolean atGateway() {
        return "GATEWAY".equals(paymentMode) && Gateway.of(gateway).isPresent();
    }
}
