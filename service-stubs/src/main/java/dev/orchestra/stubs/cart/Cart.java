package dev.orchestra.stubs.cart;

import static java.util.stream.Collectors.toMap;

import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Money;
import dev.orchestra.stubs.support.Refusal;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.springframework.http.HttpStatus;

/**
 * A cart. Its version grows by one with each change of what is in it or chosen for it, its options version with the
 * latter alone; neither a compute, which only says what that costs, nor a lock is such a change.
 */
@Entity
@Table(schema = "cart", name = "carts")
class Cart {

    private static final int MOST_LINES = 100;
    private static final int MOST_PIECES = 99;

    @Id
    private String cartId;

    @Column(updatable = false)
    private String ownerId;

    @Enumerated(EnumType.STRING)
    @Column(updatable = false)
    private CartKind kind;

    @Column(updatable = false)
    private String currency;

    private long version;
    private long optionsVersion;
    private long computedVersion;
    private int attempt;

    /** Not always the next number: one that was current while an attempt before it was over belongs to nobody any more. */
    private int nextAttempt;

    private String lockedBy;

    @JdbcTypeCode(SqlTypes.JSON)
    private CartOptions options;

    @JdbcTypeCode(SqlTypes.JSON)
    private CartMoney money;

    @Column(updatable = false)
    private Instant createdAt;

    private Instant updatedAt;

