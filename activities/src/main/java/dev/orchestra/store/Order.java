package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.OrderSnapshot;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row of {@code orders}. */
@Entity
@Table(schema = "orchestra", name = "orders")
class Order {

    @Id
    @Column(name = "order_id")
    private String orderId;

    @Column(name = "owner_id")
    private String ownerId;

    @Enumerated(EnumType.STRING)
    private OrderRecords.OrderKind kind;

    @Column(name = "cart_id")
    private String cartId;

    private int attempt;

    @Column(name = "workflow_id")
    private String workflowId;

    private String channel;

    private String number;

    @Enumerated(EnumType.STRING)
    private CheckoutState state;

    @Column(name = "order_status")
    private String orderStatus;

    @Column(name = "payment_status")
    private String paymentStatus;

    private BigDecimal total;

    private String currency;

    @Column(name = "hold_expires_at")
    private Instant holdExpiresAt;

    @Column(name = "sub_orders")
    @JdbcTypeCode(SqlTypes.JSON)
    private List<SubOrder> subOrders;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<Payment> payments;

    @Column(name = "last_sequence")
    private int lastSequence;

    @Column(name = "last_position")
    private int lastPosition;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Order() {}

    CheckoutState state() {
        return state;
    }

    boolean isTerminal() {
        return state.terminal();
    }

    /** Of the next entry of the timeline; never given again. */
    int nextPosition() {
        return ++lastPosition;
    }

    int attempt() {
        return attempt;
    }

    /** Makes the row one of a later attempt, which has told nothing yet. */
    void begin(OrderEntry first) {
        attempt = first.order().attempt();
        workflowId = first.order().workflowId();
        channel = first.order().channel();
        state = first.state();
        number = null;
        orderStatus = null;
        paymentStatus = null;
        total = null;
        currency = null;
        holdExpiresAt = null;
        subOrders = List.of();
        payments = List.of();
        lastSequence = 0;
    }

    /** Makes the row tell what the entry tells. What the entry does not know yet stays as it is. */
    void bringTo(OrderEntry entry) {
        OrderSnapshot now = entry.order();
        state = entry.state();
        number = now.number() == null ? number : now.number();
        orderStatus = now.orderStatus() == null ? orderStatus : now.orderStatus();
        paymentStatus = now.paymentStatus() == null ? paymentStatus : now.paymentStatus();
        total = now.total() == null ? total : now.total();
        currency = now.currency() == null ? currency : now.currency();
        holdExpiresAt = now.holdExpiresAt() == null ? holdExpiresAt : now.holdExpiresAt();
        subOrders = now.subOrders() == null ? subOrders : now.subOrders();
        payments = now.payments() == null ? payments : now.payments();
        lastSequence = entry.sequence();
        updatedAt = entry.at();
    }

    OrderBook.StoredOrder stored() {
        return new OrderBook.StoredOrder(
                orderId,
                ownerId,
                kind,
                cartId,
                attempt,
                workflowId,
                channel,
                number,
                state,
                orderStatus,
                paymentStatus,
                total,
                currency,
                holdExpiresAt,
                List.copyOf(subOrders),
                List.copyOf(payments),
                lastSequence,
                createdAt,
                updatedAt);
    }
}
