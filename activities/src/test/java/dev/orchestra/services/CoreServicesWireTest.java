package dev.orchestra.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.Kafka;
import dev.orchestra.deploy.Postgres;
import dev.orchestra.deploy.Redis;
import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.caching.CachingService.CacheCart;
import dev.orchestra.services.caching.CachingService.CachedCart;
import dev.orchestra.services.caching.CachingService.DropCart;
import dev.orchestra.services.caching.HttpCachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartOperation.Op;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.CartService.Batch;
import dev.orchestra.services.cart.CartService.BatchApplied;
import dev.orchestra.services.cart.CartService.Choose;
import dev.orchestra.services.cart.CartService.Compute;
import dev.orchestra.services.cart.CartService.Delete;
import dev.orchestra.services.cart.CartService.FindOrCreate;
import dev.orchestra.services.cart.CartService.Lock;
import dev.orchestra.services.cart.CartService.OwnerCarts;
import dev.orchestra.services.cart.CartService.Relock;
import dev.orchestra.services.cart.CartService.Unlock;
import dev.orchestra.services.cart.Change;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.ComputeInputs.LoyaltyLimit;
import dev.orchestra.services.cart.ComputeInputs.StorePricing;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.services.cart.OptionsChange;
import dev.orchestra.services.catalog.CatalogService;
import dev.orchestra.services.catalog.CatalogService.MappedSeat;
import dev.orchestra.services.catalog.CatalogService.SeatMap;
import dev.orchestra.services.catalog.CatalogService.SeatState;
import dev.orchestra.services.catalog.HttpCatalogService;
import dev.orchestra.services.customer.CustomerService;
import dev.orchestra.services.customer.CustomerService.AddressFound;
import dev.orchestra.services.customer.CustomerService.AddressesQuestion;
import dev.orchestra.services.customer.HttpCustomerService;
import dev.orchestra.services.event.EventService;
import dev.orchestra.services.event.HttpEventService;
import dev.orchestra.services.inventory.HttpInventoryService;
import dev.orchestra.services.inventory.HttpSeatService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.inventory.InventoryService.Item;
import dev.orchestra.services.inventory.SeatService;
import dev.orchestra.services.inventory.SeatService.Status;
import dev.orchestra.services.loyalty.HttpLoyaltyService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.HttpMarketingService;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.marketing.MarketingService.ApplicablePromotions;
import dev.orchestra.services.marketing.MarketingService.CouponsHeld;
import dev.orchestra.services.marketing.MarketingService.CouponsHold;
import dev.orchestra.services.marketing.MarketingService.CouponsRelease;
import dev.orchestra.services.marketing.MarketingService.CouponsUse;
import dev.orchestra.services.marketing.MarketingService.OffersQuestion;
import dev.orchestra.services.marketing.MarketingService.PricedLine;
import dev.orchestra.services.marketing.MarketingService.ValidateCoupons;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.notification.HttpNotificationService;
import dev.orchestra.services.notification.NotificationService;
import dev.orchestra.services.notification.NotificationService.SentMessage;
import dev.orchestra.services.order.HttpOrderService;
import dev.orchestra.services.order.OrderService;
import dev.orchestra.services.order.OrderService.CancelOrder;
import dev.orchestra.services.order.OrderService.CreateOrder;
import dev.orchestra.services.order.OrderService.CreateSubOrders;
import dev.orchestra.services.order.OrderService.Fulfilment;
import dev.orchestra.services.order.OrderService.GiftWrap;
import dev.orchestra.services.order.OrderService.NewSubOrder;
import dev.orchestra.services.order.OrderService.Order;
import dev.orchestra.services.order.OrderService.PaymentStatus;
import dev.orchestra.services.order.OrderService.SubOrder;
import dev.orchestra.services.payment.HttpPaymentService;
import dev.orchestra.services.payment.PaymentService;
import dev.orchestra.services.payment.PaymentService.Initiate;
import dev.orchestra.services.payment.PaymentSettings;
import dev.orchestra.services.product.HttpProductService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.services.recommendations.HttpRecommendationsService;
import dev.orchestra.services.recommendations.Recommendation;
import dev.orchestra.services.recommendations.RecommendationsService;
import dev.orchestra.services.recommendations.RecommendationsService.Question;
import dev.orchestra.services.seller.HttpSellerAdminService;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.services.seller.SellerAdminService.Store;
import dev.orchestra.services.seller.SellerAdminService.TaxSettings;
import dev.orchestra.services.shipping.DeliveryRate;
import dev.orchestra.services.shipping.HttpShippingService;
import dev.orchestra.services.shipping.ShippingService;
import dev.orchestra.services.shipping.ShippingService.CalculateRate;
import dev.orchestra.services.shipping.ShippingService.StoreItems;
import dev.orchestra.stubs.ServiceStubs;
import dev.orchestra.support.Refusal.LineProblem;
import dev.orchestra.support.ServiceAddresses;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.ServiceProblem;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.failure.ApplicationFailure;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Every client against the core services themselves: both sides of docs/core-services.md must read it alike. */
@Timeout(180)
class CoreServicesWireTest {

    private static final String CASE = "prod_456";
    private static final String STORE = "store_123";

    @TempDir
    static Path folder;

    private static Postgres postgres;
    private static Redis redis;
    private static Kafka kafka;
    private static ConfigurableApplicationContext stubs;
    private static ServiceClient client;

    private final CartService carts = new HttpCartService(client);
    private final ProductService products = new HttpProductService(client);
    private final InventoryService inventory = new HttpInventoryService(client);
    private final CatalogService catalog = new HttpCatalogService(client);
    private final SeatService seats = new HttpSeatService(client);
    private final ShippingService shipping = new HttpShippingService(client);
    private final SellerAdminService sellers = new HttpSellerAdminService(client);
    private final MarketingService marketing = new HttpMarketingService(client);
    private final PaymentService payments =
            new HttpPaymentService(client, new PaymentSettings("http://127.0.0.1:5003/payments/return"));
    private final OrderService orders = new HttpOrderService(client, this::textsOf);
    private final CustomerService customers = new HttpCustomerService(client);
    private final LoyaltyService loyalty = new HttpLoyaltyService(client);
    private final RecommendationsService recommendations = new HttpRecommendationsService(client);
    private final CachingService caching = new HttpCachingService(client);
    private final NotificationService notifications = new HttpNotificationService(client);
    private final EventService events = new HttpEventService(client, request -> Optional.of("fp of " + request));

