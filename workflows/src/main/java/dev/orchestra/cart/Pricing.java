package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.ComputeInputs.LoyaltyLimit;
import dev.orchestra.services.cart.ComputeInputs.StorePricing;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.marketing.MarketingService.PricedLine;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.services.shipping.DeliveryRate;
import dev.orchestra.services.shipping.ShippingService;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Warning;
import dev.orchestra.support.Write;
import io.temporal.workflow.Promise;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a cart gets its money: asks every service that decides a price, in parallel, and has the Cart service compute. Used by each
 * operation that computes, under that operation's own step numbers.
 */
public final class Pricing {

    /** How often a computation is started anew because the cart was changed in the meantime. */
    private static final int ROUNDS = 3;

    /** The steps of one operation that {@link Pricing} plays. */
    public record PricingSteps(
            Step products,
            Step rates,
            Step stores,
            Step taxes,
            Step promotions,
            Step coupons,
            Step points,
            Step compute) {}

    /** Where the goods go and how; both null as long as no charge is owed for it. */
    record Delivery(String optionId, String addressId) {

        private static final Delivery NONE = new Delivery(null, null);

        static Delivery of(Cart cart) {
            return of(
                    cart.deliveryOption() == null ? null : cart.deliveryOption().deliveryOptionId(), cart.address());
        }

        /** A delivery charge is owed only once the customer chose both where to and how. */
        static Delivery of(String optionId, Cart.Address address) {
            return optionId == null || address == null || address.shipping() == null
                    ? NONE
                    : new Delivery(optionId, address.shipping().addressId());
        }

        boolean chosen() {
            return optionId != null;
        }
    }

    /**
     * What is known about the cart's products, and the price inputs made of it.
     *
     * @param goodsVersion of the cart's goods that it stands for
     * @param asked the coupons that were asked about
     * @param delivery that was asked about
     * @param pointsAsked whether points were asked about
     */
    public record Facts(
            Map<String, Product> products,
            Map<String, SellerAdminService.Store> stores,
            ComputeInputs inputs,
            List<Warning> warnings,
            long goodsVersion,
            List<String> asked,
            Delivery delivery,
            boolean pointsAsked) {

        /** A store that nobody knows takes no orders. */
        public boolean isOpen(String storeId) {
            SellerAdminService.Store store = stores.get(storeId);
            return store != null && store.open();
        }

        /** Whether what was said about coupons and delivery is about this very cart. Prices of products are true of any. */
        private boolean fit(Cart cart) {
            return delivery.equals(Delivery.of(cart))
                    && asked.containsAll(cart.couponCodes())
                    && (pointsAsked || cart.loyalty() == null)
                    && (!dependOnQuantities(cart) || goodsVersion == cart.goodsVersion());
        }

        /** The same, when the goods turned out to be others than those that were asked about. */
        Facts ofOtherGoods() {
            return new Facts(products, stores, inputs, warnings, -1, asked, delivery, pointsAsked);
        }

        private ComputeInputs inputsFor(Cart cart) {
            return new ComputeInputs(
                    inputs.products(),
                    inputs.stores(),
                    inputs.deliveryRates(),
                    inputs.promotions(),
                    inputs.coupons(),
                    inputs.loyalty(),
                    cart.optionsVersion(),
                    dependOnQuantities(cart) ? cart.version() : null);
        }

        private static boolean dependOnQuantities(Cart cart) {
            return Delivery.of(cart).chosen() || !cart.couponCodes().isEmpty();
        }
    }

    /** @param warnings what the total was computed without */
    public record Priced(Cart cart, Facts facts) {

        public List<Warning> warnings() {
            return facts.warnings();
        }
    }

    /** What becomes of a price decoration (promotions, coupons, delivery estimate) that cannot be asked for. */
    public enum Missing {
        /** A cart is shown without it, with a warning. */
        LEFT_OUT,
        /** An order is refused: what is missing changes what is owed. */
        REFUSED
    }

    /** The questions about a cart that are under way. */
    final class Gathering {

