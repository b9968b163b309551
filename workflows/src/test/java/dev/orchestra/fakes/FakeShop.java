package dev.orchestra.fakes;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.notification.NotificationService;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.services.shipping.DeliveryRate;
import dev.orchestra.services.shipping.ShippingService;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.support.Refusal.LineProblem;
import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A shop with two open stores and one closed one, all in memory. Every fake runs inside the {@link Ledger}'s lock and takes idempotency for granted;
 * tests read and change the shop through the public methods.
 */
public final class FakeShop {

    public static final String OWNER = "own_1";
    public static final String CASE = "prod_case";
    public static final String MUG = "prod_mug";
    public static final String SHIRT = "prod_shirt";
    public static final String RETIRED = "prod_retired";
    public static final String OF_CLOSED_STORE = "prod_of_closed_store";
    public static final String COUPON = "SAVE20";

    private static final BigDecimal COD_LIMIT = new BigDecimal("10000.00");
    private static final BigDecimal NOTHING = new BigDecimal("0.00");

    private final String cartId;
    private final LongSupplier clock;
    private final Ledger ledger;
    private final Map<String, FakeCart> carts = new LinkedHashMap<>();
    private final Map<String, CartService.Tombstone> tombstones = new LinkedHashMap<>();
    private final Map<String, Product> products = new LinkedHashMap<>();
    private final Map<String, SellerAdminService.Store> stores = new LinkedHashMap<>();
    private final Map<String, Integer> onHand = new LinkedHashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Map<String, OrderService.Order> orders = new LinkedHashMap<>();
    private final Map<String, FakePayment> payments = new LinkedHashMap<>();
    private final Map<String, CouponCheck> coupons = new LinkedHashMap<>();
    private final List<String> couponsUsed = new ArrayList<>();
    private final List<PricingRule> promotions = new ArrayList<>();
    private final Map<String, Cart> cache = new LinkedHashMap<>();
    private final List<String> sent = new ArrayList<>();
    private final List<EventService.Publish> events = new ArrayList<>();
    private final Map<String, TreeMap<Integer, OrderRecords.OrderEntry>> timelines = new LinkedHashMap<>();
    private int ids;

    private static final class FakeCart {
        private String ownerId;
        private long version = 1;
        private Long computedVersion;
        private int attempt = 1;
        private String lockedBy;
        private List<Cart.Line> lines = new ArrayList<>();
        private List<Cart.CouponApplied> coupons = new ArrayList<>();
        private List<Cart.Store> parts = List.of();
        private Cart.Totals totals;
        private Cart.Address address;
        private Cart.DeliveryOption deliveryOption;
    }

    private static final class Hold {
        private final String id;
        private final String orderId;
        private final Instant expiresAt;
        private final List<InventoryService.Item> items;
        private String status = "HELD";

        private Hold(String id, String orderId, Instant expiresAt, List<InventoryService.Item> items) {
            this.id = id;
            this.orderId = orderId;
            this.expiresAt = expiresAt;
            this.items = items;
        }
    }

    private static final class FakePayment {
        private final String orderId;
        private final BigDecimal amount;
        private boolean cancelled;

        private FakePayment(String orderId, BigDecimal amount) {
            this.orderId = orderId;
            this.amount = amount;
        }
    }

