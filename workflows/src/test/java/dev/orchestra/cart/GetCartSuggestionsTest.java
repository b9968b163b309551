package dev.orchestra.cart;

import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.BUNDLE;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.COMPLEMENTARY;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.REMINDER;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.THRESHOLD_BASED;
import static dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType.UPSELL;
import static dev.orchestra.fakes.FakeShop.CASE;
import static dev.orchestra.fakes.FakeShop.MUG;
import static dev.orchestra.fakes.FakeShop.OWNER;
import static dev.orchestra.fakes.FakeShop.SHIRT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.cart.GetCartSuggestionsWorkflow.Answer;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Item;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Request;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.Suggestion;
import dev.orchestra.cart.GetCartSuggestionsWorkflow.SuggestionType;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.fakes.Fault;
import dev.orchestra.fakes.RunningShop;
import dev.orchestra.services.recommendations.Recommendation;
import dev.orchestra.support.Warning;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /cart/suggestions}: what five sources say, made into one answer. */
@Timeout(20)
class GetCartSuggestionsTest {

    private static final String GLASS = "prod_glass";
    private static final String LEATHER = "prod_leather";
    private static final String EARBUDS = "prod_earbuds";

    @RegisterExtension
    final RunningShop running = new RunningShop();

    private Answer suggestions() {
        return suggestions(null);
    }

    private Answer suggestions(String cartId) {
        return running.operation(GetCartSuggestionsWorkflow.class)
                .run(new Request(OWNER, cartId, null, CartPolicy.DEFAULT));
    }

    private static Recommendation recommended(String productId, String promise) {
        return new Recommendation(
                productId, "80% of customers bought this", new BigDecimal(promise), BigDecimal.ONE, null);
    }

    private static Recommendation reminder(String productId, String promise) {
        return new Recommendation(productId, null, new BigDecimal(promise), BigDecimal.ONE, "WISHLIST");
    }

    /** A basket with a case, and something from each source. */
    private void fiveSources() {
        FakeShop shop = running.shop();
        shop.sells(GLASS, "store_a", "149.00", "ACTIVE");
        shop.sells(LEATHER, "store_a", "799.00", "ACTIVE");
        shop.sells(EARBUDS, "store_b", "1299.00", "ACTIVE");
        shop.basket(CASE);
        shop.recommends(recommended(MUG, "0.9"), recommended(CASE, "1"));
        shop.offers("offer_1", "store_a", "398.00", "FREE_DELIVERY", recommended(GLASS, "0.8"));
        shop.bundle("bundle_1", "358.00", "90.00", "0.7", CASE, GLASS);
        shop.recommendsBetter(recommended(LEATHER, "0.6"));
        shop.reminds(reminder(EARBUDS, "0.5"));
    }

    private static Suggestion of(Answer answer, SuggestionType type) {
        return answer.suggestions().stream()
                .filter(suggestion -> suggestion.type() == type)
                .findFirst()
                .orElseThrow();
    }

    private static List<SuggestionType> types(Answer answer) {
        return answer.suggestions().stream().map(Suggestion::type).toList();
    }

    private static List<String> codes(Answer answer) {
        return answer.warnings().stream().map(Warning::code).toList();
    }

    @Test
    void fiveSourcesMakeOneAnswer() {
        fiveSources();

        Answer answer = suggestions();

        assertThat(answer.refusal()).isNull();
        assertThat(answer.warnings()).isEmpty();
        assertThat(types(answer)).containsExactly(COMPLEMENTARY, THRESHOLD_BASED, BUNDLE, UPSELL, REMINDER);
        assertThat(of(answer, COMPLEMENTARY).items()).singleElement().satisfies(item -> {
            assertThat(item.productId()).isEqualTo(MUG);
            assertThat(item.price()).isEqualByComparingTo("120.00");
            assertThat(item.reason()).isEqualTo("80% of customers bought this");
        });
        assertThat(of(answer, THRESHOLD_BASED).title()).isEqualTo("Add ₹99 more for FREE Delivery!");
        assertThat(of(answer, THRESHOLD_BASED).threshold().currentAmount()).isEqualByComparingTo("299.00");
        assertThat(of(answer, THRESHOLD_BASED).items())
                .extracting(Item::productId)
                .containsExactly(GLASS);
        assertThat(of(answer, BUNDLE).bundle().bundlePrice()).isEqualByComparingTo("358.00");
        assertThat(of(answer, BUNDLE).items()).extracting(Item::productId).containsExactly(CASE, GLASS);
        assertThat(of(answer, UPSELL).items()).extracting(Item::productId).containsExactly(LEATHER);
        assertThat(of(answer, REMINDER).items()).extracting(Item::source).containsExactly("WISHLIST");
        assertThat(answer.meta().totalSuggestions()).isEqualTo(6);
        assertThat(answer.meta().suggestionTypes())
                .containsExactly(COMPLEMENTARY, THRESHOLD_BASED, BUNDLE, UPSELL, REMINDER);
    }

    @Test
    void stepsAreTakenInTheOrderOfTheirNumbersInOneTask() {
        fiveSources();
        suggestions();

        List<String> steps = running.ledger().done();
        assertThat(steps)
                .startsWith("Cart.OfOwner")
                .endsWith("Product.Details", "Inventory.CheckAvailability")
                .hasSize(8);
        assertThat(steps.subList(1, 6))
                .as("2 to 6")
                .containsExactlyInAnyOrder(
                        "Recommendations.Complementary",
                        "Marketing.ApplicableBundles",
                        "Recommendations.Upsells",
                        "Marketing.ThresholdOffers",
                        "Recommendations.Reminders");
        running.wasOneTask();
    }

