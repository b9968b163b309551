package dev.orchestra.store;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes the timeline and the row of an order, each entry in one transaction. An entry may come twice, late, or from a workflow task that was lost and
 * has since been repeated with another outcome:
 *
 * <ul>
 *   <li>before the decision the last execution of a sequence wins, for the timeline and for the row;
 *   <li>an entry behind the decision is final: it removes what a lost task wrote beyond it, and an entry before the decision that
 *       comes after it only fills its own gap in the timeline;
 *   <li>a terminal state is never left; what becomes of its money is told in it;
 *   <li>an order of seats can have a later attempt, which starts afresh: what an earlier one told, or tells late, is nothing any more.
 * </ul>
 */
public final class StoredOrderRecords implements OrderRecords {

    private static final Logger log = LoggerFactory.getLogger(StoredOrderRecords.class);

    private final Orders orders;
    private final OrderEvents events;
    private final TransactionOperations transaction;

    StoredOrderRecords(Orders orders, OrderEvents events, TransactionOperations transaction) {
        this.orders = orders;
        this.events = events;
        this.transaction = transaction;
    }

    @Override
    public void record(OrderEntry entry) {
        transaction.executeWithoutResult(status -> write(entry));
        log.info("{} {}: {}", entry.sequence(), entry.state(), entry.title());
    }

    private void write(OrderEntry entry) {
        Order order = locked(entry);
        int attempt = entry.order().attempt();
        if (attempt < order.attempt()) {
            return;
        }
        if (attempt > order.attempt()) {
            events.deleteOfOrder(entry.orderId());
            order.begin(entry);
        }
        Optional<Integer> lastDecided = events.lastDecided(entry.orderId());
        if (!entry.decided() && lastDecided.isPresent()) {
            fillGap(entry, order, lastDecided.get());
            return;
        }
        events.save(new OrderEvent(entry, position(entry, order)));
        if (entry.decided()) {
            events.deleteUndecidedBeyond(entry.orderId(), entry.sequence());
        }
        boolean overtaken = lastDecided.isPresent() && lastDecided.get() > entry.sequence();
        boolean left = order.isTerminal() && order.state() != entry.state();
        if (!left && !overtaken) {
            order.bringTo(entry);
        }
    }

    /** Of an entry that is written once more it stays. */
    private int position(OrderEntry entry, Order order) {
        return written(entry).map(OrderEvent::position).orElseGet(order::nextPosition);
    }

    private Optional<OrderEvent> written(OrderEntry entry) {
        return events.findById(new OrderEvent.Id(entry.orderId(), OrderEvent.CHECKOUT, entry.sequence()));
    }

    @Override
    public void addPostscript(Postscript postscript) {
        transaction.executeWithoutResult(status -> {
            Order order = orders.lock(postscript.orderId());
            var id = new OrderEvent.Id(postscript.orderId(), postscript.writer(), postscript.sequence());
            if (order != null && events.findById(id).isEmpty()) {
                events.save(new OrderEvent(postscript, order.state(), order.nextPosition()));
            }
        });
        log.info("{}", postscript.title());
    }

    private Order locked(OrderEntry entry) {
        OrderSnapshot order = entry.order();
        orders.createIfAbsent(
                entry.orderId(),
                order.ownerId(),
                order.kind().name(),
                order.cartId(),
                order.attempt(),
                order.workflowId(),
                order.channel(),
                entry.state().name(),
                entry.at());
        return orders.lock(entry.orderId());
    }

    /** Beyond the decision it is a lost task's and never happened; below, its first try may have failed while the checkout went on. */
    private void fillGap(OrderEntry entry, Order order, int lastDecided) {
        boolean before = entry.sequence() < lastDecided;
        if (before && written(entry).isEmpty()) {
            events.save(new OrderEvent(entry, order.nextPosition()));
        }
    }
}
