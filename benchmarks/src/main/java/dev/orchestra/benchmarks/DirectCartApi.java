package dev.orchestra.benchmarks;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.caching.HttpCachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.Change;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.customer.CustomerService;
import dev.orchestra.services.customer.HttpCustomerService;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.event.HttpEventService;
import dev.orchestra.services.inventory.HttpInventoryService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.loyalty.HttpLoyaltyService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.marketing.HttpMarketingService;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.notification.HttpNotificationService;
import dev.orchestra.services.notification.NotificationService;
import dev.orchestra.services.order.HttpOrderService;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.services.payment.HttpPaymentService;
import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.payment.PaymentSettings;
import dev.orchestra.services.product.HttpProductService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.services.recommendations.HttpRecommendationsService;
import dev.orchestra.services.recommendations.Recommendation;
import dev.orchestra.services.recommendations.RecommendationsService;
import dev.orchestra.services.seller.HttpSellerAdminService;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.services.shipping.HttpShippingService;
import dev.orchestra.services.shipping.ShippingService;
import dev.orchestra.support.ServiceAddresses;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The steps of every operation by the same activity classes, in the same order and with the same parallelism as the workflows have, as a program
 * without Temporal would call them: no request in front, no tables of its own but for the row that a webhook finds its payment by, nothing kept, retried or undone.
 */
final class DirectCartApi implements CartApi {

    private static final long CACHED_SECONDS = 1800;
    private static final long HELD_SECONDS = 900;
    private static final long PAYABLE_SECONDS = 800;
    private static final int SUGGESTIONS = 10;

    /** Stands for the customer's own words, which a cart has by reference only. */
    private static final String TEXT = "txt_benchmark";

    private final ServiceClient client;
    private final CartService carts;
    private final ProductService products;
    private final InventoryService inventory;
    private final SellerAdminService sellers;
    private final ShippingService shipping;
    private final MarketingService marketing;
    private final CustomerService customers;
    private final LoyaltyService loyalty;
    private final PaymentService payments;
    private final OrderService orders;
    private final RecommendationsService recommendations;
    private final NotificationService notifications;
    private final EventService events;
    private final CachingService caching;
    private final PaymentRows rows;
    private final ExecutorService branches = Executors.newCachedThreadPool();

    /** @param rows of payments at gateways; closed with this */
    DirectCartApi(String servicesUrl, PaymentRows rows) {
        this.rows = rows;
        client = new ServiceClient(new ServiceAddresses(servicesUrl, Map.of(), "domain_main"));
        carts = new HttpCartService(client);
        products = new HttpProductService(client);
        inventory = new HttpInventoryService(client);
        sellers = new HttpSellerAdminService(client);
        shipping = new HttpShippingService(client);
        marketing = new HttpMarketingService(client);
        customers = new HttpCustomerService(client);
        loyalty = new HttpLoyaltyService(client);
        payments = new HttpPaymentService(client, new PaymentSettings("http://127.0.0.1:5003/payments/return"));
        orders = new HttpOrderService(client, references -> Map.of());
        recommendations = new HttpRecommendationsService(client);
        notifications = new HttpNotificationService(client);
        events = new HttpEventService(client, request -> Optional.empty());
        caching = new HttpCachingService(client);
    }

    // ------------------------------------------------------------------------------------------------ prices

    /** What decides the price of a cart's goods: the questions under way, as in the workflows. */
    private final class Gathering {

        private final List<Product> found;
        private final List<MarketingService.PricedLine> lines = new ArrayList<>();
        private final Future<SellerAdminService.Stores> stores;
        private final Future<SellerAdminService.Taxes> taxes;

        Gathering(Map<String, Integer> quantities) {
            found = products.search(List.copyOf(quantities.keySet())).products();
            List<String> storeIds =
                    found.stream().map(Product::storeId).distinct().sorted().toList();
            stores = start(() -> sellers.stores(storeIds));
            taxes = start(() -> sellers.taxSettings(storeIds));
            found.forEach(product -> lines.add(new MarketingService.PricedLine(
                    product.productId(),
                    null,
                    product.storeId(),
                    quantities.get(product.productId()),
                    product.price(),
                    null)));
        }

        Future<MarketingService.Coupons> coupons(String owner, String cartId, List<String> codes) {
            return codes.isEmpty()
                    ? null
                    : start(() -> marketing.validateCoupons(
                            new MarketingService.ValidateCoupons(owner, cartId, codes, lines)));
        }

