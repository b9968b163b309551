package dev.orchestra.store;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Orders extends Repository<Order, String> {

    Optional<Order> findByOrderIdAndOwnerId(String orderId, String ownerId);

    Optional<Order> findByOrderId(String orderId);

    /** Entries of one order are written one after the other, from whichever process they come. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("from Order where orderId = :orderId")
    Order lock(String orderId);

    @Modifying
    @Query(nativeQuery = true, value = """
                    insert into orchestra.orders (order_id, owner_id, kind, cart_id, attempt, workflow_id, channel, state,
                                                  sub_orders, payments, last_sequence, created_at, updated_at)
                    values (:orderId, :ownerId, :kind, :cartId, :attempt, :workflowId, :channel, :state,
                            '[]', '[]', 0, :at, :at)
                    on conflict (order_id) do nothing
                    """)
    void createIfAbsent(
            String orderId,
            String ownerId,
            String kind,
            String cartId,
            int attempt,
            String workflowId,
            String channel,
            String state,
            Instant at);
}
