package dev.orchestra.stubs.cart;

import dev.orchestra.stubs.support.Refusal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What can be done with carts, one transaction each. Writes of one cart wait for one another on its row; reads wait for
 * nobody and see the cart and its lines at one moment.
 */
@Service
@Transactional
class CartService {

    private static final int MOST_OPERATIONS = 100;

    private final Carts carts;
    private final Tombstones tombstones;
    private final JdbcClient database;

    CartService(Carts carts, Tombstones tombstones, JdbcClient database) {
        this.carts = carts;
        this.tombstones = tombstones;
        this.database = database;
    }

    CartView findOrCreate(String ownerId, CartKind kind) {
        if (kind == CartKind.BASKET) {
            // Only one of several first requests of an owner may pass to the insert; a lock on the owner's name lasts
            // as long as the transaction and needs no row to exist.
            database.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                    .param("cart of " + ownerId)
                    .query()
                    .singleRow();
            Optional<Cart> basket = carts.findForWriteByOwnerIdAndKind(ownerId, kind);
            if (basket.isPresent()) {
                return basket.get().view();
            }
        }
        return carts.save(new Cart(ownerId, kind, now())).view();
    }

    @Transactional(readOnly = true)
    CartView get(String cartId) {
        return carts.findById(cartId).orElseThrow(() -> gone(cartId)).view();
    }

    @Transactional(readOnly = true)
    OwnersCarts ofOwner(String ownerId) {
        Optional<CartView> basket =
                carts.findByOwnerIdAndKind(ownerId, CartKind.BASKET).map(Cart::view);
        Optional<Tombstone.View> tombstone = tombstones
                .findFirstByOwnerIdAndDeletedAtAfterOrderByDeletedAtDesc(ownerId, oldestTombstone())
                .map(Tombstone::view);
        // A basket that became an order between the two questions is gone: it is not active and an order at once.
        return new OwnersCarts(
                basket.filter(cart -> tombstone
                                .filter(became -> became.cartId().equals(cart.cartId()))
                                .isEmpty())
                        .orElse(null),
                tombstone.orElse(null));
    }

    BatchAnswer applyBatch(String cartId, Integer attempt, BatchRequest request) {
        if (request.operations().size() > MOST_OPERATIONS) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "TOO_MANY_LINES",
                    "A batch has at most " + MOST_OPERATIONS + " operations.");
        }
        Cart cart = writable(cartId, attempt, request.version());
        List<BatchAnswer.Result> results = cart.apply(request.operations(), now());
        int applied = (int) results.stream()
                .filter(result -> result.status() == BatchAnswer.Status.SUCCESS)
                .count();
        return new BatchAnswer(applied, results, cart.view());
    }

    CartView choose(String cartId, Integer attempt, CartOptions.Change change) {
        return change(cartId, attempt, change.version(), cart -> cart.choose(change, now()));
    }

    CartView compute(String cartId, Integer attempt, ComputeRequest request) {
        return change(cartId, attempt, null, cart -> cart.compute(request, now()));
    }

    CartView lock(String cartId, int attempt, String orderId) {
        Cart cart = carts.findForWriteByCartId(cartId).orElseThrow(() -> gone(cartId));
        cart.lock(attempt, orderId);
        return cart.view();
    }

    CartView relock(String cartId, int attempt, String orderId, long version) {
        Cart cart = carts.findForWriteByCartId(cartId).orElseThrow(() -> gone(cartId));
        cart.relock(attempt, orderId, version);
        return cart.view();
    }

    /** Ends the attempt; a cart that is gone has none, and answers null. */
    CartView unlock(String cartId, int attempt) {
        return carts.findForWriteByCartId(cartId)
                .map(cart -> {
                    cart.unlock(attempt);
                    return cart.view();
                })
                .orElse(null);
    }

    /**
     * Deletes the cart, with a tombstone when it became an order; one that is gone already stays gone.
     *
     * @param version the only one that may be deleted; null for any
     * @return the version it had; null when it was gone already
     * @throws Refusal as {@link Cart#admit}
     */
    Long delete(String cartId, Integer attempt, String orderId, BigDecimal total, Long version) {
        Optional<Cart> found = carts.findForWriteByCartId(cartId);
        found.ifPresent(cart -> {
            cart.admit(attempt, version);
            carts.delete(cart);
            if (orderId != null) {
                tombstones.deleteByDeletedAtLessThanEqual(oldestTombstone());
                tombstones.save(new Tombstone(cart, orderId, total, now()));
            }
        });
        return found.map(Cart::version).orElse(null);
    }

    private CartView change(String cartId, Integer attempt, Long version, Consumer<Cart> change) {
        Cart cart = writable(cartId, attempt, version);
        change.accept(cart);
        return cart.view();
    }

    private Cart writable(String cartId, Integer attempt, Long version) {
        Cart cart = carts.findForWriteByCartId(cartId).orElseThrow(() -> gone(cartId));
        cart.admit(attempt, version);
        return cart;
    }

    private Refusal gone(String cartId) {
        return tombstones
                .findByCartIdAndDeletedAtAfter(cartId, oldestTombstone())
                .map(tombstone -> new Refusal(HttpStatus.GONE, "CART_DELETED", "This cart became an order.")
                        .with("tombstone", tombstone.view()))
                .orElseGet(() -> new Refusal(HttpStatus.NOT_FOUND, "CART_NOT_FOUND", "There is no such cart."));
    }

    private static Instant oldestTombstone() {
        return now().minus(Tombstone.STANDS_FOR);
    }

    /** As precise as the database keeps it, so that the answer to a write and a later read say the same. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** The active basket of an owner and the latest cart that became an order; each may be null. */
    record OwnersCarts(CartView cart, Tombstone.View tombstone) {}
}
