package dev.orchestra.fakes;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.Change;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.shipping.DeliveryRate;
import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The Cart service. Its arithmetic is simpler than the real one's in one point: what is taken off comes off the first lines that can bear it. Inside
 * the {@link Ledger}'s lock like all fakes.
 */
final class FakeCarts implements CartService {

    private static final BigDecimal NOTHING = new BigDecimal("0.00");
    private static final BigDecimal LEFT_TO_PAY = new BigDecimal("1.00");
    private static final int MOST_PIECES = 99;
    private static final int MOST_OPERATIONS = 100;

    private final String firstCartId;
    private final Map<String, FakeCart> carts = new LinkedHashMap<>();
    private final List<Owned> tombstones = new ArrayList<>();
    private int ids;

    private record Owned(String ownerId, Tombstone tombstone) {}

    private static final class FakeCart {
        private final String cartId;
        private final String ownerId;
        private final String kind;
        private long version = 1;
        private long optionsVersion = 1;
        private Long computedVersion;
        private int attempt = 1;
        private int nextAttempt = 2;
        private String lockedBy;
        private int itemIds;
        private List<Cart.Line> lines = new ArrayList<>();
        private Set<String> codes = new LinkedHashSet<>();
        private List<Cart.CouponApplied> judged = List.of();
        private List<Cart.PromotionApplied> promotions = List.of();
        private Cart.Address address;
        private Cart.DeliveryOption deliveryOption;
        private Cart.DeliveryPreference deliveryPreference;
        private Cart.PickupPoint pickupPoint;
        private Cart.PaymentMethod paymentMethod;
        private Cart.Tips tips;
        private Cart.GiftWrap giftWrap;
        private Cart.SpecialInstructions specialInstructions;
        private Integer points;
        private int pointsApplied;
        private BigDecimal pointsDiscount = NOTHING;
        private List<Cart.Store> parts = List.of();
        private Cart.Totals totals;

        private FakeCart(String cartId, String ownerId, String kind) {
            this.cartId = cartId;
            this.ownerId = ownerId;
            this.kind = kind;
        }
    }

    /** @param firstCartId of the first basket that is made */
    FakeCarts(String firstCartId) {
        this.firstCartId = firstCartId;
    }

    // ------------------------------------------------------------------------------- what a shop does directly

    /** The owner's active basket, made when there is none. */
    Cart basketOf(String ownerId) {
        return view(basket(ownerId) == null ? make(ownerId, "BASKET") : basket(ownerId));
    }

    /** Null when there is no such cart. */
    Cart find(String cartId) {
        return carts.containsKey(cartId) ? view(carts.get(cartId)) : null;
    }

    List<Cart> all() {
        return carts.values().stream().map(this::view).toList();
    }

    Tombstone tombstone(String cartId) {
        return tombstones.stream()
                .map(Owned::tombstone)
                .filter(tombstone -> tombstone.cartId().equals(cartId))
                .findFirst()
                .orElse(null);
    }

    void add(String cartId, String productId, String variantId, int quantity) {
        operate(cartId, List.of(new CartOperation(CartOperation.Op.ADD, productId, variantId, null, quantity, null)));
    }

    void operate(String cartId, List<CartOperation> operations) {
        FakeCart cart = carts.get(cartId);
        operations.forEach(operation -> apply(cart, operation));
        cart.version++;
    }

    void choose(String cartId, OptionsChange change) {
        choose(carts.get(cartId), change);
    }

    void compute(String cartId, ComputeInputs inputs) {
        compute(carts.get(cartId), inputs);
    }

    void touch(String cartId) {
        carts.get(cartId).version++;
    }

    void freeze(String cartId, String orderId) {
        carts.get(cartId).lockedBy = orderId;
    }

    // ------------------------------------------------------------------------------- the service

    @Override
    public Cart findOrCreate(Write<FindOrCreate> write) {
        FindOrCreate asked = write.body();
        return asked.kind().equals("BASKET") ? basketOf(asked.ownerId()) : view(make(asked.ownerId(), asked.kind()));
    }

    @Override
    public Cart get(String cartId) {
        return view(existing(cartId));
    }

    @Override
    public OwnerCarts ofOwner(String ownerId) {
        FakeCart basket = basket(ownerId);
        Tombstone latest = null;
        for (Owned owned : tombstones) {
            latest = owned.ownerId().equals(ownerId) ? owned.tombstone() : latest;
        }
        return new OwnerCarts(basket == null ? null : view(basket), latest);
    }

