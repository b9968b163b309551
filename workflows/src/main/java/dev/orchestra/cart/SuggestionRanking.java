package dev.orchestra.cart;

import dev.orchestra.cart.GetCartSuggestionsWorkflow.Bundle;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Item;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Suggestion;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Threshold;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.recommendations.Recommendation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Step 9 of the suggestions: combine, deduplicate, rank. The rule:
 *
 * <ol>
 *   <li>A product's score is relevance × conversion probability, as its source says, each from 0 to 1.
 *   <li>A product that is in the cart, is not sold, or is known to be out of stock is not suggested.
 *   <li>A product is suggested once: where its score is highest, of equals by the source that the cart API names first. A bundle is an offer of its own: its
 *       products may be suggested as well, and it is left out as a whole when one that the cart lacks cannot be had.
 *   <li>Within a suggestion the best score comes first, of equals the smaller product id; at most {@value #MOST_ITEMS} are shown.
 *   <li>The suggestion with the best product comes first, a bundle by its own score; of equals as the cart API names them.
 *   <li>A threshold offer is worth telling without a product; the other suggestions are not.
 * </ol>
 */
final class SuggestionRanking {

    static final int MOST_ITEMS = 5;

    /** What the five sources said; empty where one is missing. */
    record Sources(
            List<Recommendation> complementary,
            List<MarketingService.ThresholdOffer> thresholds,
            List<MarketingService.Bundle> bundles,
            List<Recommendation> upsells,
            List<Recommendation> reminders) {

        /** Every product that might be shown. */
        List<String> productIds() {
            List<String> ids = new ArrayList<>();
            List.of(complementary, upsells, reminders)
                    .forEach(source -> source.forEach(each -> ids.add(each.productId())));
            thresholds.forEach(offer -> offer.products().forEach(each -> ids.add(each.productId())));
            bundles.forEach(bundle -> ids.addAll(bundle.productIds()));
            return ids.stream().distinct().toList();
        }
    }

    /** One suggestion before it is known which of its products are shown there. */
    private record Draft(
            SuggestionType type,
            String title,
            Threshold threshold,
            Bundle bundle,
            BigDecimal ownScore,
            List<Recommendation> candidates) {}

    private record Ranked(BigDecimal score, Suggestion suggestion) {}

    private static final Comparator<Recommendation> BEST_FIRST =
            Comparator.comparing(SuggestionRanking::score).reversed().thenComparing(Recommendation::productId);

    private final Map<String, Product> products;
    private final Set<String> inCart;
    private final Set<String> outOfStock;

    /**
     * @param products details of what the sources named, by id
     * @param inCart product ids
     * @param outOfStock product ids of which no variant can be had
     */
    SuggestionRanking(Map<String, Product> products, Set<String> inCart, Set<String> outOfStock) {
        this.products = products;
        this.inCart = inCart;
        this.outOfStock = outOfStock;
    }

    List<Suggestion> rank(Sources sources) {
        List<Draft> drafts = drafts(sources);
        Map<String, Integer> home = homes(drafts);
        List<Ranked> ranked = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            int here = i;
            List<Recommendation> shown = draft.candidates().stream()
                    .filter(each -> home.getOrDefault(each.productId(), -1) == here)
                    .sorted(BEST_FIRST)
                    .limit(MOST_ITEMS)
                    .toList();
            if (draft.bundle() == null && draft.threshold() == null && shown.isEmpty()) {
                continue;
            }
            BigDecimal score = draft.ownScore() != null
                    ? draft.ownScore()
                    : shown.stream().findFirst().map(SuggestionRanking::score).orElse(BigDecimal.ZERO);
            List<Item> items = draft.bundle() == null
                    ? shown.stream().map(this::item).toList()
                    : draft.candidates().stream().map(this::itemOfBundle).toList();
            ranked.add(new Ranked(
                    score, new Suggestion(draft.type(), draft.title(), draft.threshold(), draft.bundle(), items)));
        }
        // Stable: what is equal stays in the order of the cart API.
        ranked.sort(Comparator.comparing(Ranked::score).reversed());
        return ranked.stream().map(Ranked::suggestion).toList();
    }

    /** In the order in which the cart API names the types. */
    private List<Draft> drafts(Sources sources) {
        List<Draft> drafts = new ArrayList<>();
        drafts.add(plain(SuggestionType.COMPLEMENTARY, "Frequently Bought Together", sources.complementary()));
        sources.thresholds()
                .forEach(offer -> drafts.add(new Draft(
                        SuggestionType.THRESHOLD_BASED,
                        dev.orchestra.cart.Threshold.title(offer.remainingAmount(), offer.benefit()),
                        new Threshold(
                                offer.targetAmount(), offer.currentAmount(), offer.remainingAmount(), offer.benefit()),
                        null,
                        null,
                        offer.products().stream().filter(this::canBeShown).toList())));
        sources.bundles().stream()
                .filter(bundle -> bundle.productIds().stream().allMatch(id -> inCart.contains(id) || canBeHad(id)))
                .filter(bundle -> bundle.productIds().stream().allMatch(products::containsKey))
                .forEach(bundle -> drafts.add(new Draft(
                        SuggestionType.BUNDLE,
                        "Bundle Deal - Save " + percent(bundle) + "%",
                        null,
                        new Bundle(bundle.bundleId(), bundle.name(), bundle.bundlePrice(), bundle.savings()),
                        product(bundle.relevance(), bundle.conversionProbability()),
                        bundle.productIds().stream()
                                .map(id -> new Recommendation(id, null, null, null, null))
                                .toList())));
        drafts.add(plain(SuggestionType.UPSELL, "Upgrade Your Items", sources.upsells()));
        drafts.add(plain(SuggestionType.REMINDER, "Did You Forget?", sources.reminders()));
        return drafts;
    }

    private Draft plain(SuggestionType type, String title, List<Recommendation> candidates) {
        return new Draft(
                type,
                title,
                null,
                null,
                null,
                candidates.stream().filter(this::canBeShown).toList());
    }

    /** The draft in which each product is shown. */
    private static Map<String, Integer> homes(List<Draft> drafts) {
        Map<String, Integer> home = new LinkedHashMap<>();
        Map<String, BigDecimal> best = new TreeMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            if (drafts.get(i).bundle() != null) {
                continue;
            }
            for (Recommendation each : drafts.get(i).candidates()) {
                BigDecimal known = best.get(each.productId());
                if (known == null || score(each).compareTo(known) > 0) {
                    best.put(each.productId(), score(each));
                    home.put(each.productId(), i);
                }
            }
        }
        return home;
    }

    private boolean canBeShown(Recommendation candidate) {
        return !inCart.contains(candidate.productId()) && canBeHad(candidate.productId());
    }

    private boolean canBeHad(String productId) {
        return Pricing.sellable(products.get(productId), null) && !outOfStock.contains(productId);
    }

    private Item item(Recommendation shown) {
        Product product = products.get(shown.productId());
        return new Item(
                product.productId(),
                product.name(),
                product.price(),
                product.imageUrl(),
                shown.reason(),
                shown.source());
    }

    private Item itemOfBundle(Recommendation part) {
        Product product = products.get(part.productId());
        return new Item(product.productId(), product.name(), null, product.imageUrl(), null, null);
    }

    /** What the bundle saves of the price of its parts, in whole percent. */
    private static String percent(MarketingService.Bundle bundle) {
        BigDecimal apart = bundle.bundlePrice().add(bundle.savings());
        return apart.signum() == 0
                ? "0"
                : bundle.savings()
                        .multiply(BigDecimal.valueOf(100))
                        .divide(apart, 0, RoundingMode.HALF_UP)
                        .toPlainString();
    }

    private static BigDecimal score(Recommendation candidate) {
        return product(candidate.relevance(), candidate.conversionProbability());
    }

    private static BigDecimal product(BigDecimal relevance, BigDecimal conversionProbability) {
        return relevance == null || conversionProbability == null
                ? BigDecimal.ZERO
                : relevance.multiply(conversionProbability);
    }
}
