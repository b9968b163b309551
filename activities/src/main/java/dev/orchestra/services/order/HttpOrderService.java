package dev.orchestra.services.order;

import dev.orchestra.support.ServiceCall;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Order service over HTTP (docs/core-services.md, Order service). Failures: see {@link ServiceCall}. It alone gets to read what the customer wrote in
 * their own words; no answer brings it back.
 */
public final class HttpOrderService implements OrderService {

    /** How a reference to a text begins. */
    private static final String REFERENCE = "txt_";

    private final ServiceClient client;
    private final CustomerTexts texts;

    public HttpOrderService(ServiceClient client, CustomerTexts texts) {
        this.client = client;
        this.texts = texts;
    }

    @Override
    public Order create(Write<CreateOrder> write) {
        return client.call(Service.ORDER, "api", "orders")
                .idempotent(write.key())
                .post(withTexts(write.body()), Order.class);
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

    private CreateOrder withTexts(CreateOrder order) {
        Fulfilment chosen = order.fulfilment();
        if (chosen == null) {
            return order;
        }
        GiftWrap wrap = chosen.giftWrap();
        List<String> references = Stream.of(
                        wrap == null ? null : wrap.message(), chosen.specialInstructions(), chosen.tipDescription())
                .filter(HttpOrderService::isReference)
                .toList();
        if (references.isEmpty()) {
            return order;
        }
        Map<String, String> known = texts.find(references);
        return new CreateOrder(
                order.id(),
                order.type(),
                order.status(),
                order.cartId(),
                order.ownerId(),
                order.channel(),
                order.currency(),
                order.total(),
                order.totals(),
                order.items(),
                new Fulfilment(
                        chosen.shippingAddressId(),
                        chosen.billingAddressId(),
                        chosen.deliveryOptionId(),
                        chosen.deliveryPreference(),
                        chosen.pickupPointId(),
                        wrap == null ? null : new GiftWrap(wrap.id(), text(known, wrap.message())),
                        text(known, chosen.specialInstructions()),
                        text(known, chosen.tipDescription()),
                        chosen.coupons(),
                        chosen.loyaltyPoints()));
    }

    /** A text that was deleted meanwhile is none: its reference would say nothing to whoever packs the order. */
    private static String text(Map<String, String> known, String value) {
        return isReference(value) ? known.get(value) : value;
    }

    private static boolean isReference(String value) {
        return value != null && value.startsWith(REFERENCE);
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