    /** What customers wrote, by reference. */
    private final Map<String, String> texts = new HashMap<>();

    /** The demo's second show. */
    private static final String SHOW = "5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a02";

    private final String ownerId = "own_" + UUID.randomUUID();
    private final String orderId = "order_" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        postgres = Postgres.start(folder.resolve("postgres"), 0);
        redis = Redis.start(folder.resolve("redis"), 0);
        kafka = Kafka.start(folder.resolve("kafka"), 0);
        stubs = SpringApplication.run(
                ServiceStubs.class,
                "--server.port=0",
                "--management.server.port=0",
                "--logging.level.root=ERROR",
                "--spring.datasource.url=" + postgres.jdbcUrl("stubs"),
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--stubs.redis-url=" + redis.url());
        String url = "http://127.0.0.1:" + stubs.getEnvironment().getProperty("local.server.port");
        client = new ServiceClient(new ServiceAddresses(url, Map.of(), "domain_main"));
        // The first answers of a process take longer than a client waits, on a busy machine.
        CartService warmUp = new HttpCartService(client);
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> warmUp.ofOwner("own_warm_up").cart() == null);
    }

    @AfterAll
    static void stop() {
        client.close();
        stubs.close();
        kafka.close();
        redis.close();
        postgres.close();
    }

    // ------------------------------------------------------------------------------------------------ cart

    @Test
    void a_basket_is_found_filled_computed_and_cached() {
        Cart empty = basket();
        assertThat(empty.kind()).isEqualTo("BASKET");
        assertThat(empty.items()).isEmpty();
        assertThat(empty.attempt()).isEqualTo(1);
        assertThat(carts.findOrCreate(write(new FindOrCreate(ownerId, "BASKET")))
                        .cartId())
                .isEqualTo(empty.cartId());

        BatchApplied applied = carts.applyOperations(write(new Batch(
                empty.cartId(),
                List.of(
                        new CartOperation(
                                Op.ADD, CASE, null, null, 2, List.of(new CartOperation.Addon("addon_engraving", 1))),
                        new CartOperation(Op.DELETE, null, null, "item_unknown", null, null)),
                null)));
        assertThat(applied.operationsApplied()).isEqualTo(1);
        assertThat(applied.results())
                .extracting(
                        OperationResult::operation,
                        OperationResult::status,
                        OperationResult::actionTaken,
                        OperationResult::code)
                .containsExactly(
                        tuple(Op.ADD, "SUCCESS", "ADDED", null), tuple(Op.DELETE, "FAILED", null, "ITEM_NOT_FOUND"));
        assertThat(applied.cart().computed()).isFalse();

        Cart computed = compute(applied.cart(), null, List.of(), List.of());
        assertThat(computed.computed()).isTrue();
        assertThat(computed.computedVersion()).isEqualTo(computed.version());
        Cart.Line line = computed.items().get(0);
        assertThat(line.unitPrice()).isEqualByComparingTo("299.00");
        assertThat(line.addons()).extracting(Cart.LineAddon::name).containsExactly("Engraving");
        assertThat(computed.totals().netPayable()).isEqualByComparingTo("648.00");
        assertThat(computed.stores()).extracting(Cart.Store::storeId).containsExactly(STORE);
        assertThat(carts.get(computed.cartId())).isEqualTo(computed);

        assertThat(caching.get(computed.cartId())).isEqualTo(new CachedCart(false, null, null, null));
        assertThat(caching.set(cached(computed, computed.version())).stored()).isTrue();
        CachedCart hit = caching.get(computed.cartId());
        assertThat(hit.hit()).isTrue();
        assertThat(hit.version()).isEqualTo(computed.version());
        assertThat(hit.cart())
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(computed);
        assertThat(caching.set(cached(computed, computed.version() - 1)).stored())
                .isFalse();
        assertThat(caching.delete(new DropCart(computed.cartId(), computed.version()))
                        .deleted())
                .isTrue();
        assertThat(caching.set(cached(computed, computed.version())).stored()).isFalse();
        assertThat(caching.get(computed.cartId()).hit()).isFalse();
    }

    @Test
    void promotions_and_coupons_travel_from_marketing_to_the_carts_total() {
        Cart cart = withCases(basket(), 4);
        List<PricedLine> lines =
                List.of(new PricedLine(CASE, null, STORE, 4, new BigDecimal("299.00"), new BigDecimal("1196.00")));

        List<CouponCheck> checks = marketing
                .validateCoupons(
                        new ValidateCoupons(ownerId, cart.cartId(), List.of("SAVE20", "NO_SUCH_COUPON"), lines))
                .coupons();
        assertThat(checks)
                .extracting(CouponCheck::code, CouponCheck::valid, CouponCheck::reason)
                .containsExactly(tuple("SAVE20", true, null), tuple("NO_SUCH_COUPON", false, "UNKNOWN_COUPON"));
        List<PricingRule> promotions = marketing
                .applicablePromotions(new ApplicablePromotions(ownerId, lines))
                .promotions();
        assertThat(promotions).extracting(PricingRule::id).contains("bundle_123");

        Cart computed = compute(cart, null, promotions, List.of());
        assertThat(computed.totals().subtotal()).isEqualByComparingTo("1196.00");
        assertThat(computed.totals().netPayable())
                .isEqualByComparingTo(
                        computed.totals().subtotal().add(computed.totals().discount()));
    }

    @Test
    void what_is_chosen_is_set_kept_and_removed_field_by_field() {
        Cart cart = withCases(basket(), 2);

        Cart chosen = carts.chooseOptions(write(new Choose(
                cart.cartId(),
                new OptionsChange(
                        new Change<>(List.of(new OptionsChange.Coupon("SAVE20"))),
                        new Change<>(new Cart.Address(new Cart.Shipping("addr_456"), new Cart.Billing(true, null))),
                        new Change<>(new Cart.DeliveryOption("deliv_opt_123", "Standard", new BigDecimal("50.00"))),
                        new Change<>(new Cart.DeliveryPreference(
                                new Cart.Scheduled("2025-11-10", new Cart.Slot("slot_today_1", "6:00 PM - 6:30 PM")),
                                null)),
                        new Change<>(new Cart.PickupPoint("pickup-point-option-id", "Indiranagar")),
                        new Change<>(new Cart.PaymentMethod("pay_method_789", "Cash on delivery")),
                        new Change<>(new Cart.Tips(new BigDecimal("50.00"), "INR", "txt_tip")),
                        new Change<>(new Cart.GiftWrap(
                                "gift_wrap_standard", "Standard", new BigDecimal("25.00"), "txt_gift")),
                        new Change<>(new Cart.SpecialInstructions("txt_door")),
                        new Change<>(new OptionsChange.Redemption(30))),
                null)));

        assertThat(chosen.optionsVersion()).isGreaterThan(cart.optionsVersion());
        assertThat(chosen.couponCodes()).containsExactly("SAVE20");
        assertThat(chosen.address().shipping().addressId()).isEqualTo("addr_456");
        assertThat(chosen.address().billing().sameAsShipping()).isTrue();
        assertThat(chosen.deliveryOption().charge()).isEqualByComparingTo("50.00");
        assertThat(chosen.deliveryPreference().scheduled().slot().label()).isEqualTo("6:00 PM - 6:30 PM");
        assertThat(chosen.pickupPoint().pickupPointId()).isEqualTo("pickup-point-option-id");
        assertThat(chosen.paymentMethod().paymentMethodId()).isEqualTo("pay_method_789");
        assertThat(chosen.tips().amount()).isEqualByComparingTo("50.00");
        assertThat(chosen.tips().description()).isEqualTo("txt_tip");
        assertThat(chosen.giftWrap().message()).isEqualTo("txt_gift");
        assertThat(chosen.specialInstructions().instructions()).isEqualTo("txt_door");
        assertThat(chosen.loyalty().points()).isEqualTo(30);

        Cart computed = compute(chosen, null, List.of(), List.of());
        assertThat(computed.loyalty().pointsApplied()).isEqualTo(30);
        assertThat(computed.loyalty().discount()).isEqualByComparingTo("-30.00");

        Cart less = carts.chooseOptions(write(new Choose(
                cart.cartId(),
                new OptionsChange(
                        new Change<>(null),
                        null,
                        null,
                        new Change<>(new Cart.DeliveryPreference(null, new Cart.Immediate(true))),
                        new Change<>(null),
                        new Change<>(null),
                        new Change<>(null),
                        new Change<>(null),
                        new Change<>(null),
                        new Change<>(null)),
                chosen.version())));
        assertThat(less.address()).isEqualTo(chosen.address());
        assertThat(less.deliveryOption()).isEqualTo(chosen.deliveryOption());
        assertThat(less.deliveryPreference().immediate().requested()).isTrue();
        assertThat(less.deliveryPreference().scheduled()).isNull();
        assertThat(less.couponsApplied()).isEmpty();
        assertThat(less.pickupPoint()).isNull();
        assertThat(less.paymentMethod()).isNull();
        assertThat(less.tips()).isNull();
        assertThat(less.giftWrap()).isNull();
        assertThat(less.specialInstructions()).isNull();
        assertThat(less.loyalty()).isNull();
    }

    @Test
    void a_half_of_the_address_that_is_not_given_stays() {
        Cart shipping =
                carts.chooseOptions(write(address(basket(), new Cart.Address(new Cart.Shipping("addr_456"), null))));
        Cart both = carts.chooseOptions(write(address(shipping, new Cart.Address(null, new Cart.Billing(true, null)))));

        assertThat(both.address().shipping().addressId()).isEqualTo("addr_456");
        assertThat(both.address().billing().sameAsShipping()).isTrue();
    }

    private static Choose address(Cart cart, Cart.Address address) {
        return new Choose(
                cart.cartId(),
                new OptionsChange(null, new Change<>(address), null, null, null, null, null, null, null, null),
                cart.version());
    }

    @Test
    void facts_about_another_cart_than_this_are_refused() {
        Cart cart = withCases(basket(), 1);
        long before = cart.version() - 1;

        assertThat(refusalOf(() -> carts.applyOperations(
                                write(new Batch(cart.cartId(), cases(cart, 2).operations(), before))))
                        .code())
                .isEqualTo("CART_CHANGED");
        assertThat(refusalOf(() -> carts.chooseOptions(write(new Choose(
                                cart.cartId(),
                                new OptionsChange(
                                        null, null, null, null, null, null, new Change<>(null), null, null, null),
                                before))))
                        .code())
                .isEqualTo("CART_CHANGED");
        assertThat(refusalOf(() -> carts.compute(write(new Compute(
                                cart.cartId(),
                                null,
                                new ComputeInputs(
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        null,
                                        cart.optionsVersion(),
                                        before)))))
                        .code())
                .isEqualTo("QUOTE_OUTDATED");
        assertThat(refusalOf(() -> carts.delete(write(new Delete(cart.cartId(), null, null, null, before))))
                        .code())
                .isEqualTo("CART_CHANGED");
        assertThat(carts.delete(write(new Delete(cart.cartId(), null, null, null, cart.version()))))
                .isEqualTo(new CartService.Deleted(cart.cartId(), true, cart.version()));
        assertThat(carts.delete(write(new Delete(cart.cartId(), null, null, null, null))))
                .isEqualTo(new CartService.Deleted(cart.cartId(), true, null));
    }

    @Test
    void a_lock_freezes_the_cart_for_its_attempt_alone() {
        Cart cart = withCases(basket(), 1);
        Write<Lock> lock = write(new Lock(cart.cartId(), 1, orderId));
        assertThat(carts.lock(lock).lockedBy()).isEqualTo(orderId);

        ServiceProblem edit = refusalOf(() -> withCases(cart, 2));
        assertThat(edit.code()).isEqualTo("CART_LOCKED");
        assertThat(edit.orderId()).isEqualTo(orderId);
        // The checkout that holds the lock presents its attempt.
        assertThat(compute(cart, 1, List.of(), List.of()).computed()).isTrue();
        assertThat(refusalOf(() -> compute(cart, null, List.of(), List.of())).code())
                .isEqualTo("CART_LOCKED");

        Cart unlocked = carts.unlock(undo(lock.key(), new Unlock(cart.cartId(), 1)));
        assertThat(unlocked.lockedBy()).isNull();
        assertThat(unlocked.attempt()).isEqualTo(2);
        // A lock that was delayed past its own undo does nothing.
        ServiceProblem late = refusalOf(() -> carts.lock(write(new Lock(cart.cartId(), 1, orderId))));
        assertThat(late.code()).isEqualTo("ATTEMPT_OVER");
        assertThat(late.attempt()).isEqualTo(2);
    }

    @Test
    void a_cart_is_locked_again_for_the_attempt_that_ended() {
        Cart cart = withCases(basket(), 1);
        carts.unlock(undo(key(), new Unlock(cart.cartId(), 1)));

        assertThat(refusalOf(() -> carts.relock(write(new Relock(cart.cartId(), 1, orderId, cart.version() - 1))))
                        .code())
                .isEqualTo("CART_CHANGED");
        Write<Relock> relock = write(new Relock(cart.cartId(), 1, orderId, cart.version()));
        Cart locked = carts.relock(relock);
        assertThat(locked.lockedBy()).isEqualTo(orderId);
        assertThat(locked.attempt()).isEqualTo(1);
        assertThat(carts.unlock(undo(relock.key(), new Unlock(cart.cartId(), 1)))
                        .lockedBy())
                .isNull();
        assertThat(refusalOf(() -> carts.relock(relock)).code()).isEqualTo("UNDONE");
    }

    @Test
    void a_forward_call_that_was_undone_before_it_came_is_refused() {
        Cart cart = basket();
        String forward = key();
        carts.unlock(undo(forward, new Unlock(cart.cartId(), 1)));

        assertThat(refusalOf(() -> carts.lock(new Write<>(forward, new Lock(cart.cartId(), 1, orderId))))
                        .code())
                .isEqualTo("UNDONE");
    }

    @Test
    void a_cart_that_became_an_order_leaves_a_tombstone() {
        Cart cart = withCases(basket(), 1);
        carts.lock(write(new Lock(cart.cartId(), 1, orderId)));

        Write<Delete> delete = write(new Delete(cart.cartId(), orderId, 1, new BigDecimal("299.00"), null));
        assertThat(carts.delete(delete).deleted()).isTrue();
        assertThat(carts.delete(delete).deleted()).isTrue();

        OwnerCarts left = carts.ofOwner(ownerId);
        assertThat(left.cart()).isNull();
        assertThat(left.tombstone().orderId()).isEqualTo(orderId);
        assertThat(left.tombstone().attempt()).isEqualTo(1);
        assertThat(left.tombstone().total()).isEqualByComparingTo("299.00");
        assertThat(refusalOf(() -> carts.get(cart.cartId())).code()).isEqualTo("CART_DELETED");
        assertThat(carts.unlock(undo(key(), new Unlock(cart.cartId(), 1)))).isNull();
    }

    @Test
    void what_is_not_there_is_refused_by_name() {
        ServiceProblem problem = refusalOf(() -> carts.get("cart_unknown"));

        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.code()).isEqualTo("CART_NOT_FOUND");
        assertThat(carts.ofOwner(ownerId)).isEqualTo(new OwnerCarts(null, null));
        assertThat(carts.unlock(undo(key(), new Unlock("cart_unknown", 1)))).isNull();
        Cart cart = withCases(basket(), 1);
        ServiceProblem missing = refusalOf(() -> carts.compute(write(new Compute(
                cart.cartId(),
                null,
                new ComputeInputs(List.of(), List.of(), List.of(), List.of(), List.of(), null, null, null)))));
        assertThat(missing.code()).isEqualTo("QUOTE_INPUT_MISSING");
        assertThat(missing.productIds()).containsExactly(CASE);
    }

    @Test
    void one_key_with_two_bodies_is_refused() {
        Cart cart = basket();
        String key = key();
        carts.applyOperations(new Write<>(key, cases(cart, 1)));

        assertThat(refusalOf(() -> carts.applyOperations(new Write<>(key, cases(cart, 2))))
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    // ------------------------------------------------------------------------------------------------ questions

    @Test
    void products_are_found_and_the_unknown_is_left_out() {
        List<Product> found = products.search(List.of(CASE, "prod_unknown")).products();

        assertThat(found)
                .extracting(Product::productId, Product::storeId, Product::status, Product::currency, Product::taxClass)
                .containsExactly(tuple(CASE, STORE, "ACTIVE", "INR", "GST_18"));
        assertThat(found.get(0).price()).isEqualByComparingTo("299.00");
        assertThat(found.get(0).addons()).extracting(Product.Addon::addonId).contains("addon_engraving");
    }

    @Test
    void stores_and_their_taxes_are_found() {
        assertThat(sellers.stores(List.of("store_789", STORE)).stores())
                .extracting(Store::storeId, Store::name, Store::open)
                .containsExactly(tuple("store_789", "Sharma Wholesale", true), tuple(STORE, "Gadget Galaxy", true));
        List<TaxSettings> taxes =
                sellers.taxSettings(List.of("store_789", STORE)).taxes();
        assertThat(taxes).extracting(TaxSettings::pricesIncludeTax).containsExactly(false, true);
        assertThat(taxes.get(0).taxRates())
                .anySatisfy(rate -> assertThat(rate.rate()).isEqualByComparingTo("0.18"));
        assertThat(refusalOf(() -> sellers.stores(List.of(STORE, "store_unknown")))
                        .code())
                .isEqualTo("STORE_NOT_FOUND");
    }

    @Test
    void delivery_has_its_price_and_its_limits() {
        List<StoreItems> stores = List.of(new StoreItems(STORE, 2));

        assertThat(shipping.calculateRate(new CalculateRate("deliv_opt_123", "addr_456", stores))
                        .rates())
                .singleElement()
                .satisfies(rate -> assertThat(rate.charge()).isEqualByComparingTo("50.00"));
        assertThat(refusalOf(() ->
                                shipping.calculateRate(new CalculateRate("deliv_opt_123", "addr_out_of_reach", stores)))
                        .code())
                .isEqualTo("NOT_SERVICEABLE");
        assertThat(refusalOf(() -> shipping.calculateRate(new CalculateRate("deliv_opt_unknown", "addr_456", stores)))
                        .code())
                .isEqualTo("DELIVERY_OPTION_NOT_FOUND");
    }

    @Test
    void products_are_found_by_more_ids_than_fit_into_an_address() {
        List<String> many = Stream.concat(
                        IntStream.range(0, 199).mapToObj(i -> "prod_of_a_name_that_makes_an_address_too_long_" + i),
                        Stream.of(CASE))
                .toList();
        Product phoneCase = products.search(List.of(CASE)).products().get(0);

        assertThat(products.details(many).products()).containsExactly(phoneCase);
        assertThat(products.details(List.of()).products()).isEmpty();
        assertThat(phoneCase.imageUrl()).isNotBlank();
    }

    @Test
    void what_can_be_chosen_has_its_price_and_its_state() {
        SellerAdminService.DeliveryOption standard = sellers.deliveryOption("deliv_opt_123");
        assertThat(standard.name()).isEqualTo("Standard");
        assertThat(standard.charge()).isEqualByComparingTo("50.00");
        assertThat(standard.active()).isTrue();
        assertThat(sellers.deliveryOption("deliv_opt_retired").active()).isFalse();
        SellerAdminService.PickupPoint pickup = sellers.pickupPoint("pickup-point-option-id");
        assertThat(pickup.storeId()).isEqualTo(STORE);
        assertThat(pickup.active()).isTrue();
        SellerAdminService.GiftWrapOption wrap = sellers.giftWrapOption("gift_wrap_standard");
        assertThat(wrap.charge()).isEqualByComparingTo("25.00");
        assertThat(wrap.maxMessageLength()).isEqualTo(200);
        assertThat(wrap.active()).isTrue();
        PaymentService.PaymentMethod cash = payments.paymentMethod("pay_method_789");
        assertThat(cash.paymentMode()).isEqualTo("MANUAL");
        assertThat(cash.gateway()).isEqualTo("COD");
        assertThat(cash.active()).isTrue();
        assertThat(payments.paymentMethod("pay_method_retired").active()).isFalse();

        assertThat(refusalOf(() -> sellers.deliveryOption("nothing")).code()).isEqualTo("DELIVERY_OPTION_NOT_FOUND");
        assertThat(refusalOf(() -> sellers.pickupPoint("nothing")).code()).isEqualTo("PICKUP_POINT_NOT_FOUND");
        assertThat(refusalOf(() -> sellers.giftWrapOption("nothing")).code()).isEqualTo("GIFT_WRAP_NOT_FOUND");
        assertThat(refusalOf(() -> payments.paymentMethod("nothing")).code()).isEqualTo("PAYMENT_METHOD_NOT_FOUND");
    }

    @Test
    void addresses_are_known_by_their_state_alone() {
        assertThat(customers
                        .addresses(new AddressesQuestion(
                                ownerId, List.of("addr_retired", "addr_unknown", "addr_456", "addr_retired")))
                        .addresses())
                .containsExactly(new AddressFound("addr_retired", "INACTIVE"), new AddressFound("addr_456", "ACTIVE"));
    }

    @Test
    void offers_are_made_of_what_is_in_the_cart() {
        MarketingService.Bundle bundle = marketing.applicableBundles(offersFor(CASE, "299.00")).bundles().stream()
                .filter(offered -> "bundle_123".equals(offered.bundleId()))
                .findFirst()
                .orElseThrow();
        assertThat(bundle.bundlePrice()).isEqualByComparingTo("899.00");
        assertThat(bundle.savings()).isEqualByComparingTo("301.00");
        assertThat(bundle.productIds()).contains(CASE, "prod_789");
        assertThat(bundle.relevance()).isBetween(BigDecimal.ZERO, BigDecimal.ONE);

        MarketingService.ThresholdOffer offer = marketing
                .thresholdOffers(offersFor("prod_500", "500.00"))
                .offers()
                .get(0);
        assertThat(offer.remainingAmount()).isEqualByComparingTo("99.00");
        assertThat(offer.benefit()).isEqualTo("FREE_DELIVERY");
        assertThat(offer.products()).extracting(Recommendation::productId).contains("prod_789");
    }

    @Test
    void recommendations_go_with_what_is_in_the_cart() {
        assertThat(recommendations
                        .complementary(new Question(ownerId, List.of("prod_500"), 5))
                        .recommendations())
                .extracting(Recommendation::productId, Recommendation::reason)
                .contains(tuple(CASE, "80% of customers bought this"));
        assertThat(recommendations
                        .upsells(new Question(ownerId, List.of(CASE), 5))
                        .recommendations())
                .extracting(Recommendation::productId)
                .contains("prod_premium_456");
        assertThat(recommendations
                        .reminders(new Question(ownerId, List.of(CASE), 5))
                        .recommendations())
                .extracting(Recommendation::productId, Recommendation::source)
                .contains(tuple("prod_saved_123", "WISHLIST"), tuple("prod_viewed_456", "RECENTLY_VIEWED"));
        assertThat(recommendations
                        .reminders(new Question(ownerId, List.of(CASE), 1))
                        .recommendations())
                .hasSize(1);
    }

    // ------------------------------------------------------------------------------------------------ stock

    @Test
    void stock_is_held_and_deducted_once_or_released() {
        List<Item> two = List.of(new Item(CASE, null, 2));
        assertThat(inventory
                        .checkAvailability(new InventoryService.CheckAvailability(two, true, null))
                        .items())
                .singleElement()
                .satisfies(item -> assertThat(item.available()).isTrue());
        Write<InventoryService.Reserve> reserve = write(new InventoryService.Reserve(orderId, "cart_1", 900, two));
        InventoryService.Reservation held = inventory.reserve(reserve);
        assertThat(held.status()).isEqualTo("HELD");
        assertThat(held.expiresAt()).isAfter(Instant.now().plusSeconds(600));
        assertThat(inventory.reserve(reserve)).isEqualTo(held);

        Write<InventoryService.Deduct> deduct = write(new InventoryService.Deduct(held.reservationId(), orderId));
        assertThat(inventory.deduct(deduct).status()).isEqualTo("DEDUCTED");
        assertThat(inventory.deduct(deduct).status()).isEqualTo("DEDUCTED");

        String other = orderId + "_other";
        Write<InventoryService.Reserve> again = write(new InventoryService.Reserve(other, "cart_1", 900, two));
        InventoryService.Reservation dropped = inventory.reserve(again);
        assertThat(inventory
                        .releaseReservations(undo(again.key(), new InventoryService.Release(other, null)))
                        .released())
                .isEqualTo(1);
        assertThat(refusalOf(() -> inventory.deduct(write(new InventoryService.Deduct(dropped.reservationId(), other))))
                        .code())
                .isEqualTo("HOLD_RELEASED");
        assertThat(refusalOf(() -> inventory.reserve(again)).code()).isEqualTo("UNDONE");
    }

    @Test
    void seats_are_reserved_claimed_and_sold_or_free_again() {
        SeatMap map = catalog.seatMap(SHOW);
        List<String> free = map.sections().stream()
                .flatMap(section -> section.rows().stream())
                .flatMap(row -> row.seats().stream())
                .filter(seat -> seat.state() == SeatState.AVAILABLE)
                .map(MappedSeat::seatId)
                .limit(2)
                .toList();
        CatalogService.Seat seat = catalog.seat(free.get(0));
        assertThat(seat.eventId()).isEqualTo(SHOW);
        Write<SeatService.Reserve> reserve = write(new SeatService.Reserve(null, free, ownerId, null));
        List<SeatService.Reservation> reserved = seats.reserve(reserve).reservations();
        assertThat(seats.reserve(reserve).reservations()).isEqualTo(reserved);
        assertThat(reserved).extracting(SeatService.Reservation::seatId).containsExactlyElementsOf(free);
        assertThat(reserved.get(0).price()).isEqualByComparingTo(seat.price());
        assertThat(reserved.get(0).ownerId()).isEqualTo(ownerId);
        assertThat(refusalOf(() -> seats.reserve(write(new SeatService.Reserve(null, free, "own_else", null))))
                        .code())
                .isEqualTo("SEAT_TAKEN");
        String first = reserved.get(0).reservationId();
        String second = reserved.get(1).reservationId();

        Instant later = reserved.get(0).expiresAt().plusSeconds(600);
        assertThat(seats.extend(write(new SeatService.Extend(first, later))).expiresAt())
                .isEqualTo(later);
        Write<SeatService.OfOrder> claim = write(new SeatService.OfOrder(orderId, List.of(first, second)));
        seats.claim(claim);
        assertThat(seats.claim(claim).reservations())
                .extracting(SeatService.Reservation::status)
                .containsOnly(Status.CLAIMED);
        assertThat(refusalOf(() -> seats.release(undo(null, new SeatService.Release(first, ownerId))))
                        .code())
                .isEqualTo("RESERVATION_CLAIMED");
        assertThat(seats.unclaim(undo(claim.key(), new SeatService.OfOrder(orderId, null)))
                        .reservations())
                .extracting(SeatService.Reservation::status)
                .containsOnly(Status.HELD);
        assertThat(refusalOf(() -> seats.claim(claim)).code()).isEqualTo("UNDONE");
        assertThat(refusalOf(() -> seats.release(undo(null, new SeatService.Release(first, "own_else"))))
                        .code())
                .isEqualTo("RESERVATION_OF_ANOTHER");
        assertThat(seats.release(undo(null, new SeatService.Release(first, null)))
                        .status())
                .isEqualTo(Status.RELEASED);

        String order = orderId + "_second";
        seats.claim(write(new SeatService.OfOrder(order, List.of(second))));
        seats.releaseClaimed(undo("never", new SeatService.OfOrder(order, null)));
        assertThat(seats.reclaim(write(new SeatService.OfOrder(order, List.of(second))))
                        .reservations())
                .extracting(SeatService.Reservation::status)
                .containsExactly(Status.CLAIMED);
        assertThat(refusalOf(() -> seats.reclaim(write(new SeatService.OfOrder(order, List.of(first)))))
                        .code())
                .isEqualTo("RESERVATION_NOT_CLAIMED");
        assertThat(seats.confirm(write(new SeatService.OfOrder(order, List.of(second))))
                        .reservations())
                .extracting(SeatService.Reservation::status)
                .containsExactly(Status.CONFIRMED);
        assertThat(seats.releaseClaimed(undo("never", new SeatService.OfOrder(order, null)))
                        .reservations())
                .isEmpty();
        assertThat(seats.release(
                        undo("never", new SeatService.Release(UUID.randomUUID().toString(), null))))
                .isNull();
    }

    @Test
    void what_became_of_seats_is_taken_for_publishing() {
        Write<EventService.ReservationExpired> expired = write(new EventService.ReservationExpired(
                UUID.randomUUID().toString(), SHOW, UUID.randomUUID().toString(), ownerId, null, Instant.now()));
        assertThat(events.reservationExpired(expired)).isEqualTo(events.reservationExpired(expired));
        for (boolean completed : new boolean[] {true, false}) {
            assertThat(events.ticketOrderEnded(write(new EventService.TicketOrderEnded(
                                    UUID.randomUUID().toString(),
                                    ownerId,
                                    completed,
                                    completed ? null : "EXPIRED",
                                    new BigDecimal("50.00"),
                                    "INR",
                                    Instant.now(),
                                    List.of())))
                            .eventId())
                    .isNotBlank();
        }
    }

    @Test
    void too_much_is_refused_line_by_line() {
        ServiceProblem problem = refusalOf(() -> inventory.reserve(write(new InventoryService.Reserve(
                orderId, "cart_1", 900, List.of(new Item("prod_premium_456", null, 5000))))));

        assertThat(problem.code()).isEqualTo("OUT_OF_STOCK");
        assertThat(problem.items())
                .extracting(LineProblem::productId, LineProblem::requested, LineProblem::quantityAvailable)
                .containsExactly(tuple("prod_premium_456", 5000, 300));
    }

    // ------------------------------------------------------------------------------------------------ order, payment

    @Test
    void an_order_is_written_split_paid_at_the_door_and_confirmed() {
        Order created = orders.create(write(order()));
        assertThat(created.id()).isEqualTo(orderId);
        assertThat(created.number()).startsWith("ORD-");
        assertThat(created.orderStatus()).isEqualTo("PENDING");
        assertThat(created.total()).isEqualByComparingTo("598.00");

        List<SubOrder> parts = orders.createSubOrders(write(new CreateSubOrders(
                        orderId, List.of(new NewSubOrder(STORE, new BigDecimal("598.00"), items())))))
                .subOrders();
        assertThat(parts).extracting(SubOrder::number).containsExactly(created.number() + "-01");
        assertThat(orders.setPaymentStatus(write(new PaymentStatus(orderId, "PENDING")))
                        .paymentStatus())
                .isEqualTo("PENDING");
        PaymentService.Attempt payment = payments.initiate(write(cash("598.00")));
        assertThat(payment.status()).isEqualTo(PaymentService.AttemptStatus.CAPTURED);
        assertThat(payment.amount()).isEqualByComparingTo("598.00");

        Write<PaymentStatus> confirm = write(new PaymentStatus(orderId, "PENDING"));
        Order confirmed = orders.confirm(confirm);
        assertThat(confirmed.orderStatus()).isEqualTo("CONFIRMED");
        assertThat(confirmed.subOrders()).extracting(SubOrder::orderStatus).containsExactly("CONFIRMED");
        assertThat(orders.confirm(confirm)).isEqualTo(confirmed);
    }

    @Test
    void what_the_customer_wrote_reaches_whoever_packs_the_order() {
        texts.putAll(
                Map.of("txt_gift", "Happy Birthday!", "txt_door", "Ring twice.", "txt_other", "not for this order"));

        Order created = orders.create(write(orderWithWishes("txt_gift", "txt_door", "txt_deleted_meanwhile")));

        assertThat(created.toString()).doesNotContain("Birthday", "Ring");
        JsonNode fulfilment = client.call(Service.ORDER, "api", "orders", orderId)
                .get(JsonNode.class)
                .get("fulfilment");
        assertThat(fulfilment.at("/gift_wrap/message").asText()).isEqualTo("Happy Birthday!");
        assertThat(fulfilment.at("/special_instructions").asText()).isEqualTo("Ring twice.");
        assertThat(fulfilment.path("tip_description").isTextual()).isFalse();
        assertThat(fulfilment.at("/shipping_address_id").asText()).isEqualTo("addr_456");
        assertThat(fulfilment.at("/delivery_preference/immediate/requested").asBoolean())
                .isTrue();
        assertThat(fulfilment.at("/coupons/0").asText()).isEqualTo("SAVE20");
        assertThat(fulfilment.at("/loyalty_points").asInt()).isEqualTo(10);
    }

    private Initiate cash(String amount) {
        return new Initiate(
                "pa_" + UUID.randomUUID(),
                "pay_1",
                orderId,
                ownerId,
                "MANUAL",
                "COD",
                new BigDecimal(amount),
                "INR",
                null,
                null,
                null,
                "addr_456");
    }

    @Test
    void an_order_and_its_payment_are_undone() {
        Write<CreateOrder> create = write(order());
        orders.create(create);
        Write<Initiate> initiate = write(cash("598.00"));
        payments.initiate(initiate);

        assertThat(payments.cancel(undo(
                                initiate.key(),
                                new PaymentService.Cancel(
                                        orderId, initiate.body().attemptId())))
                        .cancelled())
                .isTrue();
        assertThat(orders.cancel(undo(create.key(), new CancelOrder(orderId, "CHECKOUT_ENDED")))
                        .orderStatus())
                .isEqualTo("CANCELLED");
        assertThat(refusalOf(() -> orders.create(create)).code()).isEqualTo("UNDONE");
    }

    @Test
    void an_order_that_was_never_written_is_undone_all_the_same() {
        String forward = key();
        Order nothing = orders.cancel(undo(forward, new CancelOrder(orderId, "CHECKOUT_ENDED")));

        assertThat(nothing == null || !"CONFIRMED".equals(nothing.orderStatus()))
                .isTrue();
        assertThat(refusalOf(() -> orders.create(new Write<>(forward, order()))).code())
                .isEqualTo("UNDONE");
    }

    @Test
    void cash_on_delivery_has_its_limit() {
        assertThat(refusalOf(() -> payments.initiate(write(cash("10000.01")))).code())
                .isEqualTo("COD_NOT_ALLOWED");
    }

    @Test
    void coupons_are_used_once_an_order() {
        Write<CouponsUse> use = write(new CouponsUse(orderId, ownerId, List.of("SAVE20")));

        assertThat(marketing.couponsUsed(use).used()).containsExactly("SAVE20");
        assertThat(marketing.couponsUsed(use).used()).containsExactly("SAVE20");
        assertThat(marketing
                        .couponsUsed(write(new CouponsUse(orderId, ownerId, List.of())))
                        .used())
                .isEmpty();
    }

    @Test
    void a_coupons_use_is_held_for_one_cart_and_let_go() {
        Write<CouponsHold> hold = write(new CouponsHold(orderId, "cart_1", 1, ownerId, List.of("WELCOME50"), 900));
        CouponsHeld held = marketing.holdCoupons(hold);
        assertThat(held.held()).containsExactly("WELCOME50");
        assertThat(held.expiresAt()).isAfter(Instant.now().plusSeconds(600));

        assertThat(welcome("cart_1").valid()).isTrue();
        assertThat(welcome("cart_2").reason()).isEqualTo("USED_UP");
        String other = orderId + "_other";
        assertThat(refusalOf(() -> marketing.holdCoupons(
                                write(new CouponsHold(other, "cart_2", 1, ownerId, List.of("WELCOME50"), 900))))
                        .code())
                .isEqualTo("USED_UP");

        assertThat(marketing
                        .releaseCoupons(undo(hold.key(), new CouponsRelease(orderId)))
                        .released())
                .isEqualTo(1);
        assertThat(welcome("cart_2").valid()).isTrue();
        assertThat(refusalOf(() -> marketing.holdCoupons(hold)).code()).isEqualTo("UNDONE");
    }

    @Test
    void points_are_held_burnt_and_earned_or_let_go() {
        client.call(Service.LOYALTY, "api", "loyalty", "credit")
                .idempotent(key())
                .post(Map.of("owner_id", ownerId, "points", 100, "reason", "welcome"), JsonNode.class);
        LoyaltyService.Quote quote =
                loyalty.quote(new LoyaltyService.QuoteQuestion(ownerId, "cart_1", new BigDecimal("648.00")));
        assertThat(quote.balance()).isEqualTo(100);
        assertThat(quote.pointValue()).isEqualByComparingTo("1.00");
        assertThat(quote.wouldEarn()).isEqualTo(64);

        LoyaltyService.Held held = loyalty.hold(write(new LoyaltyService.Hold(orderId, "cart_1", 1, ownerId, 60, 900)));
        assertThat(held.points()).isEqualTo(60);
        assertThat(held.status()).isEqualTo("HELD");
        assertThat(balance("cart_1")).isEqualTo(100);
        assertThat(balance("cart_2")).isEqualTo(40);
        String other = orderId + "_other";
        Write<LoyaltyService.Hold> tooMuch = write(new LoyaltyService.Hold(other, "cart_2", 1, ownerId, 41, 900));
        assertThat(refusalOf(() -> loyalty.hold(tooMuch)).code()).isEqualTo("INSUFFICIENT_POINTS");

        assertThat(loyalty.burn(write(new LoyaltyService.Burn(orderId, ownerId, 60)))
                        .burnt())
                .isEqualTo(60);
        assertThat(loyalty.earn(write(new LoyaltyService.Earn(orderId, ownerId, new BigDecimal("648.00"))))
                        .earned())
                .isEqualTo(64);
        assertThat(balance("cart_2")).isEqualTo(104);

        Write<LoyaltyService.Hold> dropped = write(new LoyaltyService.Hold(other, "cart_2", 1, ownerId, 104, 900));
        loyalty.hold(dropped);
        assertThat(loyalty.release(undo(dropped.key(), new LoyaltyService.Release(other)))
                        .released())
                .isEqualTo(104);
        assertThat(balance("cart_3")).isEqualTo(104);
        assertThat(refusalOf(() -> loyalty.hold(dropped)).code()).isEqualTo("UNDONE");
    }

    // ------------------------------------------------------------------------------------------------ the world

    @Test
    void the_customer_is_told_on_every_channel_once() {
        NotificationService.Send send = new NotificationService.Send(
                orderId,
                ownerId,
                "ORDER_CONFIRMATION",
                List.of("EMAIL", "SMS", "PUSH"),
                new NotificationService.Data("ORD-2026-1", new BigDecimal("598.00"), "INR"));
        Write<NotificationService.Send> write = write(send);

        List<SentMessage> sent = notifications.send(write).sent();
        assertThat(sent).extracting(SentMessage::channel).containsExactly("EMAIL", "SMS", "PUSH");
        assertThat(notifications.send(write).sent()).isEqualTo(sent);
    }

    @Test
    void the_event_goes_out_with_the_devices_fingerprint() {
        Write<EventService.Publish> publish = write(new EventService.Publish(
                "ORDER_PLACED",
                orderId,
                Instant.parse("2026-01-01T12:00:00Z"),
                "creq_1",
                new EventService.Data(
                        "ORD-2026-1", ownerId, "cart_1", "WEB", new BigDecimal("598.00"), "INR", List.of(STORE))));
        String eventId = events.publish(publish).eventId();
        assertThat(events.publish(publish).eventId()).isEqualTo(eventId);

        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG, "test",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("orchestra.events"));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(consumer.poll(Duration.ofSeconds(1)))
                            .anySatisfy(message -> {
                                assertThat(message.key()).isEqualTo(orderId);
                                assertThat(message.value())
                                        .contains(eventId, "fp of creq_1", "\"total\":598.00")
                                        .doesNotContain("checkout_request_id");
                            }));
        }
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private Cart basket() {
        return carts.findOrCreate(write(new FindOrCreate(ownerId, "BASKET")));
    }

    private Cart withCases(Cart cart, int quantity) {
        return carts.applyOperations(write(cases(cart, quantity))).cart();
    }

    private static Batch cases(Cart cart, int quantity) {
        return new Batch(cart.cartId(), List.of(new CartOperation(Op.SET, CASE, null, null, quantity, null)), null);
    }

    /** As a workflow does it: every input comes from the service that owns it. */
    private Cart compute(Cart cart, Integer attempt, List<PricingRule> promotions, List<CouponCheck> coupons) {
        Store store = sellers.stores(List.of(STORE)).stores().get(0);
        TaxSettings tax = sellers.taxSettings(List.of(STORE)).taxes().get(0);
        return carts.compute(write(new Compute(
                cart.cartId(),
                attempt,
                new ComputeInputs(
                        products.search(List.of(CASE)).products(),
                        List.of(new StorePricing(STORE, store.name(), tax.pricesIncludeTax(), tax.taxRates())),
                        List.of(new DeliveryRate(STORE, new BigDecimal("0.00"))),
                        promotions,
                        coupons,
                        new LoyaltyLimit(50, new BigDecimal("1.00")),
                        null,
                        null))));
    }

    private OffersQuestion offersFor(String productId, String price) {
        BigDecimal amount = new BigDecimal(price);
        return new OffersQuestion(ownerId, List.of(new PricedLine(productId, null, STORE, 1, amount, amount)));
    }

    private CouponCheck welcome(String cartId) {
        return marketing
                .validateCoupons(new ValidateCoupons(
                        ownerId,
                        cartId,
                        List.of("WELCOME50"),
                        List.of(new PricedLine(
                                CASE, null, STORE, 1, new BigDecimal("299.00"), new BigDecimal("299.00")))))
                .coupons()
                .get(0);
    }

    private int balance(String cartId) {
        return loyalty.quote(new LoyaltyService.QuoteQuestion(ownerId, cartId, new BigDecimal("0.00")))
                .balance();
    }

    private static CacheCart cached(Cart cart, long version) {
        return new CacheCart(cart.cartId(), version, 1800, cart);
    }

    private CreateOrder order() {
        BigDecimal total = new BigDecimal("598.00");
        BigDecimal zero = new BigDecimal("0.00");
        return new CreateOrder(
                orderId,
                "MASTER",
                "PENDING",
                "cart_1",
                ownerId,
                "WEB",
                "INR",
                total,
                new Cart.Totals(total, zero, zero, zero, zero, zero, zero, total),
                items(),
                null);
    }

    /** As the order of somebody who chose everything. */
    private CreateOrder orderWithWishes(String giftMessage, String instructions, String tipDescription) {
        CreateOrder plain = order();
        return new CreateOrder(
                plain.id(),
                plain.type(),
                plain.status(),
                plain.cartId(),
                plain.ownerId(),
                plain.channel(),
                plain.currency(),
                plain.total(),
                plain.totals(),
                plain.items(),
                new Fulfilment(
                        "addr_456",
                        "addr_789",
                        "deliv_opt_123",
                        new Cart.DeliveryPreference(null, new Cart.Immediate(true)),
                        null,
                        new GiftWrap("gift_wrap_standard", giftMessage),
                        instructions,
                        tipDescription,
                        List.of("SAVE20"),
                        10));
    }

    private Map<String, String> textsOf(Collection<String> references) {
        Map<String, String> found = new HashMap<>(texts);
        found.keySet().retainAll(references);
        return found;
    }

    private static List<OrderService.Item> items() {
        BigDecimal price = new BigDecimal("299.00");
        return List.of(
                new OrderService.Item("item_1", CASE, null, "Phone Case", STORE, 2, price, new BigDecimal("598.00")));
    }

    private static ServiceProblem refusalOf(Runnable call) {
        ApplicationFailure failure = catchThrowableOfType(ApplicationFailure.class, call::run);
        assertThat(failure).isNotNull();
        assertThat(failure.isNonRetryable()).isTrue();
        return failure.getDetails().get(ServiceProblem.class);
    }

    private static String key() {
        return "run/" + UUID.randomUUID();
    }

    private static <T> Write<T> write(T body) {
        return new Write<>(key(), body);
    }

    private static <T> Undo<T> undo(String forward, T body) {
        return new Undo<>(key(), forward, body);
    }
}
