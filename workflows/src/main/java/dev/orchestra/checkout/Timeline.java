package dev.orchestra.checkout;

import dev.orchestra.payment.Payment;
import dev.orchestra.services.order.OrderService.Order;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.OrderKind;
import dev.orchestra.store.OrderRecords.OrderSnapshot;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.ShownAttention;
import dev.orchestra.support.Step;
import dev.orchestra.support.Steps;
import io.temporal.workflow.Workflow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the checkout stands, told in three places at once: the order's row and timeline, the search attributes, and the run's current details in the
 * Temporal UI. Changes of state happen here and nowhere else.
 */
public final class Timeline implements Steps.Attention {

    /**
     * Which checkout.
     *
     * @param cartId null for an order of seats
     * @param attempt of the cart or draft order
     * @param total what the customer agreed to pay, null where it is not known yet
     */
    public record Subject(
            OrderKind kind,
            String orderId,
            String ownerId,
            String cartId,
            int attempt,
            String channel,
            BigDecimal total) {}

    private final Subject subject;
    private final ShownAttention attention = new ShownAttention(this::showDetails);
    private final List<String> told = new ArrayList<>();
    private CheckoutState state;
    private boolean quiet;
    private boolean answered;
    private boolean decided;
    private int sequence;
    private String number;
    private String orderStatus;
    private String paymentStatus;
    private String currency;
    private BigDecimal total;
    private Instant heldUntil;
    private List<SubOrder> subOrders = List.of();
    private List<Payment> payments = List.of();

    Timeline(Subject subject) {
        this.subject = subject;
        this.total = subject.total();
        Workflow.upsertTypedSearchAttributes(SearchAttributes.ORDER_ID.valueSet(subject.orderId()));
    }

    public void priced(BigDecimal total, String currency) {
        this.total = total;
        this.currency = currency;
    }

    public void held(Instant until) {
        heldUntil = until;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.HOLD_EXPIRES_AT.valueSet(until.atOffset(ZoneOffset.UTC)));
    }

    void placed(Order placed) {
        shows(placed);
        Workflow.upsertTypedSearchAttributes(
                SearchAttributes.ORDER_NUMBER.valueSet(number), SearchAttributes.PAYMENT_STATE.valueSet(paymentStatus));
    }

    private void shows(Order order) {
        number = order.number();
        orderStatus = order.orderStatus();
        paymentStatus = order.paymentStatus();
    }

    /** How the order stands where it is kept. */
    public void stands(String orderStatus, String paymentStatus) {
        this.orderStatus = orderStatus;
        this.paymentStatus = paymentStatus;
        Workflow.upsertTypedSearchAttributes(SearchAttributes.PAYMENT_STATE.valueSet(paymentStatus));
    }

    void split(List<SubOrder> subOrders) {
        this.subOrders = subOrders;
    }

    public void pays(List<Payment> payments) {
        this.payments = payments;
    }

    /** The order and its sub-orders as the Order service has them at the end, after the undo too. */
    void ended(Order order) {
        shows(order);
        if (order.subOrders() != null && !order.subOrders().isEmpty()) {
            this.subOrders = order.subOrders();
        }
    }

    /** The same behind the decision, with what has been paid. */
    void settled(Order order) {
        ended(order);
        Workflow.upsertTypedSearchAttributes(SearchAttributes.PAYMENT_STATE.valueSet(order.paymentStatus()));
    }

    public CheckoutState state() {
        return state;
    }

    /** From here on the caller has the answer: entries must get through. */
    public void waits() {
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
    public void enter(Steps steps, CheckoutState next, String title, String detail) {
        change(next);
        tell(steps, title, detail);
    }

    /** Shows where it stands without a word in the timeline: for what its owner need not know of. */
    public void show(CheckoutState next) {
        change(next);
        showDetails();
    }

    /** Nothing is written down until {@link #speaks}: the order may come to nothing, and then was never there. */
    public void keepsQuiet() {
        quiet = true;
    }

    public void speaks() {
        quiet = false;
    }

    /** Writes down what happened, without a change of state. */
    public void tell(Steps steps, String title, String detail) {
        Instant now = Steps.now();
        told.add("| " + now + " | " + state + " | " + title + " |");
        showDetails();
        if (quiet) {
            return;
        }
        sequence++;
        OrderEntry entry = new OrderEntry(subject.orderId(), sequence, state, decided, now, title, detail, snapshot());
        steps.call(record(title), OrderRecords.class, records -> {
            records.record(entry);
            return null;
        });
    }

    /** Before an answer that tells of it, an entry is tried within the request's time; afterwards it must get through. */
    private Step record(String title) {
        return new Step("timeline", title, Step.Service.STORE, answered ? Step.Kind.INSIST : Step.Kind.TRY);
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
                subject.kind(),
                subject.ownerId(),
                subject.cartId(),
                subject.attempt(),
                Workflow.getInfo().getWorkflowId(),
                subject.channel(),
                number,
                orderStatus,
                paymentStatus,
                total,
                currency,
                heldUntil,
                subOrders,
                payments);
    }

    @Override
    public void needed(Step step, String why) {
        attention.needed(step, why);
    }

    @Override
    public void over(Step step) {
        attention.over(step);
    }

    /** What an operator reads on top of the run. */
    private void showDetails() {
        StringBuilder text = new StringBuilder(attention.inWords());
        text.append("Order ")
                .append(number == null ? subject.orderId() : "**" + number + "** (" + subject.orderId() + ")");
        if (total != null) {
            text.append(", ").append(total).append(currency == null ? "" : " " + currency);
        }
        text.append(", attempt ").append(subject.attempt());
        if (subject.cartId() != null) {
            text.append(" of cart ").append(subject.cartId());
        }
        text.append("\n\n| time | state | what happened |\n|---|---|---|\n").append(String.join("\n", told));
        Workflow.setCurrentDetails(text.toString());
    }
}
