package dev.orchestra.stubs.cart;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The carts that became orders of late. */
interface Tombstones extends Repository<Tombstone, String> {

    Tombstone save(Tombstone tombstone);

    Optional<Tombstone> findByCartIdAndDeletedAtAfter(String cartId, Instant since);

    Optional<Tombstone> findFirstByOwnerIdAndDeletedAtAfterOrderByDeletedAtDesc(String ownerId, Instant since);

    void deleteByDeletedAtLessThanEqual(Instant until);
}
