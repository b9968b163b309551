package dev.orchestra.stubs.cart;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

/** The carts that can be bought from. */
interface Carts extends Repository<Cart, String> {

    /** Reads the cart with its lines by one statement, which sees both at one moment. */
    @EntityGraph(attributePaths = "lines")
    Optional<Cart> findById(String cartId);

    /** As {@link #findById}. */
    @EntityGraph(attributePaths = "lines")
    Optional<Cart> findByOwnerIdAndKind(String ownerId, CartKind kind);

    /**
     * Reads the cart and keeps every other write of it waiting until this transaction ends. Its lines are read after
     * that wait, by a statement of their own: one that had waited itself would show them as they were before.
     */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Cart> findForWriteByCartId(String cartId);

    /** As {@link #findForWriteByCartId}. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Cart> findForWriteByOwnerIdAndKind(String ownerId, CartKind kind);

    Cart save(Cart cart);

    void delete(Cart cart);
}
