package dev.orchestra.cart;

import static dev.orchestra.support.Step.Kind.EXTRA;
import static dev.orchestra.support.Step.Kind.TRY;

import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.services.recommendations.RecommendationsService;
import dev.orchestra.support.ServiceFailure;
import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;
import dev.orchestra.support.Steps;
import dev.orchestra.support.Warning;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The nine steps of {@code GET /cart/suggestions}. One workflow task: all steps are local activities. */
public final class GetCartSuggestionsWorkflowImpl implements GetCartSuggestionsWorkflow {

    static final Step GET_CART = new Step("1", "Get the cart", Service.CART, TRY);
    static final Step COMPLEMENTARY = new Step("2", "Frequently bought together", Service.RECOMMENDATIONS, EXTRA);
    static final Step BUNDLES = new Step("3", "Bundle deals", Service.MARKETING, EXTRA);
    static final Step UPSELLS = new Step("4", "Upgrades", Service.RECOMMENDATIONS, EXTRA);
    static final Step THRESHOLDS = new Step("5", "Threshold offers", Service.MARKETING, EXTRA);
    static final Step REMINDERS = new Step("6", "Reminders", Service.RECOMMENDATIONS, EXTRA);
    static final Step DETAILS = new Step("7", "Fetch product details", Service.PRODUCT, EXTRA);
    static final Step STOCK = new Step("8", "Filter out what is out of stock", Service.INVENTORY, EXTRA);

    /** More than are shown: some turn out to be sold out or to be known already. */
    private static final int LIMIT = 10;

    private final List<Warning> warnings = new ArrayList<>();

    @Override
    public Answer run(Request request) {
        return CartRun.answer(() -> suggest(request), refusal -> new Answer(List.of(), null, List.of(), refusal));
    }

    private Answer suggest(Request request) {
        Steps steps = new Steps(request.policy().deadlineOrDefault());
        Cart cart = CartRun.find(steps, GET_CART, request.ownerId(), request.cartId(), request.basketCartId());
        // Whoever has no cart yet may still have looked at something.
        List<Cart.Line> lines = cart == null ? List.of() : cart.items();
        SuggestionRanking.Sources sources = ask(steps, request.ownerId(), lines);

        Map<String, Product> products = details(steps, sources.productIds());
        Set<String> outOfStock = outOfStock(steps, products);
        Set<String> inCart = new TreeSet<>();
        lines.forEach(line -> inCart.add(line.productId()));
        List<Suggestion> suggestions = new SuggestionRanking(products, inCart, outOfStock).rank(sources);
        return new Answer(suggestions, meta(suggestions), warnings, null);
    }

    /** 2 to 6, side by side; a source that does not answer is left out. */
    private SuggestionRanking.Sources ask(Steps steps, String ownerId, List<Cart.Line> lines) {
        RecommendationsService.Question question = new RecommendationsService.Question(
                ownerId, lines.stream().map(Cart.Line::productId).distinct().toList(), LIMIT);
        MarketingService.OffersQuestion offers = new MarketingService.OffersQuestion(ownerId, priced(lines));
        Promise<RecommendationsService.Recommended> complementary =
                recommended(steps, COMPLEMENTARY, service -> service.complementary(question));
        Promise<MarketingService.Bundles> bundles =
                steps.start(BUNDLES, MarketingService.class, marketing -> marketing.applicableBundles(offers));
        Promise<RecommendationsService.Recommended> upsells =
                recommended(steps, UPSELLS, service -> service.upsells(question));
        Promise<MarketingService.ThresholdOffers> thresholds =
                steps.start(THRESHOLDS, MarketingService.class, marketing -> marketing.thresholdOffers(offers));
        Promise<RecommendationsService.Recommended> reminders =
                recommended(steps, REMINDERS, service -> service.reminders(question));
        Steps.allSettled(complementary, bundles, upsells, thresholds, reminders);
        RecommendationsService.Recommended none = new RecommendationsService.Recommended(List.of());
        return new SuggestionRanking.Sources(
                orWithout(complementary, none, "COMPLEMENTARY_UNAVAILABLE", "Products that are bought together")
                        .recommendations(),
                orWithout(
                                thresholds,
                                new MarketingService.ThresholdOffers(List.of()),
                                "THRESHOLD_OFFERS_UNAVAILABLE",
                                "Threshold offers")
                        .offers(),
                orWithout(bundles, new MarketingService.Bundles(List.of()), "BUNDLES_UNAVAILABLE", "Bundle deals")
                        .bundles(),
                orWithout(upsells, none, "UPSELLS_UNAVAILABLE", "Upgrades").recommendations(),
                orWithout(reminders, none, "REMINDERS_UNAVAILABLE", "Reminders").recommendations());
    }

