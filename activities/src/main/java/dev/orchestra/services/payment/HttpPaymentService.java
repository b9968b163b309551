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
    public Payment initiate(Write<Initiate> write) {
        return client.call(Service.PAYMENT, "api", "payments", "initiate")
                .idempotent(write.key())
                .post(write.body(), Payment.class);
    }

    @Override
    public Cancelled cancel(Undo<Cancel> undo) {
        return client.call(Service.PAYMENT, "api", "payments", "cancel")
                .undo(undo)
                .post(undo.body(), Cancelled.class);
    }

    @Override
    public PaymentMethod paymentMethod(String paymentMethodId) {
        return client.call(Service.PAYMENT, "api", "payment-methods", paymentMethodId)
                .get(PaymentMethod.class);
    }
}
