package dev.orchestra.store;

import dev.orchestra.checkout.CheckoutState;
import dev.orchestra.store.OrderRecords.OrderEntry;
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
    record Id(@Column(name = "order_id") String orderId, int sequence) {}

    @EmbeddedId
    private Id id;

    @Enumerated(EnumType.STRING)
    private CheckoutState state;

    private String title;

    private String detail;

    private Instant at;

    private boolean decided;

    protected OrderEvent() {}

    OrderEvent(OrderEntry entry) {
        this.id = new Id(entry.orderId(), entry.sequence());
        this.state = entry.state();
        this.title = entry.title();
        this.detail = entry.detail();
        this.at = entry.at();
        this.decided = entry.decided();
    }

    OrderBook.TimelineEntry told() {
        return new OrderBook.TimelineEntry(id.sequence(), state, title, detail, at);
    }
}