        Future<ShippingService.Rates> rates(String option, String address) {
            Map<String, Integer> pieces = new LinkedHashMap<>();
            lines.forEach(line -> pieces.merge(line.storeId(), line.quantity(), Integer::sum));
            List<ShippingService.StoreItems> parcels = pieces.entrySet().stream()
                    .map(store -> new ShippingService.StoreItems(store.getKey(), store.getValue()))
                    .toList();
            return start(() -> shipping.calculateRate(new ShippingService.CalculateRate(option, address, parcels)));
        }

        void needed() throws Exception {
            stores.get();
            taxes.get();
        }

        ComputeInputs inputs(Cart cart, Future<ShippingService.Rates> rates, Future<MarketingService.Coupons> asked)
                throws Exception {
            needed();
            Future<ShippingService.Rates> delivery = rates;
            if (delivery == null && cart.deliveryOption() != null && cart.address() != null) {
                delivery = rates(
                        cart.deliveryOption().deliveryOptionId(),
                        cart.address().shipping().addressId());
            }
            ShippingService.Rates charges = delivery == null ? null : delivery.get();
            Future<MarketingService.Promotions> promotions = start(() ->
                    marketing.applicablePromotions(new MarketingService.ApplicablePromotions(cart.ownerId(), lines)));
            Future<MarketingService.Coupons> coupons =
                    asked == null ? coupons(cart.ownerId(), cart.cartId(), cart.couponCodes()) : asked;
            boolean depends = delivery != null || coupons != null;
            return new ComputeInputs(
                    found,
                    taxes.get().taxes().stream()
                            .map(tax -> new ComputeInputs.StorePricing(
                                    tax.storeId(), tax.storeId(), tax.pricesIncludeTax(), tax.taxRates()))
                            .toList(),
                    charges == null ? List.of() : charges.rates(),
                    promotions.get().promotions(),
                    coupons == null ? List.of() : coupons.get().coupons(),
                    null,
                    cart.optionsVersion(),
                    depends ? cart.version() : null);
        }
    }

    private Cart compute(String run, Cart cart, Integer attempt, ComputeInputs inputs) {
        return carts.compute(new Write<>(run + "/compute", new CartService.Compute(cart.cartId(), attempt, inputs)));
    }

    private void cache(Cart cart) {
        caching.set(new CachingService.CacheCart(cart.cartId(), cart.version(), CACHED_SECONDS, cart));
    }

    private static Map<String, Integer> quantities(Cart cart) {
        Map<String, Integer> quantities = new LinkedHashMap<>();
        cart.items().forEach(line -> quantities.merge(line.productId(), line.quantity(), Integer::sum));
        return quantities;
    }

    private static List<InventoryService.Item> items(Map<String, Integer> quantities) {
        return quantities.entrySet().stream()
                .map(line -> new InventoryService.Item(line.getKey(), null, line.getValue()))
                .toList();
    }

    private Future<InventoryService.Availability> stock(Map<String, Integer> quantities) {
        List<InventoryService.Item> items = items(quantities);
        return start(() -> inventory.checkAvailability(new InventoryService.CheckAvailability(items, false, null)));
    }

    // ------------------------------------------------------------------------------------------------ the operations

    @Override
    public void updateItems(Shopper shopper) throws Exception {
        String run = run();
        Cart cart = findOrCreate(run, shopper, "BASKET");
        int quantity = shopper.nextQuantity();
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put(FIRST, quantity);
        wanted.put(SECOND, 1);
        Future<InventoryService.Availability> stock = stock(wanted);
        Gathering gathering = new Gathering(wanted);
        ComputeInputs inputs = gathering.inputs(cart, null, null);
        stock.get();
        Cart applied = apply(run, cart, quantity);
        Cart computed = compute(run, applied, null, inputs);
        cache(computed);
        shopper.cartId = computed.cartId();
        shopper.attempt = computed.attempt();
        shopper.total = computed.totals().netPayable();
    }

    @Override
    public void updateItemsOnly(Shopper shopper) {
        String run = run();
        Cart cart = findOrCreate(run, shopper, "BASKET");
        cache(apply(run, cart, shopper.nextQuantity()));
        shopper.cartId = cart.cartId();
    }

    @Override
    public void buyNow(Shopper shopper) {
        String run = run();
        Cart cart = findOrCreate(run, shopper, "EXPRESS");
        cache(apply(run, cart, shopper.nextQuantity()));
    }

