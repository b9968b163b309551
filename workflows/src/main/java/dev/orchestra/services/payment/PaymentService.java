package dev.orchestra.services.payment;

import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.util.List;

/** The Payment service (docs/core-services.md, Payment service). */
@ActivityInterface(namePrefix = "Payment.")
public interface PaymentService {

    /** {@code POST /api/payments/initiate}. Refusals: COD_NOT_ALLOWED, PAYMENT_MODE_UNSUPPORTED, AMOUNT_OUT_OF_BOUNDS. */
    Payment initiate(Write<Initiate> write);

    /** {@code POST /api/payments/cancel}. */
    Cancelled cancel(Undo<Cancel> undo);

    /** {@code GET /api/payment-methods/{id}}. Refusals: PAYMENT_METHOD_NOT_FOUND. */
    PaymentMethod paymentMethod(String paymentMethodId);

    record PaymentMethod(String paymentMethodId, String name, String paymentMode, String gateway, String status) {

        public boolean active() {
            return "ACTIVE".equals(status);
        }
    }

    record Initiate(
            String orderId, String ownerId, String paymentMode, String gateway, BigDecimal amount, String currency)
            implements AboutOrder {}

    /** One payment, as the answer of place-order shows it. */
    record Payment(
            String id,
            String status,
            String paymentMode,
            String gateway,
            BigDecimal amount,
            String currency,
            String redirectUrl,
            String gatewayOrderId) {}

    record Cancel(String orderId) implements AboutOrder {}

    record Cancelled(List<String> cancelled) {}
}
