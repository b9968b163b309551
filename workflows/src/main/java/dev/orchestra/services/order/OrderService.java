package dev.orchestra.services.order;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The Order service (docs/core-services.md, Order service). */
@ActivityInterface(namePrefix = "Order.")
public interface OrderService {

    /** {@code POST /api/orders}. Refusals: ORDER_EXISTS, UNDONE. */
    Order create(Write<CreateOrder> write);

    /** {@code POST /api/orders/{id}/sub-orders}. Refusals: SUB_ORDERS_DO_NOT_ADD_UP, ORDER_CLOSED. */
    SubOrders createSubOrders(Write<CreateSubOrders> write);

    /** {@code PUT /api/orders/{id}/payment-status}. */
    Order setPaymentStatus(Write<PaymentStatus> write);

    /**
     * {@code PUT /api/orders/{id}/payment-status}, unless the payment status is null and so stays as it is, then {@code PUT
     * /api/orders/{id}/status} with CONFIRMED.
     */
    Order confirm(Write<PaymentStatus> write);

    /** {@code PUT /api/orders/{id}/status} with CANCELLED; sub-orders follow. */
    Order cancel(Undo<CancelOrder> undo);

    /** @param id chosen by the caller, so that its undo can name it before the answer is known */
    record CreateOrder(
            String id,
            String type,
            String status,
            String cartId,
            String ownerId,
            String channel,
            String currency,
            BigDecimal total,
            Cart.Totals totals,
            List<Item> items,
            Fulfilment fulfilment) {}

    /**
     * What whoever packs and brings the order must know; each null when not chosen. The customer's own words are here by reference and reach the
     * service as text.
     *
     * @param loyaltyPoints redeemed, zero for none
     */
    record Fulfilment(
            String shippingAddressId,
            String billingAddressId,
            String deliveryOptionId,
            Cart.DeliveryPreference deliveryPreference,
            String pickupPointId,
            GiftWrap giftWrap,
            String specialInstructions,
            String tipDescription,
            List<String> coupons,
            int loyaltyPoints) {}

    record GiftWrap(String id, String message) {}

    record Item(
            String itemId,
            String productId,
            String variantId,
            String name,
            String storeId,
            int quantity,
            BigDecimal unitPrice,
            BigDecimal total) {}

    record CreateSubOrders(String orderId, List<NewSubOrder> subOrders) implements AboutOrder {}

    record NewSubOrder(String storeId, BigDecimal total, List<Item> items) {}

    record SubOrders(List<SubOrder> subOrders) {}

    record SubOrder(String id, String number, String storeId, String orderStatus, BigDecimal total) {}

    record PaymentStatus(String orderId, String paymentStatus) implements AboutOrder {}

    record CancelOrder(String orderId, String reason) implements AboutOrder {}

    record Order(
            String id,
            String number,
            String orderStatus,
            String paymentStatus,
            BigDecimal total,
            String currency,
            Instant createdAt,
            List<SubOrder> subOrders) {}
}