    private Cart findOrCreate(String run, Shopper shopper, String kind) {
        return carts.findOrCreate(new Write<>(run + "/1", new CartService.FindOrCreate(shopper.name, kind)));
    }

    private Cart apply(String run, Cart cart, int quantity) {
        return carts.applyOperations(new Write<>(
                        run + "/apply",
                        new CartService.Batch(
                                cart.cartId(),
                                List.of(
                                        new CartOperation(CartOperation.Op.SET, FIRST, null, null, quantity, null),
                                        new CartOperation(CartOperation.Op.SET, SECOND, null, null, 1, null)),
                                null)))
                .cart();
    }

    @Override
    public void chooseOptions(Shopper shopper) throws Exception {
        String run = run();
        Cart cart = carts.get(shopper.cartId);
        Gathering gathering = new Gathering(quantities(cart));
        Future<MarketingService.Coupons> coupons = gathering.coupons(shopper.name, cart.cartId(), List.of(COUPON));
        Future<CustomerService.AddressesFound> addresses =
                start(() -> customers.addresses(new CustomerService.AddressesQuestion(shopper.name, List.of(ADDRESS))));
        Future<SellerAdminService.DeliveryOption> option = start(() -> sellers.deliveryOption(DELIVERY_OPTION));
        Future<SellerAdminService.PickupPoint> pickup = start(() -> sellers.pickupPoint(PICKUP_POINT));
        Future<PaymentService.PaymentMethod> method = start(() -> payments.paymentMethod(PAYMENT_METHOD));
        Future<SellerAdminService.GiftWrapOption> wrap = start(() -> sellers.giftWrapOption(GIFT_WRAP));
        coupons.get();
        addresses.get();
        option.get();
        pickup.get();
        method.get();
        wrap.get();
        gathering.needed();
        Future<ShippingService.Rates> rates = gathering.rates(DELIVERY_OPTION, ADDRESS);
        rates.get();
        OptionsChange change = new OptionsChange(
                new Change<>(List.of(new OptionsChange.Coupon(COUPON))),
                new Change<>(new Cart.Address(new Cart.Shipping(ADDRESS), new Cart.Billing(false, ADDRESS))),
                new Change<>(new Cart.DeliveryOption(
                        DELIVERY_OPTION, option.get().name(), option.get().charge())),
                new Change<>(new Cart.DeliveryPreference(
                        new Cart.Scheduled(
                                LocalDate.now(ZoneOffset.UTC).plusDays(7).toString(),
                                new Cart.Slot("slot_today_1", "6:00 PM - 6:30 PM")),
                        null)),
                new Change<>(new Cart.PickupPoint(PICKUP_POINT, pickup.get().name())),
                new Change<>(new Cart.PaymentMethod(PAYMENT_METHOD, method.get().name())),
                new Change<>(new Cart.Tips(new BigDecimal(TIP), "INR", TEXT)),
                new Change<>(new Cart.GiftWrap(
                        GIFT_WRAP, wrap.get().name(), wrap.get().charge(), TEXT)),
                new Change<>(new Cart.SpecialInstructions(TEXT)),
                null);
        Cart chosen = carts.chooseOptions(new Write<>(run + "/8", new CartService.Choose(cart.cartId(), change, null)));
        cache(compute(run, chosen, null, gathering.inputs(chosen, rates, coupons)));
    }

    @Override
    public void view(Shopper shopper) throws Exception {
        Cart cart = carts.get(shopper.cartId);
        Future<InventoryService.Availability> stock = stock(quantities(cart));
        Future<SellerAdminService.DeliveryOption> option =
                start(() -> sellers.deliveryOption(cart.deliveryOption().deliveryOptionId()));
        Gathering gathering = new Gathering(quantities(cart));
        ComputeInputs inputs = gathering.inputs(cart, null, null);
        stock.get();
        option.get();
        Cart computed = compute(run(), cart, null, inputs);
        cache(computed);
        loyalty.quote(new LoyaltyService.QuoteQuestion(
                shopper.name, cart.cartId(), computed.totals().netPayable()));
    }

    @Override
    public void delete(Shopper shopper) {
        String run = run();
        Cart cart = carts.get(shopper.cartId);
        carts.delete(new Write<>(run + "/1", new CartService.Delete(cart.cartId(), null, null, null, null)));
        caching.delete(new CachingService.DropCart(cart.cartId(), cart.version()));
        inventory.releaseReservations(new Undo<>(run + "/3", null, new InventoryService.Release(null, cart.cartId())));
    }

