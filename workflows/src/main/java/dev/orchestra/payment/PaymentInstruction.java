package dev.orchestra.payment;

import java.math.BigDecimal;

/**
 * One line of {@code payment_instruction} (cart API, Place Order).
 *
 * @param fullAmount pays all of the order; then it is the only instruction and {@code amount} may be absent
 * @param amount in {@code currency}, at most two decimals
 * @param paymentMode {@code GATEWAY}, {@code WALLET} or {@code MANUAL}
 * @param gateway {@code PHONEPE}, {@code RAZORPAY}, {@code STORE-WALLET} or {@code COD}
 */
public record PaymentInstruction(
        boolean fullAmount, BigDecimal amount, String currency, String paymentMode, String gateway) {

    public boolean cashOnDelivery() {
        return "MANUAL".equals(paymentMode) && "COD".equals(gateway);
    }
}