    private static Promise<RecommendationsService.Recommended> recommended(
            Steps steps,
            Step step,
            Functions.Func1<RecommendationsService, RecommendationsService.Recommended> question) {
        return steps.start(step, RecommendationsService.class, question);
    }

    /** A line that has not been computed yet has no price: offers that depend on prices do not know of it. */
    private static List<MarketingService.PricedLine> priced(List<Cart.Line> lines) {
        return lines.stream()
                .filter(line -> line.unitPrice() != null && line.storeId() != null)
                .map(MarketingService.PricedLine::of)
                .toList();
    }

    /** 7: without details nothing can be shown. */
    private Map<String, Product> details(Steps steps, List<String> productIds) {
        if (productIds.isEmpty()) {
            return new LinkedHashMap<>();
        }
        try {
            return steps.call(DETAILS, ProductService.class, products -> products.details(productIds))
                    .byId();
        } catch (ServiceFailure failure) {
            warnings.add(new Warning(
                    "PRODUCT_DETAILS_UNAVAILABLE",
                    "Product details could not be asked for: there is nothing to show."));
            return new LinkedHashMap<>();
        }
    }

    /** 8: the products of which no variant is in stock; when nobody can tell, none. */
    private Set<String> outOfStock(Steps steps, Map<String, Product> products) {
        List<InventoryService.Item> items = products.values().stream()
                .flatMap(product -> skus(product).stream())
                .toList();
        if (items.isEmpty()) {
            return new TreeSet<>(products.keySet());
        }
        Set<String> outOfStock = new TreeSet<>();
        try {
            InventoryService.Availability stock = steps.call(
                    STOCK,
                    InventoryService.class,
                    inventory ->
                            inventory.checkAvailability(new InventoryService.CheckAvailability(items, false, null)));
            outOfStock.addAll(products.keySet());
            stock.items().stream()
                    .filter(InventoryService.ItemAvailability::available)
                    .forEach(item -> outOfStock.remove(item.productId()));
        } catch (ServiceFailure failure) {
            warnings.add(new Warning("STOCK_NOT_CHECKED", "Some suggestions may be out of stock."));
        }
        return outOfStock;
    }

    private static List<InventoryService.Item> skus(Product product) {
        if (product.variants() == null || product.variants().isEmpty()) {
            return List.of(new InventoryService.Item(product.productId(), null, 1));
        }
        return product.variants().stream()
                .filter(variant -> "ACTIVE".equals(variant.status()))
                .map(variant -> new InventoryService.Item(product.productId(), variant.variantId(), 1))
                .toList();
    }

    private static Meta meta(List<Suggestion> suggestions) {
        return new Meta(
                suggestions.stream()
                        .map(Suggestion::items)
                        .filter(Objects::nonNull)
                        .mapToInt(List::size)
                        .sum(),
                suggestions.stream().map(Suggestion::type).distinct().collect(Collectors.toList()));
    }

    private <T> T orWithout(Promise<T> asked, T without, String code, String what) {
        try {
            return asked.get();
        } catch (ServiceFailure failure) {
            warnings.add(new Warning(code, what + " could not be asked for and are left out for now."));
            return without;
        }
    }
}
