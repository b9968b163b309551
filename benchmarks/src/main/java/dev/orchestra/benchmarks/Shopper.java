package dev.orchestra.benchmarks;

import dev.orchestra.services.cart.Cart;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;

/** One client of a measurement, and what it knows of its cart and its seats from the answers that it had. Used by one thread. */
final class Shopper {

    final String name;
    String cartId;
    int attempt;
    BigDecimal total;
    Cart frozen;
    String orderId;
    String gatewayOrderId;
    String reservationId;
    String ownerId;
    final Deque<TicketApi.Reserved> reserved = new ArrayDeque<>();
    final Deque<TicketApi.Reserved> added = new ArrayDeque<>();
    private int turns;

    Shopper(String name) {
        this.name = name;
    }

    /** Another quantity each time, so that each request changes something; enough for the coupon's minimum. */
    int nextQuantity() {
        return 2 + turns++ % 8;
    }
}