    @Override
    public void suggestions(Shopper shopper) throws Exception {
        Cart cart = carts.get(shopper.cartId);
        RecommendationsService.Question question = new RecommendationsService.Question(
                shopper.name, cart.items().stream().map(Cart.Line::productId).toList(), SUGGESTIONS);
        MarketingService.OffersQuestion offers = new MarketingService.OffersQuestion(shopper.name, lines(cart));
        Future<RecommendationsService.Recommended> complementary = start(() -> recommendations.complementary(question));
        Future<MarketingService.Bundles> bundles = start(() -> marketing.applicableBundles(offers));
        Future<RecommendationsService.Recommended> upsells = start(() -> recommendations.upsells(question));
        Future<MarketingService.ThresholdOffers> thresholds = start(() -> marketing.thresholdOffers(offers));
        Future<RecommendationsService.Recommended> reminders = start(() -> recommendations.reminders(question));
        List<Recommendation> all = new ArrayList<>(complementary.get().recommendations());
        all.addAll(upsells.get().recommendations());
        all.addAll(reminders.get().recommendations());
        thresholds.get().offers().forEach(offer -> all.addAll(offer.products()));
        List<String> ids = new ArrayList<>(
                all.stream().map(Recommendation::productId).distinct().toList());
        bundles.get().bundles().forEach(bundle -> ids.addAll(bundle.productIds()));
        List<InventoryService.Item> skus = products
                .details(ids.stream().distinct().toList())
                .products()
                .stream()
                .flatMap(DirectCartApi::skus)
                .toList();
        inventory.checkAvailability(new InventoryService.CheckAvailability(skus, false, null));
    }

    private static Stream<InventoryService.Item> skus(Product product) {
        return product.variants() == null || product.variants().isEmpty()
                ? Stream.of(new InventoryService.Item(product.productId(), null, 1))
                : product.variants().stream()
                        .filter(variant -> "ACTIVE".equals(variant.status()))
                        .map(variant -> new InventoryService.Item(product.productId(), variant.variantId(), 1));
    }

    private static List<MarketingService.PricedLine> lines(Cart cart) {
        return cart.items().stream().map(MarketingService.PricedLine::of).toList();
    }

    // ------------------------------------------------------------------------------------------------ place-order

    @Override
    public void placeOrder(Shopper shopper) throws Exception {
        String run = run();
        Cart cart = order(run, shopper);
        payments.initiate(new Write<>(run + "/7c", initiate(shopper, cart, "MANUAL", "COD", null)));
    }

    @Override
    public void placeOrderAtGateway(Shopper shopper) throws Exception {
        String run = run();
        Cart cart = order(run, shopper);
        BigDecimal amount = cart.totals().netPayable();
        PaymentService.Initiate attempt =
                initiate(shopper, cart, "GATEWAY", "PHONEPE", Instant.now().plusSeconds(PAYABLE_SECONDS));
        rows.save(attempt.attemptId(), 1, run, shopper.orderId, amount, cart.currency(), null, attempt.expiresAt());
        PaymentService.Attempt begun = payments.initiate(new Write<>(run + "/7a", attempt));
        if (begun.redirectUrl() == null) {
            throw new IllegalStateException("PhonePe has not begun a payment: " + begun.errorCode());
        }
        rows.save(
                attempt.attemptId(),
                2,
                run,
                shopper.orderId,
                amount,
                cart.currency(),
                begun.gatewayOrderId(),
                attempt.expiresAt());
    }

    /** As if the customer had paid: nobody would wait for the webhook. The payment at the gateway runs out. */
    @Override
    public void payAndFinishOrder(Shopper shopper) throws Exception {
        finishOrder(shopper);
    }

    private static PaymentService.Initiate initiate(
            Shopper shopper, Cart cart, String mode, String gateway, Instant expiresAt) {
        String id = UUID.randomUUID().toString().replace("-", "");
        return new PaymentService.Initiate(
                "pa_" + id,
                "pay_" + id,
                shopper.orderId,
                shopper.name,
                mode,
                gateway,
                cart.totals().netPayable(),
                cart.currency(),
                expiresAt,
                null,
                null,
                null);
    }