    @OneToMany(mappedBy = "cart", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("position")
    private List<CartLine> lines = new ArrayList<>();

    protected Cart() {}

    Cart(String ownerId, CartKind kind, Instant now) {
        this.cartId = Ids.next("cart");
        this.ownerId = ownerId;
        this.kind = kind;
        this.currency = "INR";
        this.version = 1;
        this.optionsVersion = 1;
        this.attempt = 1;
        this.nextAttempt = 2;
        this.options = CartOptions.NONE;
        this.money = CartMoney.NOTHING;
        this.createdAt = now;
        this.updatedAt = now;
    }

    String cartId() {
        return cartId;
    }

    String ownerId() {
        return ownerId;
    }

    long version() {
        return version;
    }

    int attempt() {
        return attempt;
    }

    /**
     * Lets a write pass that may change this cart now.
     *
     * @param presented the attempt the write belongs to; null when it belongs to no checkout
     * @param expected the only version that the write is for; null for any
     * @throws Refusal 409 {@code ATTEMPT_OVER} for a write of another attempt than the current one, 409 {@code
     *     CART_LOCKED} for one of no attempt while the cart is locked, 409 {@code CART_CHANGED} for one of another version
     */
    void admit(Integer presented, Long expected) {
        if (presented != null && presented != attempt) {
            throw attemptOver();
        }
        if (presented == null && lockedBy != null) {
            throw locked();
        }
        if (expected != null && expected != version) {
            throw changed();
        }
    }

    void lock(int forAttempt, String orderId) {
        if (forAttempt != attempt) {
            throw attemptOver();
        }
        if (lockedBy != null && !lockedBy.equals(orderId)) {
            throw locked();
        }
        lockedBy = orderId;
    }

    /** Ends the attempt, if it is still the current one. */
    void unlock(int ofAttempt) {
        if (ofAttempt == attempt) {
            attempt = nextAttempt;
            nextAttempt++;
            lockedBy = null;
        }
    }

    /**
     * Takes back that an attempt ended, as long as none has begun since. Somebody may be about to begin one under the
     * number that was the current one meanwhile: it is over, whatever comes of this.
     *
     * @param ofVersion the version the cart must still have
     * @throws Refusal 409 {@code ATTEMPT_OVER} unless it is the attempt that ended last, 409 {@code CART_LOCKED} when the
     *     next one has begun, 409 {@code CART_CHANGED}
     */
    void relock(int forAttempt, String orderId, long ofVersion) {
        if (forAttempt != attempt - 1) {
            throw attemptOver();
        }
        if (lockedBy != null) {
            throw locked();
        }
        if (ofVersion != version) {
            throw changed();
        }
        nextAttempt = attempt + 1;
        attempt = forAttempt;
        lockedBy = orderId;
    }

    List<BatchAnswer.Result> apply(List<BatchRequest.Operation> operations, Instant now) {
        List<BatchAnswer.Result> results = operations.stream().map(this::apply).toList();
        if (results.stream()
                .anyMatch(result -> result.status() == BatchAnswer.Status.SUCCESS
                        && result.actionTaken() != BatchAnswer.Action.UNCHANGED)) {
            version++;
            updatedAt = now;
        }
        return results;
    }

    private BatchAnswer.Result apply(BatchRequest.Operation operation) {
        return switch (operation.op()) {
            case SET, ADD -> put(operation);
            case UPDATE -> update(operation);
            case DELETE -> remove(operation);
        };
    }

    private BatchAnswer.Result put(BatchRequest.Operation operation) {
        List<AddonChoice> addons = AddonChoice.inOrder(operation.addons());
        CartLine line = lines.stream()
                .filter(candidate -> candidate.isOf(operation.productId(), operation.variantId(), addons))
                .findFirst()
                .orElse(null);
        if (!isQuantity(operation.quantity())) {
            return quantityLimit(operation);
        }
        if (line != null) {
            int before = operation.op() == BatchRequest.OperationType.ADD ? line.quantity() : 0;
            return change(operation, line, before + operation.quantity(), addons);
        }
        if (lines.size() == MOST_LINES) {
            return BatchAnswer.Result.failed(
                    operation, BatchAnswer.Failure.LINE_LIMIT, "A cart has at most " + MOST_LINES + " lines");
        }
        line = new CartLine(
                Ids.next("item"),
                this,
                lines.isEmpty() ? 0 : lines.get(lines.size() - 1).position() + 1,
                operation.productId(),
                operation.variantId(),
                operation.quantity(),
                addons);
        lines.add(line);
        return BatchAnswer.Result.done(operation.op(), BatchAnswer.Action.ADDED, line);
    }

    private BatchAnswer.Result update(BatchRequest.Operation operation) {
        CartLine line = line(operation.itemId());
        if (line == null) {
            return itemNotFound(operation);
        }
        boolean addonsAlone = operation.quantity() == null && operation.addons() != null;
        Integer quantity = addonsAlone ? Integer.valueOf(line.quantity()) : operation.quantity();
        if (quantity == null) {
            return quantityLimit(operation);
        }
        List<AddonChoice> addons = operation.addons() == null ? line.choice() : AddonChoice.inOrder(operation.addons());
        return lines.stream()
                .filter(other -> other != line && line.wouldEqual(other, addons))
                .findFirst()
                .map(other -> join(operation, line, quantity, other))
                .orElseGet(() -> change(operation, line, quantity, addons));
    }

    /** Adds the pieces that the one line would have had to the other, which alone remains. */
    private BatchAnswer.Result join(BatchRequest.Operation operation, CartLine line, int quantity, CartLine other) {
        if (!isQuantity(quantity)) {
            return quantityLimit(operation);
        }
        BatchAnswer.Result result = change(operation, other, other.quantity() + quantity, other.choice());
        if (result.status() == BatchAnswer.Status.SUCCESS) {
            lines.remove(line);
        }
        return result;
    }

    private BatchAnswer.Result change(
            BatchRequest.Operation operation, CartLine line, int quantity, List<AddonChoice> addons) {
        if (!isQuantity(quantity)) {
            return quantityLimit(operation);
        }
        return BatchAnswer.Result.done(
                operation.op(),
                line.change(quantity, addons) ? BatchAnswer.Action.UPDATED : BatchAnswer.Action.UNCHANGED,
                line);
    }

    private BatchAnswer.Result remove(BatchRequest.Operation operation) {
        CartLine line = line(operation.itemId());
        if (line == null) {
            return itemNotFound(operation);
        }
        lines.remove(line);
        return BatchAnswer.Result.done(operation.op(), BatchAnswer.Action.REMOVED, line);
    }

    void choose(CartOptions.Change change, Instant now) {
        CartOptions changed = options.changedBy(change);
        if (!changed.equals(options)) {
            options = changed;
            version++;
            optionsVersion++;
            updatedAt = now;
        }
    }

    /**
     * @throws Refusal 409 {@code QUOTE_OUTDATED} for facts that were gathered for another cart than this is now, 409
     *     {@code QUOTE_INPUT_MISSING} with the products that cannot be priced
     */
    void compute(ComputeRequest request, Instant now) {
        if (request.version() != null && request.version() != version
                || request.optionsVersion() != null && request.optionsVersion() != optionsVersion) {
            throw new Refusal(HttpStatus.CONFLICT, "QUOTE_OUTDATED", "The cart has changed since this was gathered.")
                    .with("version", version)
                    .with("options_version", optionsVersion);
        }
        List<CartCalculator.Line> toPrice =
                lines.stream().map(CartLine::toPrice).toList();
        Set<String> missing = CartCalculator.missingProducts(toPrice, request);
        if (!missing.isEmpty()) {
            throw new Refusal(
                            HttpStatus.CONFLICT,
                            "QUOTE_INPUT_MISSING",
                            "The cart has products whose price, variant, addon or store is not in the request.")
                    .with("product_ids", missing);
        }
        CartCalculator.Quote quote = CartCalculator.quote(
                toPrice,
                options.coupons(),
                options.tips() == null ? Money.ZERO : options.tips().amount(),
                options.giftWrap() == null ? Money.ZERO : options.giftWrap().charge(),
                options.loyalty() == null ? 0 : options.loyalty().points(),
                request);
        Map<String, CartLine> byId = lines.stream().collect(toMap(CartLine::itemId, line -> line));
        quote.lines().forEach(priced -> byId.get(priced.itemId()).price(priced));
        money = quote.money();
        computedVersion = version;
        updatedAt = now;
    }

    CartView view() {
        return new CartView(
                cartId,
                ownerId,
                kind,
                currency,
                version,
                optionsVersion,
                computedVersion,
                version == computedVersion,
                attempt,
                lockedBy,
                lines.stream().map(CartLine::view).toList(),
                coupons(),
                money.promotionsApplied(),
                options.address(),
                options.deliveryOption(),
                options.deliveryPreference(),
                options.pickupPoint(),
                options.paymentMethod(),
                options.tips(),
                options.giftWrap(),
                options.specialInstructions(),
                loyalty(),
                money.stores(),
                money.totals(),
                createdAt,
                updatedAt);
    }

    /** Every coupon the customer entered, with what the last compute made of it. */
    private List<CartMoney.CouponApplied> coupons() {
        Map<String, CartMoney.CouponApplied> judged =
                money.couponsApplied().stream().collect(toMap(CartMoney.CouponApplied::code, coupon -> coupon));
        return options.coupons().stream()
                .map(code -> judged.getOrDefault(code, new CartMoney.CouponApplied(code, null, Money.ZERO, null)))
                .toList();
    }

    private CartView.Loyalty loyalty() {
        return options.loyalty() == null
                ? null
                : new CartView.Loyalty(
                        options.loyalty().points(),
                        money.loyalty().points(),
                        money.loyalty().discount());
    }

    private CartLine line(String itemId) {
        return lines.stream()
                .filter(line -> line.itemId().equals(itemId))
                .findFirst()
                .orElse(null);
    }

    private static boolean isQuantity(Integer quantity) {
        return quantity != null && quantity >= 1 && quantity <= MOST_PIECES;
    }

    private static BatchAnswer.Result quantityLimit(BatchRequest.Operation operation) {
        return BatchAnswer.Result.failed(
                operation, BatchAnswer.Failure.QUANTITY_LIMIT, "A line has 1 to " + MOST_PIECES + " pieces");
    }

    private static BatchAnswer.Result itemNotFound(BatchRequest.Operation operation) {
        return BatchAnswer.Result.failed(operation, BatchAnswer.Failure.ITEM_NOT_FOUND, "Item not found");
    }

    private Refusal locked() {
        return new Refusal(HttpStatus.CONFLICT, "CART_LOCKED", "A checkout has frozen this cart.")
                .with("order_id", lockedBy);
    }

    private Refusal changed() {
        return new Refusal(HttpStatus.CONFLICT, "CART_CHANGED", "The cart has changed since.").with("version", version);
    }

    private Refusal attemptOver() {
        return new Refusal(HttpStatus.CONFLICT, "ATTEMPT_OVER", "This is not the cart's current attempt.")
                .with("attempt", attempt);
    }
}
