package dev.orchestra.cart;

import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.BUNDLE;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.COMPLEMENTARY;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.REMINDER;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.THRESHOLD_BASED;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.UPSELL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.cart.GetCartSuggestionsWorkflow.Item;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Suggestion;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType;
import dev.orchestra.cart.SuggestionRanking.Sources;
import dev.orchestra.services.marketing.MarketingService.Bundle;
import dev.orchestra.services.marketing.MarketingService.ThresholdOffer;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.recommendations.Recommendation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rule by which suggestions are combined, deduplicated and ranked, one example for each of its sentences. */
class SuggestionRankingTest {

    private final Map<String, Product> products = new TreeMap<>();
    private final Set<String> inCart = new TreeSet<>();
    private final Set<String> outOfStock = new TreeSet<>();
    private final List<Recommendation> complementary = new ArrayList<>();
    private final List<ThresholdOffer> thresholds = new ArrayList<>();
    private final List<Bundle> bundles = new ArrayList<>();
    private final List<Recommendation> upsells = new ArrayList<>();
    private final List<Recommendation> reminders = new ArrayList<>();

    private List<Suggestion> ranked() {
        return new SuggestionRanking(products, inCart, outOfStock)
                .rank(new Sources(complementary, thresholds, bundles, upsells, reminders));
    }

    private Recommendation product(String id, String relevance, String conversion) {
        known(id, "ACTIVE");
        return new Recommendation(
                id, "because of " + id, new BigDecimal(relevance), new BigDecimal(conversion), "WISHLIST");
    }

    private void known(String id, String status) {
        products.put(
                id,
                new Product(
                        id,
                        "The " + id,
                        "/" + id + ".png",
                        "store_a",
                        status,
                        new BigDecimal("10.00"),
                        "INR",
                        "GST_18",
                        List.of(),
                        List.of()));
    }

    private static ThresholdOffer offer(String remaining, String benefit, Recommendation... fillers) {
        BigDecimal target = new BigDecimal("500.00");
        return new ThresholdOffer(
                "offer_1",
                "store_a",
                target,
                target.subtract(new BigDecimal(remaining)),
                new BigDecimal(remaining),
                benefit,
                List.of(fillers));
    }

    private static Bundle bundle(String promise, String price, String savings, String... ids) {
        return new Bundle(
                "bundle_1",
                "The kit",
                new BigDecimal(price),
                new BigDecimal(savings),
                List.of(ids),
                new BigDecimal(promise),
                BigDecimal.ONE);
    }

    private static List<SuggestionType> types(List<Suggestion> suggestions) {
        return suggestions.stream().map(Suggestion::type).toList();
    }

    private static List<String> ids(Suggestion suggestion) {
        return suggestion.items().stream().map(Item::productId).toList();
    }

    @Test
    void nothingIsMadeOfNothing() {
        assertThat(ranked()).isEmpty();
    }

    @Test
    void aScoreIsRelevanceTimesConversion() {
        complementary.add(product("relevant", "0.9", "0.1"));
        complementary.add(product("bought", "0.5", "0.5"));
        complementary.add(product("neither", "0.2", "0.3"));

        assertThat(ids(ranked().get(0))).containsExactly("bought", "relevant", "neither");
    }

    @Test
    void ofEqualScoresTheSmallerIdComesFirst() {
        upsells.add(product("b", "0.5", "0.5"));
        upsells.add(product("a", "0.5", "0.50"));

        assertThat(ids(ranked().get(0))).containsExactly("a", "b");
    }

    @Test
    void whatIsInTheCartOrCannotBeHadIsNotSuggested() {
        complementary.add(product("in_cart", "1", "1"));
        complementary.add(product("sold_out", "1", "1"));
        complementary.add(product("retired", "1", "1"));
        complementary.add(product("unknown", "1", "1"));
        complementary.add(product("good", "0.1", "0.1"));
        inCart.add("in_cart");
        outOfStock.add("sold_out");
        known("retired", "INACTIVE");
        products.remove("unknown");

        assertThat(ranked())
                .singleElement()
                .satisfies(only -> assertThat(ids(only)).containsExactly("good"));
    }

    @Test
    void aSuggestionOfWhichNothingIsLeftIsLeftOut() {
        complementary.add(product("sold_out", "1", "1"));
        outOfStock.add("sold_out");
        reminders.add(product("good", "0.1", "0.1"));

        assertThat(types(ranked())).containsExactly(REMINDER);
    }

    @Test
    void aProductIsSuggestedOnceWhereItsScoreIsHighest() {
        complementary.add(product("both", "0.5", "0.5"));
        complementary.add(product("first", "0.4", "0.4"));
        upsells.add(product("both", "0.6", "0.5"));

        List<Suggestion> suggestions = ranked();

        assertThat(types(suggestions)).containsExactly(UPSELL, COMPLEMENTARY);
        assertThat(ids(suggestions.get(0))).containsExactly("both");
        assertThat(ids(suggestions.get(1))).containsExactly("first");
    }

