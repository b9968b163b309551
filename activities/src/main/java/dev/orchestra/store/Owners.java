package dev.orchestra.store;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface Owners extends Repository<Owner, String> {

    Optional<Owner> findByKindAndIdentityHash(OwnerDirectory.Kind kind, byte[] identityHash);

    /** Of several at once one inserts; the others find its row when this returns. */
    @Modifying
    @Query(nativeQuery = true, value = """
                    insert into orchestra.owners (owner_id, kind, identity_hash, created_at)
                    values (:ownerId, :kind, :identityHash, :createdAt)
                    on conflict (kind, identity_hash) do nothing
                    """)
    void createIfAbsent(String ownerId, String kind, byte[] identityHash, Instant createdAt);

    @Modifying
    @Query("update Owner set cartId = :cartId where ownerId = :ownerId")
    void rememberCart(String ownerId, String cartId);

    /** The guest's basket is gone: it is not theirs to remember any more. */
    @Modifying
    @Query(
            "update Owner set mergedInto = :customerOwnerId, cartId = null where ownerId = :guestOwnerId and mergedInto is null")
    int merge(String guestOwnerId, String customerOwnerId);
}
