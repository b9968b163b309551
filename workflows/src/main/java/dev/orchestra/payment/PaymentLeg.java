package dev.orchestra.payment;

import dev.orchestra.services.payment.PaymentService.AttemptStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** One payment instruction with its attempts: what it owes, and which attempt pays it. */
final class PaymentLeg {

    /** From 1, in the order of the instructions. */
    final int number;

    final String paymentId;
    final List<PaymentAttempt> attempts = new ArrayList<>();
    final PaymentInstruction instruction;

    /** How many attempts there were, also those that are not shown any more: each has a number, and so keys, of its own. */
    int attemptsMade;

    /** Known when the cart is priced. */
    BigDecimal amount;

    String currency;

    /** The first attempt that took what was asked: it is the one that counts. */
    PaymentAttempt paidBy;

    /** An authorised payment of this leg is being taken: no second one is meanwhile. */
    boolean capturing;

    PaymentLeg(int number, String paymentId, PaymentInstruction instruction) {
        this.number = number;
        this.paymentId = paymentId;
        this.instruction = instruction;
    }

    PaymentAttempt current() {
        return paidBy != null ? paidBy : attempts.get(attempts.size() - 1);
    }

    boolean isPaid() {
        return paidBy != null;
    }

    /** @param undone the order does not stand */
    Payment asSeen(boolean undone) {
        PaymentAttempt shown = current();
        Payment.Status status = undone ? afterUndo() : now(shown);
        return new Payment(
                paymentId,
                status,
                shown.mode,
                shown.gateway,
                amount,
                currency,
                status == Payment.Status.PENDING ? shown.redirectUrl() : null,
                shown.gatewayOrderId(),
                status == Payment.Status.FAILED ? code(shown) : null);
    }

    private Payment.Status now(PaymentAttempt shown) {
        if (isPaid()) {
            return Payment.Status.SUCCESS;
        }
        boolean onItsWay = shown.canBePaid() || shown.status() == AttemptStatus.AUTHORIZED;
        return onItsWay && !shown.tookMoney() ? Payment.Status.PENDING : Payment.Status.FAILED;
    }

    private static String code(PaymentAttempt shown) {
        if (shown.tookMoney()) {
            return "WRONG_AMOUNT";
        }
        if (shown.errorCode() != null) {
            return shown.errorCode();
        }
        return shown.status().compareTo(AttemptStatus.FAILED) < 0 ? "GATEWAY_UNAVAILABLE" : "PAYMENT_FAILED";
    }

    private Payment.Status afterUndo() {
        if (attempts.stream().anyMatch(attempt -> attempt.kept().signum() > 0)) {
            return Payment.Status.REFUND_PENDING;
        }
        return attempts.stream().anyMatch(attempt -> attempt.refunded().signum() > 0)
                ? Payment.Status.REFUNDED
                : Payment.Status.CANCELLED;
    }
}
