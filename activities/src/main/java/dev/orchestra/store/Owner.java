package dev.orchestra.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code owners}. */
@Entity
@Table(schema = "orchestra", name = "owners")
class Owner {

    @Id
    @Column(name = "owner_id")
    private String ownerId;

    @Enumerated(EnumType.STRING)
    private OwnerDirectory.Kind kind;

    @Column(name = "identity_hash")
    private byte[] identityHash;

    @Column(name = "cart_id")
    private String cartId;

    @Column(name = "merged_into")
    private String mergedInto;

    @Column(name = "created_at")
    private Instant createdAt;

    protected Owner() {}

    OwnerDirectory.KnownOwner known() {
        return new OwnerDirectory.KnownOwner(ownerId, kind, cartId, mergedInto);
    }
}
