package dev.orchestra.fakes;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.customer.CustomerService;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.notification.NotificationService;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.services.recommendations.Recommendation;
import dev.orchestra.services.recommendations.RecommendationsService;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.services.shipping.DeliveryRate;
import dev.orchestra.services.shipping.ShippingService;
import dev.orchestra.store.OrderRecords;
import dev.orchestra.store.PaymentRoutes;
import dev.orchestra.store.TicketRecords;
import dev.orchestra.support.Refusal.LineProblem;
import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.time.Duration;
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
    public static final String GUEST = "own_guest";
    public static final String CASE = "prod_case";
    public static final String MUG = "prod_mug";
    public static final String SHIRT = "prod_shirt";
    public static final String PRINT = "addon_print";
    public static final String RETIRED = "prod_retired";
    public static final String OF_CLOSED_STORE = "prod_of_closed_store";
    public static final String COUPON = "SAVE20";

    /** Takes 30.00 off, but not beside another coupon. */
    public static final String LONE_COUPON = "ALONE30";

    public static final String ADDRESS = "addr_1";
    public static final String OTHER_ADDRESS = "addr_2";
    public static final String OUT_OF_REACH = "addr_out_of_reach";
    public static final String RETIRED_ADDRESS = "addr_retired";
    public static final String ADDRESS_OF_SOMEBODY_ELSE = "addr_of_guest";
    public static final String DELIVERY = "deliv_1";
    public static final String RETIRED_DELIVERY = "deliv_retired";
    public static final String PICKUP = "pickup_1";
    public static final String RETIRED_PICKUP = "pickup_retired";
    public static final String GIFT_WRAP = "wrap_1";
    public static final String RETIRED_GIFT_WRAP = "wrap_retired";
    public static final int LONGEST_GIFT_MESSAGE = 20;
    public static final String CASH_METHOD = "method_cash";
    public static final String RETIRED_METHOD = "method_retired";

    private static final BigDecimal NOTHING = new BigDecimal("0.00");
    private static final List<Product.Addon> PRINTED =
            List.of(new Product.Addon(PRINT, "Print", new BigDecimal("50.00")));

    private final String cartId;
    private final LongSupplier clock;
    private final Ledger ledger;
    private final FakeCarts carts;
    private final FakeMarketing marketing;
    private final FakeLoyalty loyalty;
    private final FakeRecommendations recommendations = new FakeRecommendations();
    private final Map<String, Product> products = new LinkedHashMap<>();
    private final Map<String, SellerAdminService.Store> stores = new LinkedHashMap<>();
    private final Map<String, Integer> onHand = new LinkedHashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Map<String, OrderService.Order> orders = new LinkedHashMap<>();
    private final FakePayments payments;
    private final FakeTickets tickets;
    private final Map<String, PaymentRoutes.Route> routes = new LinkedHashMap<>();
    private final Map<String, OrderService.Fulfilment> fulfilments = new LinkedHashMap<>();
    private final Map<String, Cart> cache = new LinkedHashMap<>();
    private final Map<String, Long> dropped = new LinkedHashMap<>();
    private final List<String> sent = new ArrayList<>();
    private final List<EventService.Publish> events = new ArrayList<>();
    private final List<String> ticketEvents = new ArrayList<>();
    private final List<String> postscripts = new ArrayList<>();
    private final Map<String, TreeMap<Integer, OrderRecords.OrderEntry>> timelines = new LinkedHashMap<>();
    private final List<String> withdrawn = new ArrayList<>();
    private int ids;

    private static final class Hold {
        private final String id;
        private final InventoryService.Reserve asked;
        private final Instant expiresAt;
        private String status = "HELD";

        private Hold(String id, InventoryService.Reserve asked, Instant expiresAt) {
            this.id = id;
            this.asked = asked;
            this.expiresAt = expiresAt;
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
        this.tickets = new FakeTickets(ledger, clock);
        this.payments = new FakePayments(
                ledger, clock, id -> status(id, CASH_METHOD, RETIRED_METHOD, "PAYMENT_METHOD_NOT_FOUND"));
        this.carts = new FakeCarts(cartId);
        this.marketing = new FakeMarketing(clock);
        this.loyalty = new FakeLoyalty(clock);
        store("store_a", "ONLINE");
        store("store_b", "ONLINE");
        store("store_c", "OFFLINE");
        sells(CASE, "store_a", "299.00", "ACTIVE");
        sells(MUG, "store_b", "120.00", "ACTIVE");
        sells(RETIRED, "store_a", "10.00", "INACTIVE");
        sells(OF_CLOSED_STORE, "store_c", "55.00", "ACTIVE");
        shirt("ACTIVE", PRINTED);
        stock(SHIRT, "var_m", 10);
        stock(SHIRT, "var_xl", 10);
        couponTakesOff("20.00");
        marketing.coupon(
                new PricingRule(
                        LONE_COUPON,
                        LONE_COUPON,
                        "AMOUNT_OFF",
                        new BigDecimal("30.00"),
                        null,
                        null,
                        List.of(),
                        null,
                        false),
                null,
                Integer.MAX_VALUE);
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
        follow(services, CartService.class, carts);
        follow(services, ProductService.class, new Catalogue());
        follow(services, InventoryService.class, new Inventory());
        follow(services, ShippingService.class, this::rates);
        follow(services, SellerAdminService.class, new SellerAdmin());
        follow(services, MarketingService.class, marketing);
        follow(services, CustomerService.class, this::addresses);
        follow(services, LoyaltyService.class, loyalty);
        follow(services, RecommendationsService.class, recommendations);
        follow(services, PaymentService.class, payments);
        follow(services, OrderService.class, new Orders());
        follow(services, CachingService.class, new Cache());
        follow(services, NotificationService.class, this::send);
        follow(services, EventService.class, new Events());
        follow(services, OrderRecords.class, new OrderTable());
        follow(services, PaymentRoutes.class, this::route);
        follow(services, CatalogService.class, tickets.catalog());
        follow(services, SeatService.class, tickets.seats());
        follow(services, TicketRecords.class, tickets.records());
        return services;
    }

    private <S> void follow(Map<Class<?>, Object> services, Class<S> service, S fake) {
        services.put(service, ledger.following(service, fake));
    }

    // ------------------------------------------------------------------------------- what a test sets up

    private void store(String storeId, String status) {
        synchronized (ledger) {
            stores.put(storeId, new SellerAdminService.Store(storeId, "The " + storeId, status));
        }
    }

    /** A promotion that takes an amount off. */
    public void promotionTakesOff(String amount) {
        promotion(amountOff("promo_1", amount));
    }

    public void promotion(PricingRule rule) {
        synchronized (ledger) {
            marketing.promotion(rule);
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
                            null,
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

    /** The shirt stays, but neither of its variants is sold. */
    public void soldInNoVariant() {
        synchronized (ledger) {
            shirt("INACTIVE", PRINTED);
        }
    }

    /** The shirt stays, but nobody prints on it any more. */
    public void soldWithoutPrint() {
        synchronized (ledger) {
            shirt("ACTIVE", List.of());
        }
    }

    private void shirt(String statusOfM, List<Product.Addon> addons) {
        products.put(
                SHIRT,
                new Product(
                        SHIRT,
                        SHIRT,
                        null,
                        "store_b",
                        "ACTIVE",
                        new BigDecimal("500.00"),
                        "INR",
                        "GST_18",
                        List.of(
                                new Product.Variant("var_m", "M", new BigDecimal("500.00"), statusOfM),
                                new Product.Variant("var_xl", "XL", new BigDecimal("550.00"), "INACTIVE")),
                        addons));
    }

    /** No longer sold, and forgotten. */
    public void knowsNoMore(String productId) {
        synchronized (ledger) {
            products.remove(productId);
        }
    }

    /** A delivery option, gift wrap, pickup point or payment method is not offered any more. */
    public void withdraws(String id) {
        synchronized (ledger) {
            withdrawn.add(id);
        }
    }

    /** The seller has left: nobody knows the store any more. */
    public void forgets(String storeId) {
        synchronized (ledger) {
            stores.remove(storeId);
        }
    }

    public void closes(String storeId) {
        store(storeId, "OFFLINE");
    }

    public void couponTakesOff(String amount) {
        couponMayBeUsed(amount, Integer.MAX_VALUE);
    }

    /** @param times how often, by all customers together */
    public void couponMayBeUsed(String amount, int times) {
        synchronized (ledger) {
            marketing.coupon(amountOff(COUPON, amount), null, times);
        }
    }

    public void couponIsOver(String reason) {
        synchronized (ledger) {
            marketing.coupon(amountOff(COUPON, "20.00"), reason, Integer.MAX_VALUE);
        }
    }

    /** Another coupon, for everybody, that takes an amount off beside others. */
    public void couponTakesOff(String code, String amount) {
        coupon(amountOff(code, amount));
    }

    /** Another coupon, for everybody. */
    public void coupon(PricingRule rule) {
        synchronized (ledger) {
            marketing.coupon(rule, null, Integer.MAX_VALUE);
        }
    }

    public void hasPoints(String ownerId, int points) {
        synchronized (ledger) {
            loyalty.credit(ownerId, points);
        }
    }

    public void bundle(String bundleId, String price, String savings, String promise, String... productIds) {
        synchronized (ledger) {
            marketing.bundle(new MarketingService.Bundle(
                    bundleId,
                    "The " + bundleId,
                    new BigDecimal(price),
                    new BigDecimal(savings),
                    List.of(productIds),
                    new BigDecimal(promise),
                    BigDecimal.ONE));
        }
    }

    /** @param fillers products that would fill what is missing */
    public void offers(String offerId, String storeId, String target, String benefit, Recommendation... fillers) {
        synchronized (ledger) {
            marketing.offer(new MarketingService.ThresholdOffer(
                    offerId, storeId, new BigDecimal(target), null, null, benefit, List.of(fillers)));
        }
    }

    public void recommends(Recommendation... complementary) {
        synchronized (ledger) {
            recommendations.complementary.addAll(List.of(complementary));
        }
    }

    public void recommendsBetter(Recommendation... upsells) {
        synchronized (ledger) {
            recommendations.upsells.addAll(List.of(upsells));
        }
    }

    public void reminds(Recommendation... reminders) {
        synchronized (ledger) {
            recommendations.reminders.addAll(List.of(reminders));
        }
    }

    private static PricingRule amountOff(String id, String amount) {
        return new PricingRule(id, id, "AMOUNT_OFF", new BigDecimal(amount), null, null, List.of(), null, true);
    }

    /** A basket of the owner, computed; its lines are item_1, item_2 … in the order of the products. */
    public void basket(String... productIds) {
        basketOf(OWNER, productIds);
    }

    /** A basket of somebody, computed. */
    public Cart basketOf(String ownerId, String... productIds) {
        synchronized (ledger) {
            String basketId = carts.basketOf(ownerId).cartId();
            for (String productId : productIds) {
                carts.add(basketId, productId, null, 1);
            }
            return computed(basketId);
        }
    }

    /** A cart of the owner's beside the basket, computed. */
    public Cart expressCart(String... productIds) {
        synchronized (ledger) {
            String cartId = carts.findOrCreate(new Write<>("express", new CartService.FindOrCreate(OWNER, "EXPRESS")))
                    .cartId();
            for (String productId : productIds) {
                carts.add(cartId, productId, null, 1);
            }
            return computed(cartId);
        }
    }

    /** The basket gets the coupon, as a computation that found it valid left it. */
    public void basketHasCoupon() {
        hasCoupons(cartId, COUPON);
    }

    public void hasCoupons(String cartId, String... codes) {
        chosen(
                cartId,
                new Options()
                        .coupons(Stream.of(codes).map(OptionsChange.Coupon::new).toList()));
    }

    /** The basket says where to and how it is to be delivered; 30.00 a store. */
    public void basketIsDelivered() {
        chosen(
                cartId,
                new Options()
                        .address(new Cart.Address(new Cart.Shipping(ADDRESS), new Cart.Billing(true, ADDRESS)))
                        .deliveryOption(new Cart.DeliveryOption(DELIVERY, "Standard", new BigDecimal("30.00"))));
    }

    /** The cart's owner redeems points. */
    public void redeems(String cartId, int points) {
        chosen(cartId, new Options().loyalty(points));
    }

    /** What somebody chose for a cart, which is computed then. */
    public void chosen(String cartId, Options options) {
        synchronized (ledger) {
            carts.choose(cartId, options.change());
            computed(cartId);
        }
    }

    /** What somebody else chooses meanwhile: the cart is not computed any more. */
    public void chooses(String cartId, Options options) {
        synchronized (ledger) {
            carts.choose(cartId, options.change());
        }
    }

    /** Somebody else adds a product to the basket, which is then not computed any more. */
    public void addsToBasket(String productId) {
        addsTo(cartId, productId, 1);
    }

    /** One piece of the shirt of size M, with a print. */
    public void addsPrintedShirt(String cartId) {
        operate(
                cartId,
                new CartOperation(
                        CartOperation.Op.ADD, SHIRT, "var_m", null, 1, List.of(new CartOperation.Addon(PRINT, 1))));
    }

    /** What somebody does to a cart by hand, which is then not computed any more. */
    public void operate(String cartId, CartOperation... operations) {
        synchronized (ledger) {
            carts.operate(cartId, List.of(operations));
        }
    }

    /** Computes a cart with what the services say now, promotions apart. */
    public Cart computes(String cartId) {
        synchronized (ledger) {
            return computed(cartId);
        }
    }

    public void addsTo(String cartId, String productId, int quantity) {
        synchronized (ledger) {
            carts.add(cartId, productId, null, quantity);
        }
    }

    /** The basket changed since it was last computed. */
    public void basketIsNotComputed() {
        synchronized (ledger) {
            carts.touch(cartId);
        }
    }

    public void lockBasket(String orderId) {
        lock(cartId, orderId);
    }

    public void lock(String cartId, String orderId) {
        synchronized (ledger) {
            carts.freeze(cartId, orderId);
        }
    }

    private Cart computed(String cartId) {
        Cart cart = carts.find(cartId);
        carts.compute(
                cartId,
                new ComputeInputs(
                        List.copyOf(products.values()),
                        stores.values().stream()
                                .map(store ->
                                        new ComputeInputs.StorePricing(store.storeId(), store.name(), true, List.of()))
                                .toList(),
                        cart.deliveryOption() != null
                                        && cart.address() != null
                                        && cart.address().shipping() != null
                                ? stores.keySet().stream().map(FakeShop::rate).toList()
                                : List.of(),
                        List.of(),
                        marketing
                                .validateCoupons(new MarketingService.ValidateCoupons(
                                        cart.ownerId(), cartId, cart.couponCodes(), priced(cart)))
                                .coupons(),
                        new ComputeInputs.LoyaltyLimit(
                                loyalty.quote(new LoyaltyService.QuoteQuestion(cart.ownerId(), cartId, NOTHING))
                                        .balance(),
                                new BigDecimal("1.00")),
                        null,
                        null));
        return carts.find(cartId);
    }

    /** The lines with the money that the last computation gave them; a line that is new since then has none yet. */
    private static List<MarketingService.PricedLine> priced(Cart cart) {
        return cart.items().stream()
                .filter(line -> line.subtotal() != null)
                .map(line -> new MarketingService.PricedLine(
                        line.productId(),
                        line.variantId(),
                        line.storeId(),
                        line.quantity(),
                        line.unitPrice(),
                        line.subtotal()))
                .toList();
    }

    /** Stock that a checkout which ended badly still holds for the basket; for a year, whatever time skips meanwhile. */
    public void holdsStock(String productId) {
        synchronized (ledger) {
            Instant inAYear = Instant.ofEpochMilli(clock.getAsLong()).plus(Duration.ofDays(365));
            holds.add(new Hold(
                    "res_" + (++ids),
                    new InventoryService.Reserve(
                            "order_lost", cartId, 900, List.of(new InventoryService.Item(productId, null, 1))),
                    inAYear));
        }
    }

    public void losesHolds() {
        synchronized (ledger) {
            holds.forEach(hold -> hold.status = "EXPIRED");
        }
    }

    // ------------------------------------------------------------------------------- what a test reads

    /** The first basket as it is, null when it is gone. */
    public Cart cart() {
        return cart(cartId);
    }

    public Cart cart(String cartId) {
        synchronized (ledger) {
            return carts.find(cartId);
        }
    }

    /** The owner's active basket, null when there is none. */
    public Cart activeBasket(String ownerId) {
        synchronized (ledger) {
            return carts.ofOwner(ownerId).cart();
        }
    }

    public List<Cart> carts() {
        synchronized (ledger) {
            return carts.all();
        }
    }

    public List<String> cartProducts() {
        return products(cart());
    }

    /** Product and quantity of each line. */
    public static List<String> products(Cart cart) {
        return cart.items().stream()
                .map(line -> line.productId() + " x" + line.quantity())
                .toList();
    }

    public CartService.Tombstone tombstone() {
        synchronized (ledger) {
            return carts.tombstone(cartId);
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

    /** The Payment service. */
    public FakePayments payments() {
        return payments;
    }

    /** Whom each payment at a gateway belongs to. */
    public List<PaymentRoutes.Route> routes() {
        synchronized (ledger) {
            return List.copyOf(routes.values());
        }
    }

    private void route(PaymentRoutes.Route route) {
        routes.merge(route.attemptId(), route, (known, next) -> next.revision() > known.revision() ? next : known);
    }

    public List<String> couponsUsed() {
        synchronized (ledger) {
            return marketing.used();
        }
    }

    /** The status of every hold of coupons there ever was. */
    public List<String> couponHolds() {
        synchronized (ledger) {
            return marketing.holdStatus();
        }
    }

    /** The status of every hold of points there ever was. */
    public List<String> pointHolds() {
        synchronized (ledger) {
            return loyalty.holdStatus();
        }
    }

    /** What an owner has, held or not. */
    public int points(String ownerId) {
        synchronized (ledger) {
            return loyalty.balance(ownerId);
        }
    }

    public List<Integer> pointsBurnt() {
        synchronized (ledger) {
            return loyalty.burnt();
        }
    }

    public List<Integer> pointsEarned() {
        synchronized (ledger) {
            return loyalty.earned();
        }
    }

    /** What the only order says about how it is to be packed and brought. */
    public OrderService.Fulfilment fulfilment() {
        synchronized (ledger) {
            return fulfilments.values().iterator().next();
        }
    }

    /** Template and channel of each message sent. */
    public List<String> sent() {
        synchronized (ledger) {
            return List.copyOf(sent);
        }
    }

    public FakeTickets tickets() {
        return tickets;
    }

    /** What was published of seats, by topic and what it is about. */
    public List<String> ticketEvents() {
        synchronized (ledger) {
            return List.copyOf(ticketEvents);
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

    /** What guardians have told of the only order, in its order. */
    public List<String> postscripts() {
        synchronized (ledger) {
            return List.copyOf(postscripts);
        }
    }

    // ------------------------------------------------------------------------------- Product, Shipping, Seller Admin

    private final class Catalogue implements ProductService {

        private static final int MOST_IDS = 200;

        @Override
        public ProductsFound search(List<String> productIds) {
            return new ProductsFound(productIds.stream()
                    .distinct()
                    .map(products::get)
                    .filter(Objects::nonNull)
                    .toList());
        }

        @Override
        public ProductsFound details(List<String> productIds) {
            if (productIds.size() > MOST_IDS) {
                throw Ledger.refusal(400, "INVALID_REQUEST");
            }
            return search(productIds);
        }
    }

    private ShippingService.Rates rates(ShippingService.CalculateRate question) {
        if (!question.deliveryOptionId().equals(DELIVERY)) {
            throw Ledger.refusal(404, "DELIVERY_OPTION_NOT_FOUND");
        }
        if (question.addressId().equals(OUT_OF_REACH)) {
            throw Ledger.refusal(422, "NOT_SERVICEABLE");
        }
        return new ShippingService.Rates(
                question.stores().stream().map(store -> rate(store.storeId())).toList());
    }

    private static DeliveryRate rate(String storeId) {
        return new DeliveryRate(storeId, new BigDecimal("30.00"));
    }

    private final class SellerAdmin implements SellerAdminService {

        @Override
        public Stores stores(List<String> storeIds) {
            return new Stores(
                    storeIds.stream().map(stores::get).filter(Objects::nonNull).toList());
        }

        @Override
        public Taxes taxSettings(List<String> storeIds) {
            return new Taxes(storeIds.stream()
                    .map(storeId -> new TaxSettings(
                            storeId, true, List.of(new ComputeInputs.TaxRate("GST_18", new BigDecimal("0.18")))))
                    .toList());
        }

        @Override
        public DeliveryOption deliveryOption(String id) {
            return new DeliveryOption(
                    id,
                    "Standard",
                    new BigDecimal("30.00"),
                    status(id, DELIVERY, RETIRED_DELIVERY, "DELIVERY_OPTION_NOT_FOUND"));
        }

        @Override
        public PickupPoint pickupPoint(String id) {
            return new PickupPoint(
                    id, "At the corner", "store_a", status(id, PICKUP, RETIRED_PICKUP, "PICKUP_POINT_NOT_FOUND"));
        }

        @Override
        public GiftWrapOption giftWrapOption(String id) {
            return new GiftWrapOption(
                    id,
                    "Plain paper",
                    new BigDecimal("25.00"),
                    LONGEST_GIFT_MESSAGE,
                    status(id, GIFT_WRAP, RETIRED_GIFT_WRAP, "GIFT_WRAP_NOT_FOUND"));
        }
    }

    private String status(String id, String active, String retired, String unknown) {
        if (!id.equals(active) && !id.equals(retired)) {
            throw Ledger.refusal(404, unknown);
        }
        return id.equals(active) && !withdrawn.contains(id) ? "ACTIVE" : "INACTIVE";
    }

    // ------------------------------------------------------------------------------- Customer

    /** An address of somebody else is like none. */
    private CustomerService.AddressesFound addresses(CustomerService.AddressesQuestion question) {
        Map<String, String> status = new LinkedHashMap<>();
        status.put(ADDRESS, "ACTIVE");
        status.put(OTHER_ADDRESS, "ACTIVE");
        status.put(OUT_OF_REACH, "ACTIVE");
        status.put(RETIRED_ADDRESS, "INACTIVE");
        return new CustomerService.AddressesFound(question.addressIds().stream()
                .distinct()
                .filter(status::containsKey)
                .map(id -> new CustomerService.AddressFound(id, status.get(id)))
                .toList());
    }

    // ------------------------------------------------------------------------------- Inventory

    private String status(Hold hold) {
        return hold.status.equals("HELD") && clock.getAsLong() >= hold.expiresAt.toEpochMilli()
                ? "EXPIRED"
                : hold.status;
    }

    /** @param orderId whose own hold is not in its way, or null */
    private int available(InventoryService.Item item, String orderId) {
        int held = holds.stream()
                .filter(hold ->
                        status(hold).equals("HELD") && !hold.asked.orderId().equals(orderId))
                .flatMap(hold -> hold.asked.items().stream())
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
                            available(item, question.orderId()) >= item.quantity(),
                            Math.max(available(item, question.orderId()), 0)))
                    .toList());
        }

        @Override
        public Reservation reserve(Write<Reserve> write) {
            Reserve reserve = write.body();
            List<LineProblem> missing = reserve.items().stream()
                    .filter(item -> available(item, null) < item.quantity())
                    .map(item -> new LineProblem(
                            "OUT_OF_STOCK", item.productId(), item.variantId(), item.quantity(), available(item, null)))
                    .toList();
            if (!missing.isEmpty()) {
                throw Ledger.refusal(new ServiceProblem(409, "OUT_OF_STOCK", "gone", null, null, missing, null));
            }
            Hold hold = new Hold(
                    "res_" + (++ids),
                    reserve,
                    Instant.ofEpochMilli(clock.getAsLong()).plusSeconds(reserve.ttlSeconds()));
            holds.add(hold);
            return new Reservation(hold.id, "HELD", hold.expiresAt);
        }

        @Override
        public Released releaseReservations(Undo<Release> undo) {
            Release release = undo.body();
            List<Hold> mine = holds.stream()
                    .filter(hold -> release.orderId() == null
                            ? hold.asked.cartId().equals(release.cartId())
                            : hold.asked.orderId().equals(release.orderId()))
                    .filter(hold -> status(hold).equals("HELD"))
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
            hold.asked.items().forEach(item -> onHand.merge(sku(item), -item.quantity(), Integer::sum));
            return new Deducted(hold.id, hold.status);
        }
    }

    // ------------------------------------------------------------------------------- Order

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
            fulfilments.put(order.id(), create.fulfilment());
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
            Cart newer = cache.get(cart.cartId());
            boolean late = newer != null && newer.version() > cart.version()
                    || dropped.getOrDefault(cart.cartId(), 0L) >= cart.version();
            if (!late) {
                cache.put(cart.cartId(), cart.cart());
            }
            return new Stored(!late);
        }

        @Override
        public CachedCart get(String cartId) {
            Cart cached = cache.get(cartId);
            return new CachedCart(cached != null, cached == null ? null : cached.version(), 0L, cached);
        }

        @Override
        public Dropped delete(DropCart cart) {
            dropped.merge(cart.cartId(), cart.version(), Math::max);
            return new Dropped(cache.remove(cart.cartId()) != null);
        }
    }

    private NotificationService.Sent send(Write<NotificationService.Send> write) {
        write.body().channels().forEach(channel -> sent.add(write.body().template() + " " + channel));
        return new NotificationService.Sent(List.of());
    }

    private final class Events implements EventService {
        @Override
        public Published publish(Write<Publish> write) {
            events.add(write.body());
            return new Published("evt_" + (++ids));
        }

        @Override
        public Published reservationExpired(Write<ReservationExpired> write) {
            ticketEvents.add("reservation-expired " + write.body().reservationId());
            return new Published("evt_" + (++ids));
        }

        @Override
        public Published ticketOrderEnded(Write<TicketOrderEnded> write) {
            ticketEvents.add(
                    write.body().completed()
                            ? "order-completed"
                            : "order-cancelled " + write.body().reason());
            return new Published("evt_" + (++ids));
        }
    }

    private final class OrderTable implements OrderRecords {

        @Override
        public void record(OrderEntry entry) {
            TreeMap<Integer, OrderEntry> rows = timelines.computeIfAbsent(entry.orderId(), order -> new TreeMap<>());
            OrderEntry before = rows.get(entry.sequence());
            if (before == null || entry.decided() || !before.decided()) {
                rows.put(entry.sequence(), entry);
            }
            if (entry.decided()) {
                rows.tailMap(entry.sequence(), false).values().removeIf(later -> !later.decided());
            }
        }

        @Override
        public void addPostscript(Postscript postscript) {
            postscripts.add(postscript.title());
        }
    }
}
