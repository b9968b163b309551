package dev.orchestra.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;

/** Who owns carts and orders: an opaque id for each customer and guest, so that no identity gets into runs, logs and other services. */
public final class OwnerDirectory {

    /** How an owner proves to be one: a customer by signing in, a guest by a token. */
    public enum Kind {
        CUSTOMER,
        GUEST
    }

    /** @param cartId the active basket, null when none is known */
    public record KnownOwner(String ownerId, Kind kind, String cartId) {}

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
        byte[] hash = sha256(identity);
        return owners.findByKindAndIdentityHash(kind, hash)
                .orElseGet(() -> create(kind, hash))
                .known();
    }

    /** Notes the owner's active basket, in place of an earlier one. */
    public void rememberCart(String ownerId, String cartId) {
        transaction.executeWithoutResult(status -> owners.rememberCart(ownerId, cartId));
    }

    private Owner create(Kind kind, byte[] hash) {
        String ownerId = "own_" + UUID.randomUUID().toString().replace("-", "");
        transaction.executeWithoutResult(status -> owners.createIfAbsent(ownerId, kind.name(), hash, clock.instant()));
        return owners.findByKindAndIdentityHash(kind, hash).orElseThrow();
    }

    private static byte[] sha256(String identity) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
