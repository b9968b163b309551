package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.payment.Attempt.Status;
import java.math.BigDecimal;

/**
 * What a gateway says of a payment; null where it says nothing.
 *
 * @param capturedAmount what was taken, in the currency's main unit, two decimals; null unless {@code CAPTURED}
 * @param errorCode the gateway's, when {@code FAILED}
 */
record GatewayPayment(
        Status status,
        String gatewayOrderId,
        String gatewayPaymentId,
        String redirectUrl,
        BigDecimal capturedAmount,
        String capturedCurrency,
        String errorCode) {

    static GatewayPayment pending(String gatewayOrderId, String redirectUrl) {
        return new GatewayPayment(Status.PENDING, gatewayOrderId, null, redirectUrl, null, null, null);
    }

    static GatewayPayment failed(String gatewayOrderId, String gatewayPaymentId, String errorCode) {
        return new GatewayPayment(
                Status.FAILED,
                gatewayOrderId,
                gatewayPaymentId,
                null,
                null,
                null,
                errorCode == null ? "DECLINED" : errorCode);
    }

    static GatewayPayment authorized(String gatewayOrderId, String gatewayPaymentId) {
        return new GatewayPayment(Status.AUTHORIZED, gatewayOrderId, gatewayPaymentId, null, null, null, null);
    }

    static GatewayPayment captured(String gatewayOrderId, String gatewayPaymentId, BigDecimal amount, String currency) {
        return new GatewayPayment(Status.CAPTURED, gatewayOrderId, gatewayPaymentId, null, amount, currency, null);
    }

    /** Reserved, never taken, and free again. */
    static GatewayPayment lapsed(String gatewayOrderId, String gatewayPaymentId) {
        return new GatewayPayment(Status.REFUNDED, gatewayOrderId, gatewayPaymentId, null, null, null, null);
    }
}