    @Override
    public BatchApplied applyOperations(Write<Batch> write) {
        Batch batch = write.body();
        if (batch.operations().size() > MOST_OPERATIONS) {
            throw Ledger.refusal(422, "TOO_MANY_LINES");
        }
        FakeCart cart = existing(batch.cartId());
        admit(cart, null);
        requireVersion(cart, batch.version());
        List<OperationResult> results = batch.operations().stream()
                .map(operation -> apply(cart, operation))
                .toList();
        boolean changed = results.stream()
                .anyMatch(result ->
                        result.actionTaken() != null && !result.actionTaken().equals("UNCHANGED"));
        cart.version += changed ? 1 : 0;
        int applied = (int) results.stream()
                .filter(result -> result.status().equals("SUCCESS"))
                .count();
        return new BatchApplied(applied, results, view(cart));
    }

    @Override
    public Cart chooseOptions(Write<Choose> write) {
        FakeCart cart = existing(write.body().cartId());
        admit(cart, null);
        requireVersion(cart, write.body().version());
        choose(cart, write.body().change());
        return view(cart);
    }

    @Override
    public Cart compute(Write<Compute> write) {
        FakeCart cart = existing(write.body().cartId());
        admit(cart, write.body().attempt());
        ComputeInputs inputs = write.body().inputs();
        if (inputs.version() != null && inputs.version() != cart.version
                || inputs.optionsVersion() != null && inputs.optionsVersion() != cart.optionsVersion) {
            throw Ledger.refusal(409, "QUOTE_OUTDATED");
        }
        List<String> missing = cart.lines.stream()
                .filter(line -> !priceable(line, inputs))
                .map(Cart.Line::productId)
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            throw Ledger.refusal(new ServiceProblem(409, "QUOTE_INPUT_MISSING", "missing", null, null, null, missing));
        }
        compute(cart, inputs);
        return view(cart);
    }

    @Override
    public Cart lock(Write<Lock> write) {
        Lock lock = write.body();
        FakeCart cart = existing(lock.cartId());
        if (lock.attempt() != cart.attempt) {
            throw attemptOver(cart);
        }
        if (cart.lockedBy != null && !cart.lockedBy.equals(lock.orderId())) {
            admit(cart, null);
        }
        cart.lockedBy = lock.orderId();
        return view(cart);
    }

    @Override
    public Cart unlock(Undo<Unlock> undo) {
        FakeCart cart = carts.get(undo.body().cartId());
        if (cart == null) {
            return null;
        }
        if (cart.attempt == undo.body().attempt()) {
            cart.attempt = cart.nextAttempt;
            cart.nextAttempt++;
            cart.lockedBy = null;
        }
        return view(cart);
    }

    @Override
    public Cart relock(Write<Relock> write) {
        Relock relock = write.body();
        FakeCart cart = existing(relock.cartId());
        if (relock.attempt() != cart.attempt - 1) {
            throw attemptOver(cart);
        }
        admit(cart, null);
        requireVersion(cart, relock.version());
        cart.nextAttempt = cart.attempt + 1;
        cart.attempt = relock.attempt();
        cart.lockedBy = relock.orderId();
        return view(cart);
    }

    @Override
    public Deleted delete(Write<Delete> write) {
        Delete delete = write.body();
        FakeCart cart = carts.get(delete.cartId());
        if (cart == null) {
            return new Deleted(delete.cartId(), true, null);
        }
        admit(cart, delete.attempt());
        requireVersion(cart, delete.version());
        carts.remove(cart.cartId);
        if (delete.orderId() != null) {
            tombstones.add(new Owned(
                    cart.ownerId,
                    new Tombstone(cart.cartId, delete.orderId(), delete.attempt(), delete.total(), Instant.EPOCH)));
        }
        return new Deleted(cart.cartId, true, cart.version);
    }

    private FakeCart make(String ownerId, String kind) {
        ids++;
        FakeCart cart = new FakeCart(ids == 1 ? firstCartId : firstCartId + "_" + ids, ownerId, kind);
        carts.put(cart.cartId, cart);
        return cart;
    }

    private FakeCart basket(String ownerId) {
        return carts.values().stream()
                .filter(cart -> cart.ownerId.equals(ownerId) && cart.kind.equals("BASKET"))
                .findFirst()
                .orElse(null);
    }

    private FakeCart existing(String cartId) {
        FakeCart cart = carts.get(cartId);
        if (cart == null) {
            boolean ordered = tombstone(cartId) != null;
            throw Ledger.refusal(ordered ? 410 : 404, ordered ? "CART_DELETED" : "CART_NOT_FOUND");
        }
        return cart;
    }

    /** A frozen cart is for the attempt that froze it, and an attempt that is over is for no cart. */
    private static void admit(FakeCart cart, Integer attempt) {
        if (attempt != null && attempt != cart.attempt) {
            throw attemptOver(cart);
        }
        if (cart.lockedBy != null && attempt == null) {
            throw Ledger.refusal(new ServiceProblem(409, "CART_LOCKED", "locked", cart.lockedBy, null, null, null));
        }
    }

    /** @param version null for any */
    private static void requireVersion(FakeCart cart, Long version) {
        if (version != null && version != cart.version) {
            throw Ledger.refusal(409, "CART_CHANGED");
        }
    }

    private static RuntimeException attemptOver(FakeCart cart) {
        return Ledger.refusal(new ServiceProblem(409, "ATTEMPT_OVER", "over", null, cart.attempt, null, null));
    }

    // ------------------------------------------------------------------------------- operations

    private static OperationResult apply(FakeCart cart, CartOperation operation) {
        Map<String, Integer> addons = addons(operation);
        Cart.Line line = cart.lines.stream()
                .filter(candidate -> operation.itemId() == null
                        ? candidate.productId().equals(operation.productId())
                                && Objects.equals(candidate.variantId(), operation.variantId())
                                && addons(candidate).equals(addons)
                        : candidate.itemId().equals(operation.itemId()))
                .findFirst()
                .orElse(null);
        if (line == null && operation.itemId() != null) {
            return OperationResult.failed(operation, "ITEM_NOT_FOUND", "There is no such line");
        }
        if (operation.op() == CartOperation.Op.DELETE) {
            cart.lines.remove(line);
            return success(operation, "REMOVED", line);
        }
        int before = operation.op() == CartOperation.Op.ADD && line != null ? line.quantity() : 0;
        boolean addonsAlone = operation.quantity() == null && line != null && operation.addons() != null;
        int quantity = before + (addonsAlone ? line.quantity() : operation.quantity());
        if (quantity < 1 || quantity > MOST_PIECES) {
            return OperationResult.failed(operation, "QUANTITY_LIMIT", "A line has 1 to 99 pieces");
        }
        List<Cart.LineAddon> chosen = operation.addons() == null && line != null
                ? line.addons()
                : addons.entrySet().stream()
                        .map(addon -> new Cart.LineAddon(addon.getKey(), null, addon.getValue(), null))
                        .toList();
        if (line == null) {
            Cart.Line added = unpriced(
                    "item_" + (++cart.itemIds), operation.productId(), operation.variantId(), quantity, chosen);
            cart.lines.add(added);
            return success(operation, "ADDED", added);
        }
        Cart.Line changed = unpriced(line.itemId(), line.productId(), line.variantId(), quantity, chosen);
        Cart.Line equal = cart.lines.stream()
                .filter(other -> other != line
                        && other.productId().equals(changed.productId())
                        && Objects.equals(other.variantId(), changed.variantId())
                        && addons(other).equals(addons(changed)))
                .findFirst()
                .orElse(null);
        if (equal != null) {
            return join(cart, operation, changed, line, equal);
        }
        boolean same = quantity == line.quantity() && addons(changed).equals(addons(line));
        cart.lines.set(cart.lines.indexOf(line), same ? line : changed);
        return success(operation, same ? "UNCHANGED" : "UPDATED", same ? line : changed);
    }

    /** Two lines that an update made equal become the one that was so already, with the quantities of both. */
    private static OperationResult join(
            FakeCart cart, CartOperation operation, Cart.Line changed, Cart.Line line, Cart.Line equal) {
        int both = changed.quantity() + equal.quantity();
        if (both > MOST_PIECES) {
            return OperationResult.failed(operation, "QUANTITY_LIMIT", "A line has 1 to 99 pieces");
        }
        Cart.Line joined = unpriced(equal.itemId(), equal.productId(), equal.variantId(), both, equal.addons());
        cart.lines.set(cart.lines.indexOf(equal), joined);
        cart.lines.remove(line);
        return success(operation, "UPDATED", joined);
    }

    private static Map<String, Integer> addons(CartOperation operation) {
        Map<String, Integer> addons = new LinkedHashMap<>();
        if (operation.addons() != null) {
            operation.addons().forEach(addon -> addons.put(addon.addonId(), addon.quantity()));
        }
        return addons;
    }

    private static Map<String, Integer> addons(Cart.Line line) {
        Map<String, Integer> addons = new LinkedHashMap<>();
        line.addons().forEach(addon -> addons.put(addon.addonId(), addon.quantity()));
        return addons;
    }

    /** The Cart service knows no products: a line has its name, store and money from a computation. */
    private static Cart.Line unpriced(
            String itemId, String productId, String variantId, int quantity, List<Cart.LineAddon> addons) {
        return new Cart.Line(
                itemId, productId, variantId, null, null, quantity, addons, null, null, null, null, null, null,
                List.of());
    }

    private static OperationResult success(CartOperation operation, String action, Cart.Line line) {
        return new OperationResult(operation.op(), "SUCCESS", action, line.itemId(), line, null, null);
    }

    // ------------------------------------------------------------------------------- options

    private static void choose(FakeCart cart, OptionsChange change) {
        List<Object> before = options(cart);
        set(change.coupons(), coupons -> {
            cart.codes = new LinkedHashSet<>();
            if (coupons != null) {
                coupons.forEach(coupon -> cart.codes.add(coupon.code().toUpperCase(Locale.ROOT)));
            }
        });
        set(change.address(), address -> cart.address = address == null ? null : merged(cart.address, address));
        set(change.deliveryOption(), option -> cart.deliveryOption = option);
        set(change.deliveryPreference(), preference -> cart.deliveryPreference = preference);
        set(change.pickupPoint(), point -> cart.pickupPoint = point);
        set(change.paymentMethod(), method -> cart.paymentMethod = method);
        set(change.tips(), tips -> cart.tips = tips);
        set(change.giftWrap(), wrap -> cart.giftWrap = wrap);
        set(change.specialInstructions(), instructions -> cart.specialInstructions = instructions);
        set(change.loyalty(), redemption -> cart.points = redemption == null ? null : redemption.points());
        if (!options(cart).equals(before)) {
            cart.version++;
            cart.optionsVersion++;
        }
    }

    /** Of an address each half stays that is not given. */
    private static Cart.Address merged(Cart.Address before, Cart.Address given) {
        return before == null
                ? given
                : new Cart.Address(
                        given.shipping() == null ? before.shipping() : given.shipping(),
                        given.billing() == null ? before.billing() : given.billing());
    }

    private static <T> void set(Change<T> change, Consumer<T> setter) {
        if (change != null) {
            setter.accept(change.value());
        }
    }

    private static List<Object> options(FakeCart cart) {
        List<Object> options = new ArrayList<>();
        options.add(List.copyOf(cart.codes));
        options.add(cart.address);
        options.add(cart.deliveryOption);
        options.add(cart.deliveryPreference);
        options.add(cart.pickupPoint);
        options.add(cart.paymentMethod);
        options.add(cart.tips);
        options.add(cart.giftWrap);
        options.add(cart.specialInstructions);
        options.add(cart.points);
        return options;
    }

    // ------------------------------------------------------------------------------- money

    private static boolean priceable(Cart.Line line, ComputeInputs inputs) {
        Product product = product(line, inputs);
        return product != null
                && inputs.stores().stream().anyMatch(store -> store.storeId().equals(product.storeId()))
                && (line.variantId() == null || variant(product, line) != null)
                && line.addons().stream().allMatch(addon -> addon(product, addon) != null);
    }

    private static Product product(Cart.Line line, ComputeInputs inputs) {
        return inputs.products().stream()
                .filter(product -> product.productId().equals(line.productId()))
                .findFirst()
                .orElse(null);
    }

    private static Product.Variant variant(Product product, Cart.Line line) {
        return product.variants().stream()
                .filter(variant -> variant.variantId().equals(line.variantId()))
                .findFirst()
                .orElse(null);
    }

    private static Product.Addon addon(Product product, Cart.LineAddon asked) {
        return product.addons().stream()
                .filter(addon -> addon.addonId().equals(asked.addonId()))
                .findFirst()
                .orElse(null);
    }

    private static void compute(FakeCart cart, ComputeInputs inputs) {
        List<Cart.Line> lines = new ArrayList<>(
                cart.lines.stream().map(line -> priced(line, inputs)).toList());
        Set<String> freeDelivery = new LinkedHashSet<>();
        List<Cart.PromotionApplied> promotions = new ArrayList<>();
        for (PricingRule rule : inputs.promotions()) {
            BigDecimal off = apply(rule, inputs, lines, freeDelivery);
            if (off.signum() != 0) {
                promotions.add(new Cart.PromotionApplied(rule.id(), rule.title(), off));
            }
        }
        List<Cart.CouponApplied> judged = new ArrayList<>();
        for (String code : cart.codes) {
            judged.add(judge(code, cart.codes.size(), inputs, lines, freeDelivery));
        }
        redeem(cart, inputs, lines);
        cart.lines = lines;
        cart.promotions = promotions;
        cart.judged = judged;
        cart.parts = parts(cart, inputs, freeDelivery);
        cart.totals = new Cart.Totals(
                sum(cart.parts.stream().map(Cart.Store::subtotal)),
                sum(cart.parts.stream().map(Cart.Store::discount)),
                NOTHING,
                NOTHING,
                sum(cart.parts.stream().map(Cart.Store::deliveryCharge)),
                sum(cart.parts.stream().map(Cart.Store::tips)),
                sum(cart.parts.stream().map(Cart.Store::giftWrap)),
                sum(cart.parts.stream().map(Cart.Store::total)));
        cart.computedVersion = cart.version;
    }

    private static Cart.Line priced(Cart.Line line, ComputeInputs inputs) {
        Product product = product(line, inputs);
        BigDecimal unitPrice = line.variantId() == null
                ? product.price()
                : variant(product, line).price();
        List<Cart.LineAddon> addons = line.addons().stream()
                .map(asked -> new Cart.LineAddon(
                        asked.addonId(),
                        addon(product, asked).name(),
                        asked.quantity(),
                        addon(product, asked).price()))
                .toList();
        BigDecimal subtotal = unitPrice
                .multiply(BigDecimal.valueOf(line.quantity()))
                .add(sum(addons.stream()
                        .map(addon -> addon.unitPrice().multiply(BigDecimal.valueOf(addon.quantity())))));
        return new Cart.Line(
                line.itemId(),
                line.productId(),
                line.variantId(),
                product.name(),
                product.storeId(),
                line.quantity(),
                addons,
                unitPrice,
                subtotal,
                NOTHING,
                NOTHING,
                NOTHING,
                subtotal,
                List.of());
    }

    /** @return what it takes off, zero or negative */
    private static BigDecimal apply(
            PricingRule rule, ComputeInputs inputs, List<Cart.Line> lines, Set<String> freeDelivery) {
        List<Cart.Line> borneBy = lines.stream()
                .filter(line ->
                        (rule.productIds().isEmpty() || rule.productIds().contains(line.productId()))
                                && (rule.storeId() == null || rule.storeId().equals(line.storeId())))
                .toList();
        BigDecimal subtotal = sum(borneBy.stream().map(Cart.Line::subtotal));
        if (borneBy.isEmpty() || rule.minSubtotal() != null && subtotal.compareTo(rule.minSubtotal()) < 0) {
            return NOTHING;
        }
        if (rule.type().equals("FREE_DELIVERY")) {
            return sum(borneBy.stream()
                            .map(Cart.Line::storeId)
                            .filter(freeDelivery::add)
                            .map(storeId -> charge(storeId, inputs)))
                    .negate();
        }
        if (!rule.type().equals("AMOUNT_OFF")) {
            throw new IllegalArgumentException("this fake does not know " + rule.type());
        }
        return takeOff(rule.value(), lines, borneBy).negate();
    }

    /** Takes as much of the amount as the lines can bear, from the first on. */
    private static BigDecimal takeOff(BigDecimal amount, List<Cart.Line> lines, List<Cart.Line> from) {
        BigDecimal left = amount;
        for (Cart.Line line : from) {
            Cart.Line now = lines.stream()
                    .filter(candidate -> candidate.itemId().equals(line.itemId()))
                    .findFirst()
                    .orElseThrow();
            BigDecimal off = left.min(now.total());
            left = left.subtract(off);
            lines.set(
                    lines.indexOf(now),
                    new Cart.Line(
                            now.itemId(),
                            now.productId(),
                            now.variantId(),
                            now.name(),
                            now.storeId(),
                            now.quantity(),
                            now.addons(),
                            now.unitPrice(),
                            now.subtotal(),
                            now.discount().subtract(off),
                            now.tax(),
                            now.taxIncluded(),
                            now.total().subtract(off),
                            now.discounts()));
        }
        return amount.subtract(left);
    }

    private static Cart.CouponApplied judge(
            String code, int coupons, ComputeInputs inputs, List<Cart.Line> lines, Set<String> freeDelivery) {
        CouponCheck check = inputs.coupons().stream()
                .filter(candidate -> candidate.code().equalsIgnoreCase(code))
                .findFirst()
                .orElse(new CouponCheck(code, "INVALID", "NOT_CHECKED", null));
        if (!check.valid()) {
            return new Cart.CouponApplied(code, "INVALID", NOTHING, check.reason());
        }
        if (!check.rule().stackable() && coupons > 1) {
            return new Cart.CouponApplied(code, "INVALID", NOTHING, "NOT_STACKABLE");
        }
        return new Cart.CouponApplied(code, "VALID", apply(check.rule(), inputs, lines, freeDelivery), null);
    }

    /** As many whole points as were asked for, may be spent, and the goods can take so that something of them is left to pay. */
    private static void redeem(FakeCart cart, ComputeInputs inputs, List<Cart.Line> lines) {
        cart.pointsApplied = 0;
        cart.pointsDiscount = NOTHING;
        if (cart.points == null || inputs.loyalty() == null) {
            return;
        }
        int worth = sum(lines.stream().map(Cart.Line::total))
                .subtract(LEFT_TO_PAY)
                .max(NOTHING)
                .divide(inputs.loyalty().pointValue(), 0, RoundingMode.DOWN)
                .intValueExact();
        cart.pointsApplied = Math.min(cart.points, Math.min(inputs.loyalty().points(), worth));
        cart.pointsDiscount = takeOff(
                        inputs.loyalty().pointValue().multiply(BigDecimal.valueOf(cart.pointsApplied)),
                        lines,
                        List.copyOf(lines))
                .negate();
    }

    private static BigDecimal charge(String storeId, ComputeInputs inputs) {
        return sum(inputs.deliveryRates().stream()
                .filter(rate -> rate.storeId().equals(storeId))
                .map(DeliveryRate::charge));
    }

    private static List<Cart.Store> parts(FakeCart cart, ComputeInputs inputs, Set<String> freeDelivery) {
        List<Cart.Store> parts = new ArrayList<>();
        BigDecimal tips = cart.tips == null ? NOTHING : cart.tips.amount();
        BigDecimal wrap = cart.giftWrap == null ? NOTHING : cart.giftWrap.charge();
        for (ComputeInputs.StorePricing store : inputs.stores()) {
            List<Cart.Line> own = cart.lines.stream()
                    .filter(line -> line.storeId().equals(store.storeId()))
                    .toList();
            if (own.isEmpty()) {
                continue;
            }
            BigDecimal delivery = freeDelivery.contains(store.storeId()) ? NOTHING : charge(store.storeId(), inputs);
            parts.add(new Cart.Store(
                    store.storeId(),
                    store.name(),
                    sum(own.stream().map(Cart.Line::subtotal)),
                    sum(own.stream().map(Cart.Line::discount)),
                    NOTHING,
                    NOTHING,
                    delivery,
                    tips,
                    wrap,
                    sum(own.stream().map(Cart.Line::total))
                            .add(delivery)
                            .add(tips)
                            .add(wrap)));
            tips = NOTHING;
            wrap = NOTHING;
        }
        return parts;
    }

    private static BigDecimal sum(Stream<BigDecimal> amounts) {
        return amounts.reduce(NOTHING, BigDecimal::add);
    }

    // ------------------------------------------------------------------------------- how it shows

    private Cart view(FakeCart cart) {
        return new Cart(
                cart.cartId,
                cart.ownerId,
                cart.kind,
                "INR",
                cart.version,
                cart.optionsVersion,
                cart.computedVersion,
                Objects.equals(cart.computedVersion, cart.version),
                cart.attempt,
                cart.lockedBy,
                List.copyOf(cart.lines),
                coupons(cart),
                cart.promotions,
                cart.address,
                cart.deliveryOption,
                cart.deliveryPreference,
                cart.pickupPoint,
                cart.paymentMethod,
                cart.tips,
                cart.giftWrap,
                cart.specialInstructions,
                cart.points == null ? null : new Cart.Loyalty(cart.points, cart.pointsApplied, cart.pointsDiscount),
                cart.parts,
                cart.totals,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    /** Every coupon that was entered, with what the last computation made of it. */
    private static List<Cart.CouponApplied> coupons(FakeCart cart) {
        return cart.codes.stream()
                .map(code -> cart.judged.stream()
                        .filter(coupon -> coupon.code().equals(code))
                        .findFirst()
                        .orElse(new Cart.CouponApplied(code, null, NOTHING, null)))
                .toList();
    }
}
