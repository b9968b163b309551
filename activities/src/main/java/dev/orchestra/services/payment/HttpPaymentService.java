package dev.orchestra.services.payment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;

/** The Payment service over HTTP (docs/core-services.md, Payment service). Failures: see {@link ServiceCall}. */
public final class HttpPaymentService implements PaymentService {

    private static final String AT_A_GATEWAY = "GATEWAY";

    private final ServiceClient client;
    private final PaymentSettings settings;

    public HttpPaymentService(ServiceClient client, PaymentSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * What is sent of an attempt: addresses of ours are no business of a run, whose history would keep them.
     *
     * @param returnUrl where the gateway sends the browser back to; null for other modes
     */
    record InitiateBody(@JsonUnwrapped Initiate attempt, String returnUrl) {}

    @Override
    public Attempt initiate(Write<Initiate> write) {
        return client.call(Service.PAYMENT, "api", "payments", "initiate")
                .idempotent(write.key())
                .post(body(write.body()), Attempt.class);
    }

    private InitiateBody body(Initiate attempt) {
        boolean comesBack = AT_A_GATEWAY.equals(attempt.paymentMode());
        return new InitiateBody(attempt, comesBack ? settings.returnUrlOf(attempt.attemptId()) : null);
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
