package dev.orchestra.store;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;

/** Who owns carts and orders: an opaque id for each customer and guest, so that no identity gets into runs, logs and other services. */
public final class OwnerDirectory {

    /** How an owner proves to be one: a customer by signing in, a guest by a token. */
    public enum Kind {
        CUSTOMER,
        GUEST
    }

    /**
     * @param cartId the active basket, null when none is known
     * @param mergedInto the customer whom a guest's basket came to, null when it went nowhere
     */
    public record KnownOwner(String ownerId, Kind kind, String cartId, String mergedInto) {}

    private final Owners owners;
    private final TransactionOperations transaction;
    private final Clock clock;

    OwnerDirectory(Owners owners, TransactionOperations transaction, Clock clock) {
        this.owners = owners;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * The owner behind an identity; the same one for all who ask at once.
     *
     * @param identity the customer id or the guest token; only its hash is stored
     */
    public KnownOwner findOrCreate(Kind kind, String identity) {
        byte[] hash = Sha256.of(identity);
        return owners.findByKindAndIdentityHash(kind, hash)
                .orElseGet(() -> create(kind, hash))
                .known();
    }

    /** The owner behind an identity that was seen or issued before. */
    public Optional<KnownOwner> find(Kind kind, String identity) {
        return owners.findByKindAndIdentityHash(kind, Sha256.of(identity)).map(Owner::known);
    }

    /** Notes the owner's active basket, in place of an earlier one; null when there is none any more. */
    public void rememberCart(String ownerId, String cartId) {
        transaction.executeWithoutResult(status -> owners.rememberCart(ownerId, cartId));
    }

    /**
     * Notes that a guest's basket came to a customer. The first time counts.
     *
     * @param cartId the customer's basket that has it now, null when the guest had nothing
     * @return false when it was noted before
     */
    public boolean noteMerged(String guestOwnerId, String customerOwnerId, String cartId) {
        return transaction.execute(status -> {
            boolean first = owners.merge(guestOwnerId, customerOwnerId) == 1;
            if (first && cartId != null) {
                owners.rememberCart(customerOwnerId, cartId);
            }
            return first;
        });
    }

    private Owner create(Kind kind, byte[] hash) {
        String ownerId = "own_" + UUID.randomUUID().toString().replace("-", "");
        transaction.executeWithoutResult(status -> owners.createIfAbsent(ownerId, kind.name(), hash, clock.instant()));
        return owners.findByKindAndIdentityHash(kind, hash).orElseThrow();
    }
}