    /**
     * @param cartId of the owner's basket
     * @param clock the time that holds expire by, in milliseconds
     */
    public FakeShop(String cartId, LongSupplier clock) {
        this.cartId = cartId;
        this.clock = clock;
        this.ledger = new Ledger(clock);
        store("store_a", "ONLINE");
        store("store_b", "ONLINE");
        store("store_c", "OFFLINE");
        sells(CASE, "store_a", "299.00", "ACTIVE");
        sells(MUG, "store_b", "120.00", "ACTIVE");
        sells(RETIRED, "store_a", "10.00", "INACTIVE");
        sells(OF_CLOSED_STORE, "store_c", "55.00", "ACTIVE");
        products.put(
                SHIRT,
                new Product(
                        SHIRT,
                        SHIRT,
                        "store_b",
                        "ACTIVE",
                        new BigDecimal("500.00"),
                        "INR",
                        "GST_18",
                        List.of(
                                new Product.Variant("var_m", "M", new BigDecimal("500.00"), "ACTIVE"),
                                new Product.Variant("var_xl", "XL", new BigDecimal("550.00"), "INACTIVE")),
                        List.of(new Product.Addon("addon_print", "Print", new BigDecimal("50.00")))));
        stock(SHIRT, "var_m", 10);
        stock(SHIRT, "var_xl", 10);
        couponTakesOff("20.00");
    }

