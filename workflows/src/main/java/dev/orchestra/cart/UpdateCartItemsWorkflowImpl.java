package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.EXTRA;
import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.OperationResult;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.product.Product;
import dev.orchestra.support.OperationRefused;
import dev.orchestra.support.Refusal;
import dev.orchestra.support.Refusal.LineProblem;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Warning;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ten steps of {@code POST /cart/items}, or three. One workflow task: all steps are local activities. */
public final class UpdateCartItemsWorkflowImpl implements UpdateCartItemsWorkflow {

    static final Step FIND_CART = new Step("1", "Get or create the cart", Service.CART, TRY);
    static final Step PRODUCTS = new Step("2", "Validate products, addons and variants", Service.PRODUCT, TRY);
    static final Step STOCK = new Step("3", "Check stock", Service.INVENTORY, TRY);
    static final Step RATES = new Step("4", "Calculate delivery charges", Service.SHIPPING, EXTRA);
    static final Step STORES = new Step("5", "Check the stores", Service.SELLER_ADMIN, TRY);
    static final Step TAXES = new Step("6", "Get tax settings", Service.SELLER_ADMIN, TRY);
    static final Step PROMOTIONS = new Step("7", "Get applicable promotions", Service.MARKETING, EXTRA);
    static final Step COUPONS = new Step("7a", "Validate the cart's coupons", Service.MARKETING, EXTRA);
    static final Step POINTS = new Step("7b", "Check the cart's points", Service.LOYALTY, EXTRA);
    static final Step APPLY = new Step("8", "Apply the operations", Service.CART, INSIST);
    static final Step COMPUTE = new Step("9", "Compute totals", Service.CART, TRY);
    static final Step CACHE = new Step("10", "Cache the computed cart", Service.CACHING, EXTRA);

    private final List<Warning> warnings = new ArrayList<>();

    @Override
    public Answer run(Request request) {
        return CartRun.answer(
                () -> request.compute() ? update(request) : updateOnly(request),
                refusal -> Answer.refused(request.fingerprint(), refusal));
    }

    private Answer update(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        Pricing pricing = new Pricing(
                steps,
                new Pricing.PricingSteps(PRODUCTS, RATES, STORES, TAXES, PROMOTIONS, COUPONS, POINTS, COMPUTE),
                Pricing.Missing.LEFT_OUT);

        Cart cart = CartRun.basket(steps, FIND_CART, request.ownerId());
        CartRun.refuseLocked(cart);

        CartProjection projection = new CartProjection(cart, request.operations());
        Promise<InventoryService.Availability> asked = steps.start(
                STOCK,
                InventoryService.class,
                inventory -> inventory.checkAvailability(
                        new InventoryService.CheckAvailability(projection.stockQuestions(), false, null)));
        Pricing.Facts facts = pricing.facts(cart, projection);
        warnings.addAll(facts.warnings());

        refuseUnknown(request.operations(), projection, facts.products());
        Judgement judged = judge(request.operations(), projection, facts, asked.get());

        List<OperationResult> results = new ArrayList<>(judged.results());
        Cart applied = cart;
        int count = 0;
        if (!judged.passed().isEmpty()) {
            CartService.BatchApplied batch = steps.call(
                    APPLY,
                    CartService.class,
                    carts -> carts.applyOperations(
                            steps.write(APPLY, new CartService.Batch(cart.cartId(), judged.passed(), null))));
            applied = batch.cart();
            count = batch.operationsApplied();
            var outcome = batch.results().iterator();
            results.replaceAll(result -> result == null ? outcome.next() : result);
        }

        boolean asProjected = count == request.operations().size();
        Cart computed = CartRun.computed(pricing, applied, asProjected ? facts : facts.ofOtherGoods(), warnings);
        CartRun.cache(steps, CACHE, computed, warnings);
        results.replaceAll(result -> withMoney(result, computed));
        return new Answer(request.fingerprint(), count, results, computed, computed.couponsApplied(), warnings, null);
    }

    /** {@code ?compute=false}: three steps, nothing validated, nothing computed. */
    private static Answer updateOnly(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        Cart cart = CartRun.basket(steps, FIND_CART, request.ownerId());
        return CartRun.applyOnly(steps, cart, request.fingerprint(), request.operations());
    }

    /** A request that names what does not exist is refused as a whole: nothing is applied. */
    private static void refuseUnknown(
            List<CartOperation> operations, CartProjection projection, Map<String, Product> products) {
        List<LineProblem> problems = new ArrayList<>();
        for (CartOperation operation : operations) {
            CartProjection.Sku sku = projection.skuOf(operation);
            if (sku == null) {
                continue;
            }
            Product product = products.get(sku.productId());
            String code =
                    operation.productId() == null ? unknownAddon(operation, product) : unknown(operation, product);
            if (code != null) {
                problems.add(new LineProblem(code, sku.productId(), sku.variantId(), operation.quantity(), null));
            }
        }
        if (!problems.isEmpty()) {
            throw new OperationRefused(Refusal.lines(
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
        return unknownAddon(operation, product);
    }

    /** Of an item whose product is gone nothing can be said: that it is not sold any more is said of the operation. */
    private static String unknownAddon(CartOperation operation, Product product) {
        boolean known = product == null
                || operation.addons() == null
                || operation.addons().stream().allMatch(asked -> Pricing.offers(product, asked.addonId()));
        return known ? null : "ADDON_NOT_FOUND";
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
        if (!facts.isOpen(product.storeId())) {
            return OperationResult.failed(operation, "STORE_CLOSED", "The store does not take orders at the moment");
        }
        if (stock == null || !stock.available()) {
            int left = stock == null ? 0 : stock.quantityAvailable();
            return OperationResult.failed(operation, "INSUFFICIENT_STOCK", "Only " + left + " in stock");
        }
        return null;
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
}
