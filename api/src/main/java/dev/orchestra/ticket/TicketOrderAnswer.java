package dev.orchestra.ticket;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.orchestra.api.Caller;
import dev.orchestra.payment.Payment;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * An order of seats (ticket flow, "Success Response").
 *
 * @param userId as the caller named themselves; {@code guestToken} likewise
 * @param state in small letters
 * @param payment of an order that is or was in its checkout
 */
@JsonNaming(LowerCamelCaseStrategy.class)
public record TicketOrderAnswer(
        String id,
        String userId,
        String guestToken,
        BigDecimal totalAmount,
        String state,
        Instant createdAt,
        Instant paidAt,
        List<Item> items,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Paid> payment) {

    /** A seat of the order. */
    @JsonNaming(LowerCamelCaseStrategy.class)
    public record Item(String id, String seatId, BigDecimal price) {}

    /** A payment of the order, as {@link Payment} tells it. */
    @JsonNaming(LowerCamelCaseStrategy.class)
    public record Paid(
            String id,
            Payment.Status status,
            String paymentMode,
            String gateway,
            BigDecimal amount,
            String currency,
            String redirectUrl,
            String gatewayOrderId,
            String code) {}

    /** Without who asks, and without payments. */
    static TicketOrderAnswer of(TicketOrder order) {
        return new TicketOrderAnswer(
                order.id(),
                null,
                null,
                order.totalAmount(),
                order.state().name().toLowerCase(Locale.ROOT),
                millis(order.createdAt()),
                millis(order.paidAt()),
                order.items().stream()
                        .map(item -> new Item(item.id(), item.seatId(), item.price()))
                        .toList(),
                null);
    }

    private static Instant millis(Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS);
    }

    TicketOrderAnswer to(Caller caller) {
        return new TicketOrderAnswer(
                id, caller.userId(), caller.guestToken(), totalAmount, state, createdAt, paidAt, items, payment);
    }

    TicketOrderAnswer with(List<Payment> payments) {
        List<Paid> all = payments.stream()
                .map(paid -> new Paid(
                        paid.id(),
                        paid.status(),
                        paid.paymentMode(),
                        paid.gateway(),
                        paid.amount(),
                        paid.currency(),
                        paid.redirectUrl(),
                        paid.gatewayOrderId(),
                        paid.code()))
                .toList();
        return new TicketOrderAnswer(id, userId, guestToken, totalAmount, state, createdAt, paidAt, items, all);
    }

    /** Whoever reads a log must not be able to ask in somebody's name. */
    @Override
    public String toString() {
        return "TicketOrderAnswer[id=" + id + ", state=" + state + "]";
    }
}