    public String cartId() {
        return cartId;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** All services as activity implementations, by their interface. */
    public Map<Class<?>, Object> activities() {
        Map<Class<?>, Object> services = new LinkedHashMap<>();
        follow(services, CartService.class, new Carts());
        follow(services, ProductService.class, this::search);
        follow(services, InventoryService.class, new Inventory());
        follow(services, ShippingService.class, this::rates);
        follow(services, SellerAdminService.class, new SellerAdmin());
        follow(services, MarketingService.class, new Marketing());
        follow(services, PaymentService.class, new Payments());
        follow(services, OrderService.class, new Orders());
        follow(services, CachingService.class, new Cache());
        follow(services, NotificationService.class, this::send);
        follow(services, EventService.class, this::publish);
        follow(services, OrderRecords.class, this::record);
        return services;
    }

    private <S> void follow(Map<Class<?>, Object> services, Class<S> service, S fake) {
        services.put(service, ledger.following(service, fake));
    }

    // ------------------------------------------------------------------------------- what a test sets up

    private void store(String storeId, String status) {
        stores.put(storeId, new SellerAdminService.Store(storeId, "The " + storeId, status));
    }

    /** A promotion that takes an amount off. */
    public void promotionTakesOff(String amount) {
        synchronized (ledger) {
            promotions.add(amountOff("promo_1", amount));
        }
    }

    /** Sells a product, or sells it at another price or no longer. */
    public void sells(String productId, String storeId, String price, String status) {
        synchronized (ledger) {
            products.put(
                    productId,
                    new Product(
                            productId,
                            productId,
                            storeId,
                            status,
                            new BigDecimal(price),
                            "INR",
                            "GST_18",
                            List.of(),
                            List.of()));
            onHand.putIfAbsent(productId + "/null", 10);
        }
    }

    public void stock(String productId, String variantId, int quantity) {
        synchronized (ledger) {
            onHand.put(productId + "/" + variantId, quantity);
        }
    }

    public void couponTakesOff(String amount) {
        synchronized (ledger) {
            coupons.put(COUPON, new CouponCheck(COUPON, "VALID", null, amountOff(COUPON, amount)));
        }
    }

    public void couponIsOver(String reason) {
        synchronized (ledger) {
            coupons.put(COUPON, new CouponCheck(COUPON, "INVALID", reason, null));
        }
    }

    private static PricingRule amountOff(String id, String amount) {
        return new PricingRule(id, id, "AMOUNT_OFF", new BigDecimal(amount), null, null, List.of(), null, true);
    }

    /** A basket of the owner, computed; its lines are item_1, item_2 … in the order of the products. */
    public void basket(String... productIds) {
        synchronized (ledger) {
            FakeCart cart = newCart(OWNER);
            for (String productId : productIds) {
                addLine(cart, productId, null, 1, List.of());
            }
            price(cart, NOTHING, NOTHING);
        }
    }

    /** The basket gets the coupon, as a computation that found it valid left it. */
    public void basketHasCoupon() {
        synchronized (ledger) {
            FakeCart cart = carts.get(cartId);
            cart.coupons = List.of(new Cart.CouponApplied(COUPON, "VALID", new BigDecimal("-20.00"), null));
            price(cart, new BigDecimal("20.00"), NOTHING);
        }
    }

    /** The basket says where to and how it is to be delivered; 30.00 a store. */
    public void basketIsDelivered() {
        synchronized (ledger) {
            FakeCart cart = carts.get(cartId);
            cart.address = new Cart.Address(new Cart.Shipping("addr_1"), new Cart.Billing(true, "addr_1"));
            cart.deliveryOption = new Cart.DeliveryOption("deliv_1", "Standard", new BigDecimal("30.00"));
            price(cart, NOTHING, new BigDecimal("30.00"));
        }
    }

    /** Somebody else adds a product to the basket, which is then not computed any more. */
    public void addsToBasket(String productId) {
        synchronized (ledger) {
            FakeCart cart = carts.get(cartId);
            addLine(cart, productId, null, 1, List.of());
            cart.version++;
        }
    }

    /** The basket changed since it was last computed. */
    public void basketIsNotComputed() {
        synchronized (ledger) {
            carts.get(cartId).version++;
        }
    }

    public void lockBasket(String orderId) {
        synchronized (ledger) {
            carts.get(cartId).lockedBy = orderId;
        }
    }

    public void losesHolds() {
        synchronized (ledger) {
            holds.forEach(hold -> hold.status = "EXPIRED");
        }
    }

    // ------------------------------------------------------------------------------- what a test reads

    /** The basket as it is, null when it is gone. */
    public Cart cart() {
        synchronized (ledger) {
            return carts.containsKey(cartId) ? view(cartId) : null;
        }
    }

    public List<String> cartProducts() {
        return cart().items().stream()
                .map(line -> line.productId() + " x" + line.quantity())
                .toList();
    }

    public CartService.Tombstone tombstone() {
        synchronized (ledger) {
            return tombstones.get(cartId);
        }
    }

    public List<OrderService.Order> orders() {
        synchronized (ledger) {
            return List.copyOf(orders.values());
        }
    }

    /** The status of every hold there ever was. */
    public List<String> holdStatus() {
        synchronized (ledger) {
            return holds.stream().map(this::status).toList();
        }
    }

    public int onHand(String productId) {
        synchronized (ledger) {
            return onHand.get(productId + "/null");
        }
    }

    /** What is to be collected: payments that stand. */
    public List<BigDecimal> openPayments() {
        synchronized (ledger) {
            return payments.values().stream()
                    .filter(payment -> !payment.cancelled)
                    .map(payment -> payment.amount)
                    .toList();
        }
    }

    public List<String> couponsUsed() {
        synchronized (ledger) {
            return List.copyOf(couponsUsed);
        }
    }

    /** Template and channel of each message sent. */
    public List<String> sent() {
        synchronized (ledger) {
            return List.copyOf(sent);
        }
    }

    public List<EventService.Publish> events() {
        synchronized (ledger) {
            return List.copyOf(events);
        }
    }

    public Cart cached() {
        synchronized (ledger) {
            return cache.get(cartId);
        }
    }

    /** The rows of the only order's timeline. */
    public List<OrderRecords.OrderEntry> timeline() {
        synchronized (ledger) {
            return timelines.values().stream()
                    .flatMap(rows -> rows.values().stream())
                    .toList();
        }
    }

    // ------------------------------------------------------------------------------- Cart

    private FakeCart newCart(String ownerId) {
        FakeCart cart = new FakeCart();
        cart.ownerId = ownerId;
        carts.put(cartId, cart);
        return cart;
    }

    private Cart.Line addLine(
            FakeCart cart, String productId, String variantId, int quantity, List<Cart.LineAddon> addons) {
        Product product = products.get(productId);
        Cart.Line line = new Cart.Line(
                "item_" + (cart.lines.size() + 1),
                productId,
                variantId,
                product.name(),
                product.storeId(),
                quantity,
                addons,
                product.price(),
                null,
                null,
                null,
                null,
                null,
                List.of());
        cart.lines.add(line);
        return line;
    }

    private static Cart.Line withQuantity(Cart.Line line, int quantity) {
        return new Cart.Line(
                line.itemId(),
                line.productId(),
                line.variantId(),
                line.name(),
                line.storeId(),
                quantity,
                line.addons(),
                line.unitPrice(),
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    /** Adds it all up; what is taken off comes off the first line. */
    private void price(FakeCart cart, BigDecimal off, BigDecimal deliveryPerStore) {
        List<Cart.Line> priced = new ArrayList<>();
        BigDecimal left = off.negate();
        for (Cart.Line line : cart.lines) {
            BigDecimal unitPrice = products.get(line.productId()).price();
            BigDecimal subtotal = unitPrice.multiply(BigDecimal.valueOf(line.quantity()));
            priced.add(new Cart.Line(
                    line.itemId(),
                    line.productId(),
                    line.variantId(),
                    line.name(),
                    line.storeId(),
                    line.quantity(),
                    line.addons(),
                    unitPrice,
                    subtotal,
                    left,
                    NOTHING,
                    NOTHING,
                    subtotal.add(left),
                    List.of()));
            left = NOTHING;
        }
        cart.lines = priced;
        cart.parts = priced.stream()
                .map(Cart.Line::storeId)
                .distinct()
                .map(storeId -> part(priced, storeId, deliveryPerStore))
                .toList();
        BigDecimal subtotal = cart.parts.stream().map(Cart.Store::subtotal).reduce(NOTHING, BigDecimal::add);
        BigDecimal discount = cart.parts.stream().map(Cart.Store::discount).reduce(NOTHING, BigDecimal::add);
        BigDecimal delivery =
                cart.parts.stream().map(Cart.Store::deliveryCharge).reduce(NOTHING, BigDecimal::add);
        BigDecimal total = cart.parts.stream().map(Cart.Store::total).reduce(NOTHING, BigDecimal::add);
        cart.totals = new Cart.Totals(subtotal, discount, NOTHING, NOTHING, delivery, NOTHING, NOTHING, total);
        cart.computedVersion = cart.version;
    }

    private Cart.Store part(List<Cart.Line> lines, String storeId, BigDecimal delivery) {
        List<Cart.Line> own =
                lines.stream().filter(line -> line.storeId().equals(storeId)).toList();
        BigDecimal subtotal = own.stream().map(Cart.Line::subtotal).reduce(NOTHING, BigDecimal::add);
        BigDecimal discount = own.stream().map(Cart.Line::discount).reduce(NOTHING, BigDecimal::add);
        return new Cart.Store(
                storeId,
                stores.get(storeId).name(),
                subtotal,
                discount,
                NOTHING,
                NOTHING,
                delivery,
                NOTHING,
                NOTHING,
                subtotal.add(discount).add(delivery));
    }

    private Cart view(String cartId) {
        FakeCart cart = carts.get(cartId);
        boolean computed = Objects.equals(cart.computedVersion, cart.version);
        return new Cart(
                cartId,
                cart.ownerId,
                "BASKET",
                "INR",
                cart.version,
                cart.computedVersion,
                computed,
                cart.attempt,
                cart.lockedBy,
                List.copyOf(cart.lines),
                List.copyOf(cart.coupons),
                List.of(),
                cart.address,
                cart.deliveryOption,
                null,
                null,
                null,
                null,
                null,
                null,
                cart.parts,
                cart.totals,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private FakeCart existing(String cartId) {
        FakeCart cart = carts.get(cartId);
        if (cart == null) {
            throw Ledger.refusal(
                    tombstones.containsKey(cartId) ? 410 : 404,
                    tombstones.containsKey(cartId) ? "CART_DELETED" : "CART_NOT_FOUND");
        }
        return cart;
    }

    private static void refuseLocked(FakeCart cart, Integer attempt) {
        if (cart.lockedBy != null && !Objects.equals(attempt, cart.attempt)) {
            throw Ledger.refusal(new ServiceProblem(409, "CART_LOCKED", "locked", cart.lockedBy, null, null, null));
        }
    }

    private final class Carts implements CartService {

        @Override
        public Cart findOrCreate(Write<FindOrCreate> write) {
            if (!carts.containsKey(cartId)) {
                newCart(write.body().ownerId());
            }
            return view(cartId);
        }

        @Override
        public Cart get(String cartId) {
            existing(cartId);
            return view(cartId);
        }

        @Override
        public OwnerCarts ofOwner(String ownerId) {
            return new OwnerCarts(carts.containsKey(cartId) ? view(cartId) : null, tombstones.get(cartId));
        }

        @Override
        public BatchApplied applyOperations(Write<Batch> write) {
            FakeCart cart = existing(write.body().cartId());
            refuseLocked(cart, null);
            List<OperationResult> results = write.body().operations().stream()
                    .map(operation -> apply(cart, operation))
                    .toList();
            cart.version++;
            int applied = (int) results.stream()
                    .filter(result -> result.status().equals("SUCCESS"))
                    .count();
            return new BatchApplied(applied, results, view(write.body().cartId()));
        }

        private OperationResult apply(FakeCart cart, CartOperation operation) {
            Cart.Line line = cart.lines.stream()
                    .filter(candidate -> operation.itemId() == null
                            ? candidate.productId().equals(operation.productId())
                                    && Objects.equals(candidate.variantId(), operation.variantId())
                            : candidate.itemId().equals(operation.itemId()))
                    .findFirst()
                    .orElse(null);
            if (line == null && operation.itemId() != null) {
                return OperationResult.failed(operation, "ITEM_NOT_FOUND", "There is no such line");
            }
            return switch (operation.op()) {
                case DELETE -> {
                    cart.lines.remove(line);
                    yield success(operation, "REMOVED", line);
                }
                case UPDATE -> success(operation, "UPDATED", replace(cart, line, operation.quantity()));
                case SET, ADD -> {
                    if (line == null) {
                        yield success(
                                operation,
                                "ADDED",
                                addLine(
                                        cart,
                                        operation.productId(),
                                        operation.variantId(),
                                        operation.quantity(),
                                        List.of()));
                    }
                    int before = operation.op() == CartOperation.Op.ADD ? line.quantity() : 0;
                    yield success(operation, "UPDATED", replace(cart, line, before + operation.quantity()));
                }
            };
        }

        private Cart.Line replace(FakeCart cart, Cart.Line line, int quantity) {
            Cart.Line changed = withQuantity(line, quantity);
            cart.lines.set(cart.lines.indexOf(line), changed);
            return changed;
        }

        private OperationResult success(CartOperation operation, String action, Cart.Line line) {
            return new OperationResult(operation.op(), "SUCCESS", action, line.itemId(), line, null, null);
        }

        @Override
        public Cart compute(Write<Compute> write) {
            FakeCart cart = existing(write.body().cartId());
            refuseLocked(cart, write.body().attempt());
            ComputeInputs inputs = write.body().inputs();
            List<String> priced =
                    inputs.products().stream().map(Product::productId).toList();
            List<String> missing = cart.lines.stream()
                    .map(Cart.Line::productId)
                    .filter(productId -> !priced.contains(productId))
                    .toList();
            if (!missing.isEmpty()) {
                throw Ledger.refusal(
                        new ServiceProblem(409, "QUOTE_INPUT_MISSING", "missing", null, null, null, missing));
            }
            BigDecimal off = Stream.concat(
                            inputs.promotions().stream(),
                            inputs.coupons().stream().filter(CouponCheck::valid).map(CouponCheck::rule))
                    .map(PricingRule::value)
                    .reduce(NOTHING, BigDecimal::add);
            cart.coupons = inputs.coupons().stream()
                    .map(check -> new Cart.CouponApplied(
                            check.code(),
                            check.status(),
                            check.valid() ? check.rule().value().negate() : NOTHING,
                            check.reason()))
                    .toList();
            price(
                    cart,
                    off,
                    inputs.deliveryRates().isEmpty()
                            ? NOTHING
                            : inputs.deliveryRates().get(0).charge());
            return view(write.body().cartId());
        }

        @Override
        public Cart lock(Write<Lock> write) {
            Lock lock = write.body();
            FakeCart cart = existing(lock.cartId());
            if (lock.attempt() != cart.attempt) {
                throw Ledger.refusal(new ServiceProblem(409, "ATTEMPT_OVER", "over", null, cart.attempt, null, null));
            }
            if (cart.lockedBy != null && !cart.lockedBy.equals(lock.orderId())) {
                refuseLocked(cart, null);
            }
            cart.lockedBy = lock.orderId();
            return view(lock.cartId());
        }

        @Override
        public Cart unlock(Undo<Unlock> undo) {
            FakeCart cart = carts.get(undo.body().cartId());
            if (cart == null) {
                return null;
            }
            if (cart.attempt == undo.body().attempt()) {
                cart.attempt++;
                cart.lockedBy = null;
            }
            return view(undo.body().cartId());
        }

        @Override
        public Deleted delete(Write<Delete> write) {
            Delete delete = write.body();
            refuseLocked(existing(delete.cartId()), delete.attempt());
            carts.remove(delete.cartId());
            if (delete.orderId() != null) {
                tombstones.put(
                        delete.cartId(),
                        new Tombstone(
                                delete.cartId(), delete.orderId(), delete.attempt(), delete.total(), Instant.EPOCH));
            }
            return new Deleted(delete.cartId(), true);
        }
    }

    // ------------------------------------------------------------------------------- Product, Shipping, Seller Admin

    private ProductService.ProductsFound search(List<String> productIds) {
        return new ProductService.ProductsFound(
                productIds.stream().map(products::get).filter(Objects::nonNull).toList());
    }

    private ShippingService.Rates rates(ShippingService.CalculateRate question) {
        return new ShippingService.Rates(question.stores().stream()
                .map(store -> new DeliveryRate(store.storeId(), new BigDecimal("30.00")))
                .toList());
    }

    private final class SellerAdmin implements SellerAdminService {

        @Override
        public Stores stores(List<String> storeIds) {
            return new Stores(storeIds.stream().map(stores::get).toList());
        }

        @Override
        public Taxes taxSettings(List<String> storeIds) {
            return new Taxes(storeIds.stream()
                    .map(storeId -> new TaxSettings(
                            storeId, true, List.of(new ComputeInputs.TaxRate("GST_18", new BigDecimal("0.18")))))
                    .toList());
        }
    }

    // ------------------------------------------------------------------------------- Inventory

    private String status(Hold hold) {
        return hold.status.equals("HELD") && clock.getAsLong() >= hold.expiresAt.toEpochMilli()
                ? "EXPIRED"
                : hold.status;
    }

    private int available(InventoryService.Item item) {
        int held = holds.stream()
                .filter(hold -> status(hold).equals("HELD"))
                .flatMap(hold -> hold.items.stream())
                .filter(other -> sku(other).equals(sku(item)))
                .mapToInt(InventoryService.Item::quantity)
                .sum();
        return onHand.getOrDefault(sku(item), 0) - held;
    }

    private static String sku(InventoryService.Item item) {
        return item.productId() + "/" + item.variantId();
    }

    private final class Inventory implements InventoryService {

        @Override
        public Availability checkAvailability(CheckAvailability question) {
            return new Availability(question.items().stream()
                    .map(item -> new ItemAvailability(
                            item.productId(),
                            item.variantId(),
                            available(item) >= item.quantity(),
                            Math.max(available(item), 0)))
                    .toList());
        }

        @Override
        public Reservation reserve(Write<Reserve> write) {
            Reserve reserve = write.body();
            List<LineProblem> missing = reserve.items().stream()
                    .filter(item -> available(item) < item.quantity())
                    .map(item -> new LineProblem(
                            "OUT_OF_STOCK", item.productId(), item.variantId(), item.quantity(), available(item)))
                    .toList();
            if (!missing.isEmpty()) {
                throw Ledger.refusal(new ServiceProblem(409, "OUT_OF_STOCK", "gone", null, null, missing, null));
            }
            Hold hold = new Hold(
                    "res_" + (++ids),
                    reserve.orderId(),
                    Instant.ofEpochMilli(clock.getAsLong()).plusSeconds(reserve.ttlSeconds()),
                    reserve.items());
            holds.add(hold);
            return new Reservation(hold.id, "HELD", hold.expiresAt);
        }

        @Override
        public Released releaseReservations(Undo<Release> undo) {
            List<Hold> mine = holds.stream()
                    .filter(hold -> hold.orderId.equals(undo.body().orderId())
                            && status(hold).equals("HELD"))
                    .toList();
            mine.forEach(hold -> hold.status = "RELEASED");
            return new Released(mine.size());
        }

        @Override
        public Deducted deduct(Write<Deduct> write) {
            Hold hold = holds.stream()
                    .filter(candidate -> candidate.id.equals(write.body().reservationId()))
                    .findFirst()
                    .orElseThrow(() -> Ledger.refusal(404, "HOLD_NOT_FOUND"));
            if (!status(hold).equals("HELD")) {
                throw Ledger.refusal(409, "HOLD_" + status(hold));
            }
            hold.status = "DEDUCTED";
            hold.items.forEach(item -> onHand.merge(sku(item), -item.quantity(), Integer::sum));
            return new Deducted(hold.id, hold.status);
        }
    }

    // ------------------------------------------------------------------------------- Marketing

    private final class Marketing implements MarketingService {

        @Override
        public Promotions applicablePromotions(ApplicablePromotions question) {
            return new Promotions(List.copyOf(promotions));
        }

        @Override
        public Coupons validateCoupons(ValidateCoupons question) {
            return new Coupons(question.codes().stream().map(coupons::get).toList());
        }

        @Override
        public CouponsUsed couponsUsed(Write<CouponsUse> write) {
            couponsUsed.addAll(write.body().codes());
            return new CouponsUsed(write.body().codes());
        }
    }

    // ------------------------------------------------------------------------------- Payment, Order

    private final class Payments implements PaymentService {

        @Override
        public Payment initiate(Write<Initiate> write) {
            Initiate asked = write.body();
            if (asked.amount().compareTo(COD_LIMIT) > 0) {
                throw Ledger.refusal(422, "COD_NOT_ALLOWED");
            }
            String id = "pay_" + (++ids);
            payments.put(id, new FakePayment(asked.orderId(), asked.amount()));
            return new Payment(
                    id, "SUCCESS", asked.paymentMode(), asked.gateway(), asked.amount(), asked.currency(), null, null);
        }

        @Override
        public Cancelled cancel(Undo<Cancel> undo) {
            List<String> cancelled = new ArrayList<>();
            payments.forEach((id, payment) -> {
                if (payment.orderId.equals(undo.body().orderId()) && !payment.cancelled) {
                    payment.cancelled = true;
                    cancelled.add(id);
                }
            });
            return new Cancelled(cancelled);
        }
    }

    private final class Orders implements OrderService {

        @Override
        public Order create(Write<CreateOrder> write) {
            CreateOrder create = write.body();
            if (orders.containsKey(create.id())) {
                throw Ledger.refusal(409, "ORDER_EXISTS");
            }
            Order order = new Order(
                    create.id(),
                    "ORD-2026-" + (orders.size() + 1),
                    "PENDING",
                    "PENDING",
                    create.total(),
                    create.currency(),
                    Instant.EPOCH,
                    List.of());
            orders.put(order.id(), order);
            return order;
        }

        @Override
        public SubOrders createSubOrders(Write<CreateSubOrders> write) {
            Order order = open(write.body().orderId());
            BigDecimal sum =
                    write.body().subOrders().stream().map(NewSubOrder::total).reduce(NOTHING, BigDecimal::add);
            if (sum.compareTo(order.total()) != 0) {
                throw Ledger.refusal(422, "SUB_ORDERS_DO_NOT_ADD_UP");
            }
            List<SubOrder> parts = new ArrayList<>();
            for (NewSubOrder part : write.body().subOrders()) {
                String suffix = "-0" + (parts.size() + 1);
                parts.add(new SubOrder(
                        order.id() + suffix, order.number() + suffix, part.storeId(), "PENDING", part.total()));
            }
            put(order, order.orderStatus(), order.paymentStatus(), parts);
            return new SubOrders(parts);
        }

        @Override
        public Order setPaymentStatus(Write<PaymentStatus> write) {
            Order order = open(write.body().orderId());
            return put(order, order.orderStatus(), write.body().paymentStatus(), order.subOrders());
        }

        @Override
        public Order confirm(Write<PaymentStatus> write) {
            Order order = open(write.body().orderId());
            String paid = write.body().paymentStatus() == null
                    ? order.paymentStatus()
                    : write.body().paymentStatus();
            return put(order, "CONFIRMED", paid, order.subOrders());
        }

        @Override
        public Order cancel(Undo<CancelOrder> undo) {
            if (!orders.containsKey(undo.body().orderId())) {
                return null;
            }
            Order order = open(undo.body().orderId());
            return put(order, "CANCELLED", order.paymentStatus(), order.subOrders());
        }

        private Order open(String orderId) {
            Order order = orders.get(orderId);
            if (order == null) {
                throw Ledger.refusal(404, "ORDER_NOT_FOUND");
            }
            if (!order.orderStatus().equals("PENDING")) {
                throw Ledger.refusal(409, "ORDER_CLOSED");
            }
            return order;
        }

        private Order put(Order order, String status, String paymentStatus, List<SubOrder> parts) {
            List<SubOrder> following = parts.stream()
                    .map(part -> new SubOrder(part.id(), part.number(), part.storeId(), status, part.total()))
                    .toList();
            Order changed = new Order(
                    order.id(),
                    order.number(),
                    status,
                    paymentStatus,
                    order.total(),
                    order.currency(),
                    order.createdAt(),
                    following);
            orders.put(order.id(), changed);
            return changed;
        }
    }

    // ------------------------------------------------------------------------------- Caching, Notification, Event, our
    // tables

    private final class Cache implements CachingService {

        @Override
        public Stored set(CacheCart cart) {
            cache.put(cart.cartId(), cart.cart());
            return new Stored(true);
        }

        @Override
        public CachedCart get(String cartId) {
            Cart cached = cache.get(cartId);
            return new CachedCart(cached != null, cached == null ? null : cached.version(), 0L, cached);
        }

        @Override
        public Dropped delete(DropCart cart) {
            return new Dropped(cache.remove(cart.cartId()) != null);
        }
    }

    private NotificationService.Sent send(Write<NotificationService.Send> write) {
        write.body().channels().forEach(channel -> sent.add(write.body().template() + " " + channel));
        return new NotificationService.Sent(List.of());
    }

    private EventService.Published publish(Write<EventService.Publish> write) {
        events.add(write.body());
        return new EventService.Published("evt_" + (++ids));
    }

    private void record(OrderRecords.OrderEntry entry) {
        TreeMap<Integer, OrderRecords.OrderEntry> rows =
                timelines.computeIfAbsent(entry.orderId(), order -> new TreeMap<>());
        OrderRecords.OrderEntry before = rows.get(entry.sequence());
        if (before == null || entry.decided() || !before.decided()) {
            rows.put(entry.sequence(), entry);
        }
        if (entry.decided()) {
            rows.tailMap(entry.sequence(), false).clear();
        }
    }
}