    /** 1 to 6. */
    private Cart order(String run, Shopper shopper) throws Exception {
        // The question which attempt it is, that the API asks before it starts a run.
        Cart basket = carts.ofOwner(shopper.name).cart();
        String orderId = "order_" + UUID.randomUUID().toString().replace("-", "");
        Cart locked =
                carts.lock(new Write<>(run + "/1", new CartService.Lock(basket.cartId(), basket.attempt(), orderId)));
        Gathering gathering = new Gathering(quantities(locked));
        Cart cart = compute(run, locked, basket.attempt(), gathering.inputs(locked, null, null));

        List<InventoryService.Item> items = items(quantities(cart));
        Future<InventoryService.Availability> stock =
                start(() -> inventory.checkAvailability(new InventoryService.CheckAvailability(items, true, orderId)));
        Future<ProductService.ProductsFound> prices =
                start(() -> products.search(List.copyOf(quantities(cart).keySet())));
        Future<MarketingService.Coupons> coupons = start(() -> marketing.validateCoupons(
                new MarketingService.ValidateCoupons(shopper.name, cart.cartId(), cart.couponCodes(), lines(cart))));
        stock.get();
        prices.get();
        coupons.get();

        InventoryService.Reservation held = inventory.reserve(
                new Write<>(run + "/3", new InventoryService.Reserve(orderId, cart.cartId(), HELD_SECONDS, items)));
        orders.create(new Write<>(
                run + "/4",
                new OrderService.CreateOrder(
                        orderId,
                        "MASTER",
                        "PENDING",
                        cart.cartId(),
                        shopper.name,
                        "WEB",
                        cart.currency(),
                        cart.totals().netPayable(),
                        cart.totals(),
                        orderItems(cart),
                        new OrderService.Fulfilment(null, null, null, null, null, null, null, null, List.of(), 0))));
        orders.createSubOrders(new Write<>(
                run + "/5",
                new OrderService.CreateSubOrders(
                        orderId,
                        cart.stores().stream()
                                .map(store ->
                                        new OrderService.NewSubOrder(store.storeId(), store.total(), orderItems(cart)))
                                .toList())));
        orders.setPaymentStatus(new Write<>(run + "/6", new OrderService.PaymentStatus(orderId, "PENDING")));
        shopper.frozen = cart;
        shopper.orderId = orderId;
        shopper.reservationId = held.reservationId();
        return cart;
    }

    @Override
    public void finishOrder(Shopper shopper) throws Exception {
        String run = run();
        Cart cart = shopper.frozen;
        String orderId = shopper.orderId;
        BigDecimal total = cart.totals().netPayable();
        inventory.deduct(new Write<>(run + "/8", new InventoryService.Deduct(shopper.reservationId, orderId)));
        OrderService.Order confirmed =
                orders.confirm(new Write<>(run + "/8a", new OrderService.PaymentStatus(orderId, null)));
        marketing.couponsUsed(
                new Write<>(run + "/9", new MarketingService.CouponsUse(orderId, shopper.name, List.of())));
        carts.delete(
                new Write<>(run + "/10", new CartService.Delete(cart.cartId(), orderId, cart.attempt(), total, null)));
        caching.delete(new CachingService.DropCart(cart.cartId(), cart.version()));
        Future<?> notified = start(() -> notifications.send(new Write<>(
                run + "/12",
                new NotificationService.Send(
                        orderId,
                        shopper.name,
                        "ORDER_CONFIRMATION",
                        List.of("EMAIL", "SMS", "PUSH"),
                        new NotificationService.Data(confirmed.number(), total, cart.currency())))));
        Future<?> published = start(() -> events.publish(new Write<>(
                run + "/13",
                new EventService.Publish(
                        "ORDER_PLACED",
                        orderId,
                        Instant.now(),
                        "benchmark",
                        new EventService.Data(
                                confirmed.number(),
                                shopper.name,
                                cart.cartId(),
                                "WEB",
                                total,
                                cart.currency(),
                                cart.stores().stream().map(Cart.Store::storeId).toList())))));
        Future<?> earned = start(
                () -> loyalty.earn(new Write<>(run + "/9b", new LoyaltyService.Earn(orderId, shopper.name, total))));
        notified.get();
        published.get();
        earned.get();
    }

    private static List<OrderService.Item> orderItems(Cart cart) {
        return cart.items().stream()
                .map(line -> new OrderService.Item(
                        line.itemId(),
                        line.productId(),
                        line.variantId(),
                        line.name(),
                        line.storeId(),
                        line.quantity(),
                        line.unitPrice(),
                        line.total()))
                .toList();
    }

    private <T> Future<T> start(Callable<T> call) {
        return branches.submit(call);
    }

    private static String run() {
        return "direct/" + UUID.randomUUID();
    }

    @Override
    public void close() {
        branches.shutdownNow();
        client.close();
        rows.close();
    }
}
