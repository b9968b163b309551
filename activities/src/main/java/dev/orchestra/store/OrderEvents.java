package dev.orchestra.store;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface OrderEvents extends Repository<OrderEvent, OrderEvent.Id> {

    OrderEvent save(OrderEvent event);

    Optional<OrderEvent> findById(OrderEvent.Id id);

    @Query("from OrderEvent where id.orderId = :orderId order by at, position")
    List<OrderEvent> ofOrder(String orderId);

    /** The highest sequence behind the decision; empty while nothing is decided. */
    @Query("select max(id.sequence) from OrderEvent where id.orderId = :orderId and id.writer = '' and decided")
    Optional<Integer> lastDecided(String orderId);

    @Modifying
    @Query(
            "delete from OrderEvent where id.orderId = :orderId and id.writer = '' and id.sequence > :sequence and not decided")
    void deleteUndecidedBeyond(String orderId, int sequence);

    @Modifying
    @Query("delete from OrderEvent where id.orderId = :orderId")
    void deleteOfOrder(String orderId);
}
