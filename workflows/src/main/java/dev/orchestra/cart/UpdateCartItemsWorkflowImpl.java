package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Refusal.LineProblem;
import dev.orchestra.support.SearchAttributes;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.StepCatalogue;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Warning;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ten steps of {@code POST /cart/items}. One workflow task: all steps are local activities. */
public final class UpdateCartItemsWorkflowImpl implements UpdateCartItemsWorkflow {

    static final Step FIND_CART = new Step("1", "Get or create the cart", Service.CART, TRY);
    static final Step PRODUCTS = new Step("2", "Validate products, addons and variants", Service.PRODUCT, TRY);
    static final Step STOCK = new Step("3", "Check stock", Service.INVENTORY, TRY);
    static final Step RATES = new Step("4", "Calculate delivery charges", Service.SHIPPING, TRY);
    static final Step STORES = new Step("5", "Check the stores", Service.SELLER_ADMIN, TRY);
    static final Step TAXES = new Step("6", "Get tax settings", Service.SELLER_ADMIN, TRY);
    static final Step PROMOTIONS = new Step("7", "Get applicable promotions", Service.MARKETING, TRY);
    static final Step COUPONS = new Step("7a", "Validate the cart's coupons", Service.MARKETING, TRY);
    static final Step APPLY = new Step("8", "Apply the operations", Service.CART, INSIST);
    static final Step COMPUTE = new Step("9", "Compute totals", Service.CART, TRY);
    static final Step CACHE = new Step("10", "Cache the computed cart", Service.CACHING, TRY);

    private final List<Warning> warnings = new ArrayList<>();

    @Override
    public Answer run(Request request) {
        try {
            return update(request);
        } catch (CartRefused refused) {
            return Answer.refused(request.fingerprint(), refused.refusal());
        } catch (ServiceFailure.Refused refused) {
            return Answer.refused(request.fingerprint(), Refusal.meaning(refused));
        } catch (ServiceFailure.Unavailable down) {
            // The run fails, so that the same request under the same key may run again once the service is back.
            Refusal refusal = Refusal.unavailable(down.service());
            throw ApplicationFailure.newNonRetryableFailure(refusal.message(), refusal.code(), refusal);
        } catch (TemporalFailure failure) {
            throw failure;
        } catch (RuntimeException bug) {
            // Without this the task would be tried for ever, while a cart operation has nothing to see through.
            throw ApplicationFailure.newNonRetryableFailureWithCause("A cart operation broke", "BUG", bug);
        }
    }

    private Answer update(Request request) {
        Steps steps = new Steps(StepCatalogue.CART_OPERATION);
        Pricing pricing = new Pricing(
                steps,
                new Pricing.PricingSteps(PRODUCTS, RATES, STORES, TAXES, PROMOTIONS, COUPONS, COMPUTE),
                Pricing.Missing.LEFT_OUT);

        Cart cart = steps.call(
                FIND_CART,
                CartService.class,
                carts -> carts.findOrCreate(
                        steps.write(FIND_CART, new CartService.FindOrCreate(request.ownerId(), "BASKET"))));
        Workflow.upsertTypedSearchAttributes(SearchAttributes.CART_ID.valueSet(cart.cartId()));
        if (cart.lockedBy() != null) {
            throw new CartRefused(Refusal.locked(cart.lockedBy()));
        }

        CartProjection projection = new CartProjection(cart, request.operations());
        Promise<InventoryService.Availability> asked = steps.start(
                STOCK,
                InventoryService.class,
                inventory -> inventory.checkAvailability(
                        new InventoryService.CheckAvailability(projection.stockQuestions(), false, null)));
        Pricing.Facts facts = pricing.facts(cart, projection);
        warnings.addAll(facts.warnings());

        refuseUnknown(request.operations(), facts.products());
        Judgement judged = judge(request.operations(), projection, facts, asked.get());

        List<OperationResult> results = new ArrayList<>(judged.results());
        Cart applied = cart;
        int count = 0;
        if (!judged.passed().isEmpty()) {
            CartService.BatchApplied batch = steps.call(
                    APPLY,
                    CartService.class,
                    carts -> carts.applyOperations(
                            steps.write(APPLY, new CartService.Batch(cart.cartId(), judged.passed()))));
            applied = batch.cart();
            count = batch.operationsApplied();
            var outcome = batch.results().iterator();
            results.replaceAll(result -> result == null ? outcome.next() : result);
        }

        Cart computed = compute(pricing, applied, facts);
        cache(steps, computed);
        results.replaceAll(result -> withMoney(result, computed));
        return new Answer(request.fingerprint(), count, results, computed, computed.couponsApplied(), warnings, null);
    }

