package dev.orchestra.services.payment;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;

/** The Payment service over HTTP (docs/core-services.md, Payment service). Failures: see {@link ServiceCall}. */
public final class HttpPaymentService implements PaymentService {

    private final ServiceClient client;

    public HttpPaymentService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Attempt initiate(Write<Initiate> write) {
        return client.call(Service.PAYMENT, "api", "payments", "initiate")
                .idempotent(write.key())
                .post(write.body(), Attempt.class);
    }

    @Override
    public Attempt status(String attemptId) {
        return client.call(Service.PAYMENT, "api", "payments", attemptId).get(Attempt.class);
    }

    @Override
    public Attempt capture(Write<Capture> write) {
        return client.call(Service.PAYMENT, "api", "payments", "capture")
                .idempotent(write.key())
                .post(write.body(), Attempt.class);
    }

    @Override
    public Attempt cancel(Undo<Cancel> undo) {
        return client.call(Service.PAYMENT, "api", "payments", "cancel")
                .undo(undo)
                .post(undo.body(), Attempt.class);
    }

    @Override
    public Refund refund(Write<RefundRequest> write) {
        return client.call(Service.PAYMENT, "api", "payments", "refund")
                .idempotent(write.key())
                .post(write.body(), Refund.class);
    }

    @Override
    public Refund refundStatus(String refundId) {
        return client.call(Service.PAYMENT, "api", "payments", "refunds", refundId)
                .get(Refund.class);
    }

    @Override
    public PaymentMethod paymentMethod(String paymentMethodId) {
        return client.call(Service.PAYMENT, "api", "payment-methods", paymentMethodId)
                .get(PaymentMethod.class);
    }
}
