package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.store.OrderRecords.OrderEntry;
import dev.orchestra.store.OrderRecords.Postscript;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code order_events}. */
@Entity
@Table(schema = "orchestra", name = "order_events")
class OrderEvent {

    @Embeddable
    record Id(@Column(name = "order_id") String orderId, String writer, int sequence) {}

    /** The checkout itself, among those who write an order's timeline. */
    static final String CHECKOUT = "";

    @EmbeddedId
    private Id id;

    @Enumerated(EnumType.STRING)
    private CheckoutState state;

    private String title;

    private String detail;

    private Instant at;

    private boolean decided;

    private int position;

    protected OrderEvent() {}

    OrderEvent(OrderEntry entry, int position) {
        this.id = new Id(entry.orderId(), CHECKOUT, entry.sequence());
        this.state = entry.state();
        this.title = entry.title();
        this.detail = entry.detail();
        this.at = entry.at();
        this.decided = entry.decided();
        this.position = position;
    }

    /** @param state where the order stands */
    OrderEvent(Postscript postscript, CheckoutState state, int position) {
        this.id = new Id(postscript.orderId(), postscript.writer(), postscript.sequence());
        this.state = state;
        this.title = postscript.title();
        this.detail = postscript.detail();
        this.at = postscript.at();
        this.decided = true;
        this.position = position;
    }

    int position() {
        return position;
    }

    OrderBook.TimelineEntry told() {
        return new OrderBook.TimelineEntry(position, state, title, detail, at);
    }
}
