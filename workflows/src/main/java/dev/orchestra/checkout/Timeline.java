package dev.orchestra.checkout;

import dev.orchestra.payment.Payment;
import dev.orchestra.services.inventory.InventoryService.Reservation;
import dev.orchestra.services.order.OrderService.Order;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.OrderSnapshot;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Steps;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the checkout stands, told in three places at once: the order's row and timeline, the search attributes, and the run's current details in the
 * Temporal UI. Changes of state happen here and nowhere else.
 */
final class Timeline implements Steps.Attention {

    private final String orderId;
    private final PlaceOrderWorkflow.PlaceOrder order;
    private final Map<String, String> attention = new LinkedHashMap<>();
    private final List<String> told = new ArrayList<>();
    private CheckoutState state;
    private boolean answered;
    private boolean decided;
    private int sequence;
    private Order placed;
    private String currency;
    private BigDecimal total;
    private Reservation reservation;
    private List<SubOrder> subOrders = List.of();
    private List<Payment> payments = List.of();

    Timeline(String orderId, PlaceOrderWorkflow.PlaceOrder order) {
        this.orderId = orderId;
        this.order = order;
        this.total = order.totalOrderAmount();
        Workflow.upsertTypedSearchAttributes(SearchAttributes.ORDER_ID.valueSet(orderId));
    }

    void priced(BigDecimal total, String currency) {
        this.total = total;
        this.currency = currency;
    }

    void held(Reservation reservation) {
        this.reservation = reservation;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.HOLD_EXPIRES_AT.valueSet(
                reservation.expiresAt().atOffset(ZoneOffset.UTC)));
    }

    void placed(Order placed) {
        this.placed = placed;
        Workflow.upsertTypedSearchAttributes(
                SearchAttributes.ORDER_NUMBER.valueSet(placed.number()),
                SearchAttributes.PAYMENT_STATE.valueSet(placed.paymentStatus()));
    }

    void split(List<SubOrder> subOrders) {
        this.subOrders = subOrders;
    }

    void pays(List<Payment> payments) {
        this.payments = payments;
    }

    /** The order and its sub-orders as the Order service has them at the end, after the undo too. */
    void ended(Order order) {
        this.placed = order;
        if (order.subOrders() != null && !order.subOrders().isEmpty()) {
            this.subOrders = order.subOrders();
        }
    }

    /** The same behind the decision, with what has been paid. */
    void settled(Order order) {
        ended(order);
        Workflow.upsertTypedSearchAttributes(SearchAttributes.PAYMENT_STATE.valueSet(order.paymentStatus()));
    }

    CheckoutState state() {
        return state;
    }

    /** From here on the caller has the answer: entries must get through. */
    void waits() {
        answered = true;
    }

    /** From here on entries are final. Shown at once; written behind the first effect of the decision. */
    void decide(CheckoutState next) {
        answered = true;
        decided = true;
        change(next);
    }

    /**
     * Goes to the next state and writes it down.
     *
     * @throws ServiceFailure.Unavailable before the decision only
     */
    void enter(Steps steps, CheckoutState next, String title, String detail) {
        change(next);
        tell(steps, title, detail);
    }

    /** Writes down what happened, without a change of state. */
    void tell(Steps steps, String title, String detail) {
        sequence++;
        Instant now = Steps.now();
        OrderEntry entry = new OrderEntry(orderId, sequence, state, decided, now, title, detail, snapshot());
        told.add("| " + now + " | " + state + " | " + title + " |");
        Workflow.setCurrentDetails(details());
        steps.call(PlaceOrderSteps.record(title, answered), OrderRecords.class, records -> {
            records.record(entry);
            return null;
        });
    }

    private void change(CheckoutState next) {
        if (next == state) {
            return;
        }
        if (state != null && !state.next().contains(next)) {
            throw new IllegalStateException(state + " cannot become " + next);
        }
        state = next;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.CHECKOUT_STATE.valueSet(next.name()));
    }

    private OrderSnapshot snapshot() {
        return new OrderSnapshot(
                OrderRecords.OrderKind.CART,
                order.ownerId(),
                order.cartId(),
                order.attempt(),
                Workflow.getInfo().getWorkflowId(),
                order.channel(),
                placed == null ? null : placed.number(),
                placed == null ? null : placed.orderStatus(),
                placed == null ? null : placed.paymentStatus(),
                total,
                currency,
                reservation == null ? null : reservation.expiresAt(),
                subOrders,
                payments);
    }

    @Override
    public void needed(Step step, String why) {
        if (!why.equals(attention.put(step.summary(), why))) {
            showAttention();
        }
    }

    @Override
    public void over(Step step) {
        if (attention.remove(step.summary()) != null) {
            showAttention();
        }
    }

    private void showAttention() {
        Workflow.upsertTypedSearchAttributes(SearchAttributes.NEEDS_ATTENTION.valueSet(!attention.isEmpty()));
        Workflow.setCurrentDetails(details());
    }

    /** What an operator reads on top of the run. */
    private String details() {
        StringBuilder text = new StringBuilder();
        attention.forEach((step, why) -> text.append("**Needs attention:** step ")
                .append(step)
                .append(" (")
                .append(why)
                .append("). It goes on trying.\n\n"));
        text.append("Order ")
                .append(placed == null ? orderId : "**" + placed.number() + "** (" + orderId + ")")
                .append(", ")
                .append(total)
                .append(currency == null ? "" : " " + currency)
                .append(", attempt ")
                .append(order.attempt())
                .append(" of cart ")
                .append(order.cartId())
                .append("\n\n| time | state | what happened |\n|---|---|---|\n")
                .append(String.join("\n", told));
        return text.toString();
    }
}