        private final long goodsVersion;
        private final Map<String, Product> products;
        private final List<PricedLine> lines;
        private final Promise<SellerAdminService.Stores> stores;
        private final Promise<SellerAdminService.Taxes> taxes;
        private List<String> couponCodes = List.of();
        private Promise<MarketingService.Coupons> coupons;
        private Delivery delivery = Delivery.NONE;
        private Promise<List<DeliveryRate>> rates;

        /** Asks for the products, then, as they have told which stores they are of, for the stores. */
        private Gathering(CartProjection projection, long goodsVersion) {
            this.goodsVersion = goodsVersion;
            List<String> productIds = projection.productIds();
            this.products = productIds.isEmpty()
                    ? new LinkedHashMap<>()
                    : steps.call(numbered.products(), ProductService.class, service -> service.search(productIds))
                            .byId();
            Set<String> storeIds = new TreeSet<>();
            products.values().forEach(product -> storeIds.add(product.storeId()));
            List<String> storeList = List.copyOf(storeIds);
            this.lines = pricedLines(projection, products);
            this.stores = storeList.isEmpty()
                    ? null
                    : steps.start(numbered.stores(), SellerAdminService.class, seller -> seller.stores(storeList));
            this.taxes = storeList.isEmpty()
                    ? null
                    : steps.start(numbered.taxes(), SellerAdminService.class, seller -> seller.taxSettings(storeList));
        }

        Map<String, Product> products() {
            return products;
        }

        /** Starts asking whether coupons may be used on these goods, as another step than that of coupons which the cart has already. */
        Promise<MarketingService.Coupons> askCoupons(Step step, Cart cart, List<String> codes) {
            couponCodes = codes;
            coupons = codes.isEmpty()
                    ? null
                    : steps.start(
                            step,
                            MarketingService.class,
                            marketing -> marketing.validateCoupons(
                                    new MarketingService.ValidateCoupons(cart.ownerId(), cart.cartId(), codes, lines)));
            return coupons;
        }

        /** Starts asking what the delivery of these goods costs. */
        Promise<List<DeliveryRate>> askRates(Delivery wanted) {
            delivery = wanted;
            Map<String, Integer> pieces = new LinkedHashMap<>();
            lines.forEach(line -> pieces.merge(line.storeId(), line.quantity(), Integer::sum));
            List<ShippingService.StoreItems> parcels = pieces.entrySet().stream()
                    .map(store -> new ShippingService.StoreItems(store.getKey(), store.getValue()))
                    .toList();
            rates = !wanted.chosen() || parcels.isEmpty()
                    ? null
                    : steps.start(
                                    numbered.rates(),
                                    ShippingService.class,
                                    shipping -> shipping.calculateRate(new ShippingService.CalculateRate(
                                            wanted.optionId(), wanted.addressId(), parcels)))
                            .thenApply(ShippingService.Rates::rates);
            return rates;
        }

        /** Waits for what every price needs. */
        void needed() {
            Steps.allSettled(stores, taxes);
            if (stores != null) {
                stores.get();
                taxes.get();
            }
        }