    /** A request that names what does not exist is refused as a whole: nothing is applied. */
    private static void refuseUnknown(List<CartOperation> operations, Map<String, Product> products) {
        List<LineProblem> problems = new ArrayList<>();
        for (CartOperation operation : operations) {
            if (operation.productId() == null) {
                continue;
            }
            String code = unknown(operation, products.get(operation.productId()));
            if (code != null) {
                problems.add(new LineProblem(
                        code, operation.productId(), operation.variantId(), operation.quantity(), null));
            }
        }
        if (!problems.isEmpty()) {
            throw new CartRefused(Refusal.lines(
                    problems.get(0).code(), "The request names something that cannot be bought.", problems));
        }
    }

    private static String unknown(CartOperation operation, Product product) {
        if (product == null) {
            return "PRODUCT_NOT_FOUND";
        }
        List<Product.Variant> variants = product.variants() == null ? List.of() : product.variants();
        if (operation.variantId() == null && !variants.isEmpty()) {
            return "VARIANT_REQUIRED";
        }
        if (operation.variantId() != null
                && variants.stream().noneMatch(variant -> variant.variantId().equals(operation.variantId()))) {
            return "VARIANT_NOT_FOUND";
        }
        List<Product.Addon> addons = product.addons() == null ? List.of() : product.addons();
        if (operation.addons() != null
                && !operation.addons().stream()
                        .allMatch(asked -> addons.stream()
                                .anyMatch(addon -> addon.addonId().equals(asked.addonId())))) {
            return "ADDON_NOT_FOUND";
        }
        return null;
    }

    /** @param results one for each operation: its failure, or null where the Cart service is to decide */
    private record Judgement(List<OperationResult> results, List<CartOperation> passed) {}

    /** What can be bought but not now fails on its own; the other operations apply. */
    private static Judgement judge(
            List<CartOperation> operations,
            CartProjection projection,
            Pricing.Facts facts,
            InventoryService.Availability availability) {
        Map<CartProjection.Sku, InventoryService.ItemAvailability> stock = new LinkedHashMap<>();
        availability
                .items()
                .forEach(item -> stock.put(new CartProjection.Sku(item.productId(), item.variantId()), item));
        List<OperationResult> results = new ArrayList<>();
        List<CartOperation> passed = new ArrayList<>();
        for (CartOperation operation : operations) {
            OperationResult failure =
                    failure(operation, projection.skuOf(operation), facts, stock.get(projection.skuOf(operation)));
            results.add(failure);
            if (failure == null) {
                passed.add(operation);
            }
        }
        return new Judgement(results, passed);
    }

    private static OperationResult failure(
            CartOperation operation,
            CartProjection.Sku sku,
            Pricing.Facts facts,
            InventoryService.ItemAvailability stock) {
        if (sku == null) {
            return null;
        }
        Product product = facts.products().get(sku.productId());
        if (!Pricing.sellable(product, sku.variantId())) {
            return OperationResult.failed(operation, "PRODUCT_UNAVAILABLE", "This product is not sold at the moment");
        }
        SellerAdminService.Store store = facts.stores().get(product.storeId());
        if (store == null || !store.open()) {
            return OperationResult.failed(operation, "STORE_CLOSED", "The store does not take orders at the moment");
        }
        if (stock == null || !stock.available()) {
            int left = stock == null ? 0 : stock.quantityAvailable();
            return OperationResult.failed(operation, "INSUFFICIENT_STOCK", "Only " + left + " in stock");
        }
        return null;
    }

    /** What was applied stays applied when it cannot be computed: the next read computes. */
    private Cart compute(Pricing pricing, Cart applied, Pricing.Facts facts) {
        try {
            Pricing.Priced priced = pricing.compute(applied, facts, null);
            priced.warnings().stream()
                    .filter(warning -> !warnings.contains(warning))
                    .forEach(warnings::add);
            return priced.cart();
        } catch (ServiceFailure failure) {
            warnings.add(new Warning(
                    "TOTALS_PENDING", "The cart was changed; its totals will be computed with the next read."));
            return applied;
        }
    }

    /** The line as the cart shows it: when the operation was applied it had no price yet. */
    private static OperationResult withMoney(OperationResult result, Cart cart) {
        return cart.items().stream()
                .filter(line ->
                        "SUCCESS".equals(result.status()) && line.itemId().equals(result.itemId()))
                .findFirst()
                .map(line -> new OperationResult(
                        result.operation(),
                        result.status(),
                        result.actionTaken(),
                        result.itemId(),
                        line,
                        result.code(),
                        result.error()))
                .orElse(result);
    }

    private void cache(Steps steps, Cart cart) {
        try {
            steps.call(
                    CACHE,
                    CachingService.class,
                    caching -> caching.set(new CachingService.CacheCart(
                            cart.cartId(), cart.version(), StepCatalogue.CACHED_CART.toSeconds(), cart)));
        } catch (ServiceFailure failure) {
            warnings.add(new Warning("CACHE_UNAVAILABLE", "The fast read of the cart may be behind for a while."));
        }
    }
}
