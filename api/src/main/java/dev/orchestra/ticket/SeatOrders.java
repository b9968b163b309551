package dev.orchestra.ticket;

import dev.orchestra.api.Caller;
import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Problem;
import dev.orchestra.payment.Payment;
import dev.orchestra.store.OrderBook.StoredOrder;
import dev.orchestra.store.TicketBook;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Orders of seats as the order API tells them. */
@Component
public class SeatOrders {

    private final TicketBook tickets;

    public SeatOrders(TicketBook tickets) {
        this.tickets = tickets;
    }

    /** @param told what its checkout has told, empty for a draft */
    public Optional<TicketOrderAnswer> order(Caller caller, String orderId, Optional<StoredOrder> told) {
        List<Payment> payments = told.map(StoredOrder::payments).orElse(List.of());
        return tickets.order(caller.owner().ownerId(), orderId)
                .map(order -> TicketOrderAnswer.of(order).with(payments).to(caller));
    }

    /** Without who asks. */
    public TicketOrderAnswer answer(StoredOrder told) {
        TicketOrder order = tickets.order(told.ownerId(), told.orderId()).orElseThrow(SeatOrders::none);
        return TicketOrderAnswer.of(order).with(told.payments());
    }

    /** @throws Problem ORDER_NOT_FOUND when it is not the owner's draft */
    public TicketOrder draft(Owner owner, String orderId) {
        return tickets.draft(owner.ownerId())
                .filter(draft -> draft.id().equals(orderId))
                .orElseThrow(SeatOrders::none);
    }

    private static Problem none() {
        return new Problem(ErrorCode.ORDER_NOT_FOUND, "There is no such order.");
    }
}