        /** Asks for the rest, and waits for all of it. What was asked about another choice than the cart's is asked anew. */
        Facts facts(Cart cart) {
            Delivery chosen = Delivery.of(cart);
            if (!delivery.equals(chosen)) {
                askRates(chosen);
            }
            Steps.allSettled(stores, taxes, rates);
            // Promotions follow the parallel block, as numbered; coupons and points that the cart has are asked about
            // beside them.
            Promise<MarketingService.Promotions> promotions = lines.isEmpty()
                    ? null
                    : steps.start(
                            numbered.promotions(),
                            MarketingService.class,
                            marketing -> marketing.applicablePromotions(
                                    new MarketingService.ApplicablePromotions(cart.ownerId(), lines)));
            if (!couponCodes.containsAll(cart.couponCodes())) {
                askCoupons(numbered.coupons(), cart, cart.couponCodes());
            }
            Promise<LoyaltyService.Quote> points = cart.loyalty() == null
                    ? null
                    : steps.start(
                            numbered.points(),
                            LoyaltyService.class,
                            loyalty -> loyalty.quote(
                                    new LoyaltyService.QuoteQuestion(cart.ownerId(), cart.cartId(), BigDecimal.ZERO)));
            Steps.allSettled(promotions, coupons, points);

            Map<String, SellerAdminService.Store> storeById = new LinkedHashMap<>();
            if (stores != null) {
                stores.get().stores().forEach(store -> storeById.put(store.storeId(), store));
            }
            List<Warning> warnings = new ArrayList<>();
            List<DeliveryRate> charges =
                    orWithout(rates, List.of(), warnings, "DELIVERY_ESTIMATE_UNAVAILABLE", "The delivery charge");
            List<PricingRule> rules = orWithout(
                            promotions,
                            new MarketingService.Promotions(List.of()),
                            warnings,
                            "PROMOTIONS_UNAVAILABLE",
                            "Promotions")
                    .promotions();
            List<CouponCheck> checks = orWithout(
                            coupons,
                            new MarketingService.Coupons(List.of()),
                            warnings,
                            "COUPONS_UNAVAILABLE",
                            "Coupons")
                    .coupons();
            LoyaltyService.Quote quote = orWithout(points, null, warnings, "POINTS_UNAVAILABLE", "Points");
            return new Facts(
                    products,
                    storeById,
                    new ComputeInputs(
                            List.copyOf(products.values()),
                            storePricing(storeById),
                            charges,
                            rules,
                            checks,
                            quote == null ? null : new LoyaltyLimit(quote.balance(), quote.pointValue()),
                            null,
                            null),
                    warnings,
                    goodsVersion,
                    couponCodes,
                    delivery,
                    points != null);
        }

        private List<StorePricing> storePricing(Map<String, SellerAdminService.Store> storeById) {
            if (taxes == null) {
                return List.of();
            }
            return taxes.get().taxes().stream()
                    .map(tax -> new StorePricing(
                            tax.storeId(),
                            storeById.containsKey(tax.storeId())
                                    ? storeById.get(tax.storeId()).name()
                                    : tax.storeId(),
                            tax.pricesIncludeTax(),
                            tax.taxRates()))
                    .toList();
        }
    }

    private final Steps steps;
    private final PricingSteps numbered;
    private final Missing missing;
    private int computations;

    public Pricing(Steps steps, PricingSteps numbered, Missing missing) {
        this.steps = steps;
        this.numbered = numbered;
        this.missing = missing;
    }

    /** The facts about a cart as it is. */
    public Facts facts(Cart cart) {
        return gather(cart).facts(cart);
    }

    /** Starts to gather the facts about a cart as it is. */
    Gathering gather(Cart cart) {
        return new Gathering(new CartProjection(cart, List.of()), cart.goodsVersion());
    }

    /**
     * Everything that decides the price of what the cart will hold. What a price cannot do without fails the call; what decorates it is
     * left out with a warning.
     */
    Facts facts(Cart cart, CartProjection projection) {
        // As if all operations will apply, which is one change of the goods.
        return new Gathering(projection, cart.goodsVersion() + 1).facts(cart);
    }

    private static List<PricedLine> pricedLines(CartProjection projection, Map<String, Product> products) {
        List<PricedLine> lines = new ArrayList<>();
        projection.stockQuestions().forEach(item -> {
            Product product = products.get(item.productId());
            int quantity = projection.wanted(new CartProjection.Sku(item.productId(), item.variantId()));
            if (product != null && quantity > 0) {
                lines.add(new PricedLine(
                        item.productId(),
                        item.variantId(),
                        product.storeId(),
                        quantity,
                        priceOf(product, item.variantId()),
                        amount(projection, product, item)));
            }
        });
        return lines;
    }

    /** What all lines of a product and variant cost before discounts: addons are bought once a line. */
    private static BigDecimal amount(CartProjection projection, Product product, InventoryService.Item item) {
        CartProjection.Sku sku = new CartProjection.Sku(item.productId(), item.variantId());
        BigDecimal amount = priceOf(product, item.variantId()).multiply(BigDecimal.valueOf(projection.wanted(sku)));
        for (Map<String, Integer> addons : projection.addonsOf(sku)) {
            for (Map.Entry<String, Integer> addon : addons.entrySet()) {
                amount = amount.add(
                        priceOfAddon(product, addon.getKey()).multiply(BigDecimal.valueOf(addon.getValue())));
            }
        }
        return amount;
    }