    @Test
    void theMostPromisingSourceComesFirst() {
        fiveSources();
        running.shop().reminds(reminder(SHIRT, "0.95"));

        assertThat(types(suggestions())).startsWith(REMINDER, COMPLEMENTARY);
    }

    @Test
    void aProductThatTwoSourcesNameIsShownOnce() {
        fiveSources();
        running.shop().reminds(reminder(MUG, "0.95"));

        Answer answer = suggestions();

        assertThat(of(answer, REMINDER).items()).extracting(Item::productId).containsExactly(MUG, EARBUDS);
        assertThat(types(answer)).doesNotContain(COMPLEMENTARY);
    }

    @Test
    void whatIsInTheCartIsNotSuggested() {
        fiveSources();
        running.shop().addsToBasket(MUG);
        running.shop().offers("offer_2", "store_a", "350.00", "DISCOUNT", recommended(CASE, "1"));

        assertThat(suggestions().suggestions())
                .filteredOn(suggestion -> suggestion.bundle() == null)
                .flatExtracting(Suggestion::items)
                .extracting(Item::productId)
                .doesNotContain(CASE, MUG);
    }

    @Test
    void whatIsOutOfStockIsNotSuggested() {
        fiveSources();
        running.shop().stock(GLASS, null, 0);
        running.shop().stock(LEATHER, null, 0);

        Answer answer = suggestions();

        assertThat(types(answer)).containsExactly(COMPLEMENTARY, REMINDER, THRESHOLD_BASED);
        assertThat(of(answer, THRESHOLD_BASED).items()).isEmpty();
    }

    @Test
    void aProductIsInStockWhenOneOfItsVariantsIs() {
        fiveSources();
        running.shop().reminds(reminder(SHIRT, "0.4"));

        assertThat(of(suggestions(), REMINDER).items())
                .extracting(Item::productId)
                .contains(SHIRT);
    }

    @Test
    void aProductOfWhichNoVariantIsSoldIsNotSuggested() {
        running.shop().basket(CASE);
        running.shop().soldInNoVariant();
        running.shop().reminds(reminder(SHIRT, "0.4"));

        assertThat(suggestions().suggestions()).isEmpty();
    }

    @Test
    void aProductThatIsNotSoldAnyMoreIsNotSuggested() {
        fiveSources();
        running.shop().sells(MUG, "store_b", "120.00", "INACTIVE");
        running.shop().knowsNoMore(LEATHER);

        assertThat(types(suggestions())).containsExactly(THRESHOLD_BASED, BUNDLE, REMINDER);
    }

    @Test
    void whoHasNoCartYetIsRemindedAllTheSame() {
        running.shop().reminds(reminder(MUG, "0.5"));

        Answer answer = suggestions();

        assertThat(types(answer)).containsExactly(REMINDER);
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void nothingToSuggestIsAnAnswer() {
        running.shop().basket(CASE);

        Answer answer = suggestions();

        assertThat(answer.suggestions()).isEmpty();
        assertThat(answer.meta().totalSuggestions()).isZero();
        assertThat(answer.warnings()).isEmpty();
        assertThat(running.ledger().done()).doesNotContain("Product.Details", "Inventory.CheckAvailability");
    }

    @Test
    void aCartOfSomebodyElseIsLikeNone() {
        String theirs = running.shop().basketOf(FakeShop.GUEST, CASE).cartId();

        assertThat(suggestions(theirs).refusal().code()).isEqualTo("CART_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "Recommendations.Complementary, COMPLEMENTARY_UNAVAILABLE, COMPLEMENTARY",
        "Marketing.ThresholdOffers, THRESHOLD_OFFERS_UNAVAILABLE, THRESHOLD_BASED",
        "Marketing.ApplicableBundles, BUNDLES_UNAVAILABLE, BUNDLE",
        "Recommendations.Upsells, UPSELLS_UNAVAILABLE, UPSELL",
        "Recommendations.Reminders, REMINDERS_UNAVAILABLE, REMINDER"
    })
    void aSourceThatIsAwayIsLeftOut(String activity, String warning, SuggestionType missing) {
        fiveSources();
        running.ledger().fault(activity, Fault.down());

        Answer answer = suggestions();

        assertThat(codes(answer)).containsExactly(warning);
        assertThat(types(answer)).hasSize(4).doesNotContain(missing);
    }

    @Test
    void withoutDetailsThereIsNothingToShowButWhatIsMissingToABenefit() {
        fiveSources();
        running.ledger().fault("Product.Details", Fault.down());

        Answer answer = suggestions();

        assertThat(codes(answer)).containsExactly("PRODUCT_DETAILS_UNAVAILABLE");
        assertThat(types(answer)).containsExactly(THRESHOLD_BASED);
    }

    @Test
    void whenNobodyCanTellWhatIsInStockItIsSuggestedWithAWarning() {
        fiveSources();
        running.ledger().fault("Inventory.CheckAvailability", Fault.down());

        Answer answer = suggestions();

        assertThat(codes(answer)).containsExactly("STOCK_NOT_CHECKED");
        assertThat(types(answer)).hasSize(5);
    }

    @Test
    void withoutTheCartThereIsNoAnswer() {
        fiveSources();
        running.ledger().fault("Cart.OfOwner", Fault.down());

        assertThat(running.unavailable(this::suggestions).service()).isEqualTo("cart");
    }
}