    @Test
    void ofEqualScoresTheSourceThatTheCartApiNamesFirstHasIt() {
        reminders.add(product("both", "0.5", "0.5"));
        upsells.add(product("both", "0.5", "0.5"));
        thresholds.add(offer("10.00", "DISCOUNT", product("both", "0.5", "0.5")));

        assertThat(types(ranked())).containsExactly(THRESHOLD_BASED);
    }

    @Test
    void aBundleIsAnOfferOfItsOwn() {
        complementary.add(product("part", "0.3", "0.5"));
        known("other", "ACTIVE");
        inCart.add("other");
        bundles.add(bundle("0.9", "899.00", "301.00", "part", "other"));

        List<Suggestion> suggestions = ranked();

        assertThat(types(suggestions)).containsExactly(BUNDLE, COMPLEMENTARY);
        assertThat(ids(suggestions.get(0))).containsExactly("part", "other");
        assertThat(suggestions.get(0).items()).extracting(Item::price).containsOnlyNulls();
        assertThat(suggestions.get(0).title()).isEqualTo("Bundle Deal - Save 25%");
        assertThat(suggestions.get(0).bundle().savings()).isEqualByComparingTo("301.00");
        assertThat(ids(suggestions.get(1))).containsExactly("part");
    }

    @Test
    void aBundleIsLeftOutWhenAPartThatTheCartLacksCannotBeHad() {
        known("part", "ACTIVE");
        known("sold_out", "ACTIVE");
        outOfStock.add("sold_out");
        bundles.add(bundle("0.9", "90.00", "10.00", "part", "sold_out"));

        assertThat(ranked()).isEmpty();
    }

    @Test
    void aPartThatIsInTheCartAlreadyNeedsNoStock() {
        known("part", "ACTIVE");
        known("in_cart", "ACTIVE");
        inCart.add("in_cart");
        outOfStock.add("in_cart");
        bundles.add(bundle("0.9", "90.00", "10.00", "part", "in_cart"));

        assertThat(types(ranked())).containsExactly(BUNDLE);
    }

    @Test
    void atMostFiveAreShown() {
        for (int i = 1; i <= 7; i++) {
            complementary.add(product("p" + i, "0." + i, "1"));
        }

        assertThat(ids(ranked().get(0))).containsExactly("p7", "p6", "p5", "p4", "p3");
    }

    @Test
    void theSuggestionWithTheBestProductComesFirst() {
        complementary.add(product("c", "0.2", "1"));
        upsells.add(product("u", "0.4", "1"));
        upsells.add(product("worse", "0.1", "1"));
        reminders.add(product("r", "0.3", "1"));
        known("part", "ACTIVE");
        bundles.add(bundle("0.25", "90.00", "10.00", "part"));

        assertThat(types(ranked())).containsExactly(UPSELL, REMINDER, BUNDLE, COMPLEMENTARY);
    }

    @Test
    void ofEqualSuggestionsTheCartApiSaysWhichIsFirst() {
        reminders.add(product("r", "0.5", "1"));
        upsells.add(product("u", "0.5", "1"));
        known("part", "ACTIVE");
        bundles.add(bundle("0.5", "90.00", "10.00", "part"));
        thresholds.add(offer("10.00", "DISCOUNT", product("t", "0.5", "1")));
        complementary.add(product("c", "0.5", "1"));

        assertThat(types(ranked())).containsExactly(COMPLEMENTARY, THRESHOLD_BASED, BUNDLE, UPSELL, REMINDER);
    }

    @Test
    void aThresholdIsWorthTellingWithoutAProduct() {
        thresholds.add(offer("99.00", "FREE_DELIVERY"));

        assertThat(ranked()).singleElement().satisfies(only -> {
            assertThat(only.title()).isEqualTo("Add ₹99 more for FREE Delivery!");
            assertThat(only.threshold().remainingAmount()).isEqualByComparingTo("99.00");
            assertThat(only.threshold().currentAmount()).isEqualByComparingTo("401.00");
            assertThat(only.items()).isEmpty();
        });
    }

    @Test
    void anItemIsShownWithWhatIsKnownOfIt() {
        reminders.add(product("r", "0.5", "1"));

        assertThat(ranked().get(0).items())
                .containsExactly(new Item("r", "The r", new BigDecimal("10.00"), "/r.png", "because of r", "WISHLIST"));
    }

    @Test
    void aScoreThatIsNotKnownIsNone() {
        known("silent", "ACTIVE");
        complementary.add(new Recommendation("silent", null, null, null, null));
        complementary.add(product("good", "0.1", "0.1"));

        assertThat(ids(ranked().get(0))).containsExactly("good", "silent");
    }
}
