package dev.orchestra.stubs.cart;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** What is left for an hour of a cart that became an order, so that a late click finds the order. */
@Entity
@Table(schema = "cart", name = "tombstones")
class Tombstone {

    static final Duration STANDS_FOR = Duration.ofHours(1);

    @Id
    private String cartId;

    private String ownerId;
    private String orderId;
    private int attempt;
    private BigDecimal total;
    private Instant deletedAt;

    protected Tombstone() {}

    Tombstone(Cart cart, String orderId, BigDecimal total, Instant deletedAt) {
        this.cartId = cart.cartId();
        this.ownerId = cart.ownerId();
        this.orderId = orderId;
        this.attempt = cart.attempt();
        this.total = total;
        this.deletedAt = deletedAt;
    }

    View view() {
        return new View(cartId, orderId, attempt, total, deletedAt);
    }

    /** The tombstone as a caller sees it. */
    record View(String cartId, String orderId, int attempt, BigDecimal total, Instant deletedAt) {}
}