    private static BigDecimal priceOfAddon(Product product, String addonId) {
        return product.addons() == null
                ? BigDecimal.ZERO
                : product.addons().stream()
                        .filter(addon -> addon.addonId().equals(addonId))
                        .map(Product.Addon::price)
                        .findFirst()
                        .orElse(BigDecimal.ZERO);
    }

    /** Whether a product is sold with this addon. */
    static boolean offers(Product product, String addonId) {
        return product.addons() != null
                && product.addons().stream().anyMatch(addon -> addon.addonId().equals(addonId));
    }

    /** Whether a product, and the variant of it where it has them, is sold at the moment. */
    public static boolean sellable(Product product, String variantId) {
        if (product == null || !"ACTIVE".equals(product.status())) {
            return false;
        }
        return variantId == null
                || product.variants() != null
                        && product.variants().stream()
                                .anyMatch(variant ->
                                        variant.variantId().equals(variantId) && "ACTIVE".equals(variant.status()));
    }

    /** What one piece costs now: the variant's price where there is one. */
    public static BigDecimal priceOf(Product product, String variantId) {
        if (variantId != null && product.variants() != null) {
            for (Product.Variant variant : product.variants()) {
                if (variant.variantId().equals(variantId)) {
                    return variant.price();
                }
            }
        }
        return product.price();
    }

    /**
     * Computes the cart. When somebody changed it since the facts were gathered, so that they are not about it any more, gathers them again.
     *
     * @param attempt the checkout attempt that holds the cart's lock, null for an open cart
     * @throws ServiceFailure.Refused with QUOTE_INPUT_MISSING when the cart has something that cannot be priced, with QUOTE_OUTDATED when it is
     *     changed all the time
     */
    public Priced compute(Cart cart, Facts facts, Integer attempt) {
        Cart toCompute = cart;
        Facts current = facts.fit(cart) ? facts : facts(cart);
        for (int round = 1; ; round++) {
            Write<CartService.Compute> write = new Write<>(
                    // Counted over all calls: a second computation of one operation is not a repetition of the first.
                    steps.key(numbered.compute(), ++computations),
                    new CartService.Compute(toCompute.cartId(), attempt, current.inputsFor(toCompute)));
            try {
                Cart computed = steps.call(numbered.compute(), CartService.class, carts -> carts.compute(write));
                return new Priced(computed, current);
            } catch (ServiceFailure.Refused refused) {
                boolean changed = refused.is("QUOTE_INPUT_MISSING") || refused.is("QUOTE_OUTDATED");
                if (!changed || round == ROUNDS) {
                    throw refused;
                }
                Cart now = steps.call(numbered.compute(), CartService.class, carts -> carts.get(cart.cartId()));
                if (refused.is("QUOTE_INPUT_MISSING") && now.goodsVersion() == toCompute.goodsVersion()) {
                    // Nobody added anything: it is unknown, and stays so however often it is asked for.
                    throw refused;
                }
                toCompute = now;
                if (refused.is("QUOTE_INPUT_MISSING") || !current.fit(now)) {
                    current = facts(now);
                }
            }
        }
    }

    /** @param asked null for what did not have to be asked */
    private <T> T orWithout(Promise<T> asked, T without, List<Warning> warnings, String code, String what) {
        if (asked == null) {
            return without;
        }
        try {
            return asked.get();
        } catch (ServiceFailure failure) {
            if (missing == Missing.REFUSED) {
                throw failure;
            }
            warnings.add(warning(failure, code, what));
            return without;
        }
    }

    private static Warning warning(ServiceFailure failure, String code, String what) {
        if (failure instanceof ServiceFailure.Refused refused && refused.is("NOT_SERVICEABLE")) {
            return new Warning("NOT_SERVICEABLE", "The chosen delivery is not possible to the chosen address.");
        }
        return new Warning(code, what + " could not be asked for and is left out for now.");
    }
}
