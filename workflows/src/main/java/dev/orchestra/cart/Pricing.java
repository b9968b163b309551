package dev.orchestra.cart;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.ComputeInputs.StorePricing;
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

    /** How often a computation is started anew because the cart gained a product in the meantime. */
    private static final int ROUNDS = 3;

    /** The steps of one operation that {@link Pricing} plays. */
    public record PricingSteps(
            Step products, Step rates, Step stores, Step taxes, Step promotions, Step coupons, Step compute) {}

    /** What is known about the cart's products, and the price inputs made of it. */
    public record Facts(
            Map<String, Product> products,
            Map<String, SellerAdminService.Store> stores,
            ComputeInputs inputs,
            List<Warning> warnings) {}

    /** @param warnings what the total was computed without */
    public record Priced(Cart cart, List<Warning> warnings) {}

    /** What becomes of a price decoration (promotions, coupons, delivery estimate) that cannot be asked for. */
    public enum Missing {
        /** A cart is shown without it, with a warning. */
        LEFT_OUT,
        /** An order is refused: what is missing changes what is owed. */
        REFUSED
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
        return facts(cart, new CartProjection(cart, List.of()));
    }

    /**
     * Everything that decides the price of what the cart will hold. What a price cannot do without fails the call; what decorates it is
     * left out with a warning. Stores are asked for as soon as the products have told which ones they are.
     */
    Facts facts(Cart cart, CartProjection projection) {
        Promise<ProductService.ProductsFound> found = steps.start(
                numbered.products(), ProductService.class, products -> products.search(projection.productIds()));
        Map<String, Product> products = found.get().byId();
        Set<String> storeIds = new TreeSet<>();
        products.values().forEach(product -> storeIds.add(product.storeId()));
        List<String> storeList = List.copyOf(storeIds);
        List<PricedLine> lines = pricedLines(projection, products);

        List<Warning> warnings = new ArrayList<>();
        Promise<SellerAdminService.Stores> stores =
                steps.start(numbered.stores(), SellerAdminService.class, seller -> seller.stores(storeList));
        Promise<SellerAdminService.Taxes> taxes =
                steps.start(numbered.taxes(), SellerAdminService.class, seller -> seller.taxSettings(storeList));
        Promise<List<DeliveryRate>> rates = cart.deliveryChosen() ? startRates(cart, lines, storeList) : null;
        Steps.allSettled(stores, taxes, rates);

        // Step 7 follows the parallel block, as numbered; a coupon that the cart already has is asked about beside it.
        Promise<MarketingService.Promotions> promotions = steps.start(
                numbered.promotions(),
                MarketingService.class,
                marketing -> marketing.applicablePromotions(
                        new MarketingService.ApplicablePromotions(cart.ownerId(), lines)));
        Promise<MarketingService.Coupons> coupons = cart.couponCodes().isEmpty()
                ? null
                : steps.start(
                        numbered.coupons(),
                        MarketingService.class,
                        marketing -> marketing.validateCoupons(new MarketingService.ValidateCoupons(
                                cart.ownerId(), cart.cartId(), cart.couponCodes(), lines)));
        Steps.allSettled(promotions, coupons);

        Map<String, SellerAdminService.Store> storeById = new LinkedHashMap<>();
        stores.get().stores().forEach(store -> storeById.put(store.storeId(), store));
        List<StorePricing> pricing = taxes.get().taxes().stream()
                .map(tax -> new StorePricing(
                        tax.storeId(),
                        storeById.containsKey(tax.storeId())
                                ? storeById.get(tax.storeId()).name()
                                : tax.storeId(),
                        tax.pricesIncludeTax(),
                        tax.taxRates()))
                .toList();
        List<DeliveryRate> charges = rates == null
                ? List.of()
                : orWithout(rates, List.of(), warnings, "DELIVERY_ESTIMATE_UNAVAILABLE", "The delivery charge");
        List<PricingRule> rules = orWithout(
                        promotions,
                        new MarketingService.Promotions(List.of()),
                        warnings,
                        "PROMOTIONS_UNAVAILABLE",
                        "Promotions")
                .promotions();
        List<CouponCheck> checks = coupons == null
                ? List.of()
                : orWithout(
                                coupons,
                                new MarketingService.Coupons(List.of()),
                                warnings,
                                "COUPONS_UNAVAILABLE",
                                "Coupons")
                        .coupons();
        return new Facts(
                products,
                storeById,
                new ComputeInputs(List.copyOf(products.values()), pricing, charges, rules, checks, null, null, null),
                warnings);
    }

    private Promise<List<DeliveryRate>> startRates(Cart cart, List<PricedLine> lines, List<String> storeIds) {
        List<ShippingService.StoreItems> stores = storeIds.stream()
                .map(storeId -> new ShippingService.StoreItems(
                        storeId,
                        lines.stream()
                                .filter(line -> line.storeId().equals(storeId))
                                .mapToInt(PricedLine::quantity)
                                .sum()))
                .filter(store -> store.itemCount() > 0)
                .toList();
        return steps.start(
                        numbered.rates(),
                        ShippingService.class,
                        shipping -> shipping.calculateRate(new ShippingService.CalculateRate(
                                cart.deliveryOption().deliveryOptionId(),
                                cart.address().shipping().addressId(),
                                stores)))
                .thenApply(ShippingService.Rates::rates);
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
                        priceOf(product, item.variantId())));
            }
        });
        return lines;
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
     * Computes the cart. When somebody added a product since the facts were gathered, gathers them again for the cart as it is.
     *
     * @param attempt the checkout attempt that holds the cart's lock, null for an open cart
     * @param key makes the idempotency key of the n-th computation
     */
    public Priced compute(Cart cart, Facts facts, Integer attempt) {
        Facts current = facts;
        for (int round = 1; ; round++) {
            Write<CartService.Compute> write = new Write<>(
                    // Counted over all calls: a second computation of one operation is not a repetition of the first.
                    steps.key(numbered.compute(), ++computations),
                    new CartService.Compute(cart.cartId(), attempt, current.inputs()));
            try {
                Cart computed = steps.call(numbered.compute(), CartService.class, carts -> carts.compute(write));
                return new Priced(computed, current.warnings());
            } catch (ServiceFailure.Refused refused) {
                if (!refused.is("QUOTE_INPUT_MISSING") || round == ROUNDS) {
                    throw refused;
                }
                current = facts(steps.call(numbered.compute(), CartService.class, carts -> carts.get(cart.cartId())));
            }
        }
    }

    private <T> T orWithout(Promise<T> asked, T without, List<Warning> warnings, String code, String what) {
        try {
            return asked.get();
        } catch (ServiceFailure failure) {
            if (missing == Missing.REFUSED) {
                throw failure;
            }
            warnings.add(new Warning(code, what + " could not be asked for and is left out for now."));
            return without;
        }
    }
}
