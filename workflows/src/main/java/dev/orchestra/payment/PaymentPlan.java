package dev.orchestra.payment;

import dev.orchestra.support.Refusal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Step 2d of place-order: the instructions, taken together, must pay exactly what the order costs. */
public final class PaymentPlan {

    private PaymentPlan() {}

    /**
     * @param total what the customer agreed to pay
     * @param currency the cart's
     * @return why the instructions cannot be carried out, if so
     */
    public static Optional<Refusal> problem(
            List<PaymentInstruction> instructions, BigDecimal total, String currency, boolean multiple) {
        if (multiple != instructions.size() > 1) {
            return refusal(
                    "PAYMENT_METHODS_MISMATCH",
                    "multiple_payment_methods must be true exactly when there is more than one payment instruction.");
        }
        if (instructions.size() > 1 && instructions.stream().anyMatch(PaymentInstruction::fullAmount)) {
            return refusal("FULL_AMOUNT_NOT_ALONE", "An instruction with full_amount must be the only one.");
        }
        for (PaymentInstruction instruction : instructions) {
            if (!currency.equals(instruction.currency())) {
                return refusal("CURRENCY_MISMATCH", "The cart is in " + currency + ".");
            }
            if (!instruction.cashOnDelivery() && !instruction.wallet() && !instruction.atGateway()) {
                return refusal(
                        "PAYMENT_MODE_UNSUPPORTED",
                        "This shop takes GATEWAY payments by PHONEPE or RAZORPAY, WALLET payments by STORE-WALLET and MANUAL payments by COD.");
            }
        }
        BigDecimal sum = inFull(instructions, total).stream()
                .map(PaymentInstruction::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(total) != 0) {
            return refusal(
                    "PAYMENT_SUM_MISMATCH",
                    "The payment instructions sum to " + sum + ", the order costs " + total + ".");
        }
        return Optional.empty();
    }

    /** The instructions with every amount filled in. */
    public static List<PaymentInstruction> inFull(List<PaymentInstruction> instructions, BigDecimal total) {
        List<PaymentInstruction> filled = new ArrayList<>();
        for (PaymentInstruction instruction : instructions) {
            filled.add(
                    instruction.fullAmount() && instruction.amount() == null
                            ? new PaymentInstruction(
                                    true,
                                    total,
                                    instruction.currency(),
                                    instruction.paymentMode(),
                                    instruction.gateway(),
                                    instruction.walletId(),
                                    instruction.walletAuthorizationId())
                            : instruction);
        }
        return filled;
    }

    private static Optional<Refusal> refusal(String code, String message) {
        return Optional.of(Refusal.of(code, message));
    }
}
