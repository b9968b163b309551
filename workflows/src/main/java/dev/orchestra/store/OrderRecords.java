package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.support.AboutCart;
import dev.orchestra.support.AboutOrder;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The order's row and timeline in our own tables {@code orders} and {@code order_events}. */
@ActivityInterface(namePrefix = "Orders.")
public interface OrderRecords {

    /** Writes one entry of the timeline, keyed by order and sequence, and brings the order's row up to it. */
    void record(OrderEntry entry);

    /** Adds to the timeline what was seen when the checkout had ended, keyed by order, writer and sequence. Of an order that is not known it says nothing. */
    void addPostscript(Postscript postscript);

    /**
     * What a payment's guardian has to say.
     *
     * @param writer one guardian's run: each counts by itself
     * @param sequence from 1
     */
    record Postscript(String orderId, String writer, int sequence, Instant at, String title, String detail)
            implements AboutOrder {}

    /**
     * One entry of an order's timeline.
     *
     * @param sequence from 1, ascending; an entry that could not be written leaves a gap
     * @param decided what phase 1 wrote before its workflow task was lost may be contradicted by the task's repetition; an entry behind the
     *     decision is final and removes what such a lost task wrote beyond it
     * @param title what happened, for the customer; {@code detail} says more, or null
     */
    record OrderEntry(
            String orderId,
            int sequence,
            CheckoutState state,
            boolean decided,
            Instant at,
            String title,
            String detail,
            OrderSnapshot order)
            implements AboutCart, AboutOrder {

        @Override
        public String cartId() {
            return order.cartId();
        }
    }

    /** What an order was placed from. */
    enum OrderKind {
        CART,
        /** A draft of seats. */
        TICKET
    }

    /**
     * What the order looks like at an entry. Null where it is not known yet.
     *
     * @param cartId null for an order of seats
     */
    record OrderSnapshot(
            OrderKind kind,
            String ownerId,
            String cartId,
            int attempt,
            String workflowId,
            String channel,
            String number,
            String orderStatus,
            String paymentStatus,
            BigDecimal total,
            String currency,
            Instant holdExpiresAt,
            List<SubOrder> subOrders,
            List<Payment> payments) {}
}
