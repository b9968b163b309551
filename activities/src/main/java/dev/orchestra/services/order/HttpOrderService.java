package dev.orchestra.services.order;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.util.List;

/** The Order service over HTTP (docs/core-services.md, Order service). Failures: see {@link ServiceCall}. */
public final class HttpOrderService implements OrderService {

    private final ServiceClient client;

    public HttpOrderService(ServiceClient client) {
        this.client = client;
    }

    @Override
    public Order create(Write<CreateOrder> write) {
        return client.call(Service.ORDER, "api", "orders")
                .idempotent(write.key())
                .post(write.body(), Order.class);
    }

    @Override
    public SubOrders createSubOrders(Write<CreateSubOrders> write) {
        return client.call(Service.ORDER, "api", "orders", write.body().orderId(), "sub-orders")
                .idempotent(write.key())
                .post(new Parts(write.body().subOrders()), SubOrders.class);
    }

    @Override
    public Order setPaymentStatus(Write<PaymentStatus> write) {
        return setPaymentStatus(write.key(), write.body());
    }

    @Override
    public Order confirm(Write<PaymentStatus> write) {
        // Two writes under one step: each has a key of its own, so that a retry repeats both or the second alone.
        if (write.body().paymentStatus() != null) {
            setPaymentStatus(write.key() + "/payment-status", write.body());
        }
        return status(write.body().orderId())
                .idempotent(write.key() + "/status")
                .put(new StatusChange("CONFIRMED", null), Order.class);
    }

    @Override
    public Order cancel(Undo<CancelOrder> undo) {
        return status(undo.body().orderId())
                .undo(undo)
                .put(new StatusChange("CANCELLED", undo.body().reason()), Order.class);
    }

    private Order setPaymentStatus(String key, PaymentStatus change) {
        return client.call(Service.ORDER, "api", "orders", change.orderId(), "payment-status")
                .idempotent(key)
                .put(new PaymentStatusChange(change.paymentStatus()), Order.class);
    }

    private ServiceCall status(String orderId) {
        return client.call(Service.ORDER, "api", "orders", orderId, "status");
    }

    // What the address says is not said again in the body.

    private record Parts(List<NewSubOrder> subOrders) {}

    private record PaymentStatusChange(String paymentStatus) {}

    private record StatusChange(String orderStatus, String reason) {}
}
