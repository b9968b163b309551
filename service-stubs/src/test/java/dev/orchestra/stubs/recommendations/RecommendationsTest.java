package dev.orchestra.stubs.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.recommendations.Recommendation.Source;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RecommendationsTest extends StubsTest {

    @Autowired
    private Recommendations recommendations;

    @Test
    void theSuggestionsOfThePublishedExampleComeAbout() {
        assertThat(ask("complementary", 1, "prod_500").body().get("recommendations"))
                .isEqualTo(json.readTree("""
                                [{"product_id": "prod_456", "reason": "80% of customers bought this", "relevance": 0.95,
                                  "conversion_probability": 0.80}]"""));
        assertThat(ask("upsells", 5, "prod_500").text("/recommendations/0/product_id"))
                .isEqualTo("prod_premium_456");
        assertThat(ask("upsells", 5, "prod_456").text("/recommendations/0/reason"))
                .isEqualTo("Better durability");
        Answer reminders = ask("reminders", 2, "prod_500");
        assertThat(reminders
                        .body()
                        .get("recommendations")
                        .valueStream()
                        .map(reminder -> reminder.get("product_id").stringValue() + " "
                                + reminder.get("source").stringValue()))
                .containsExactly("prod_saved_123 WISHLIST", "prod_viewed_456 RECENTLY_VIEWED");
    }

    @Test
    void whatIsInTheCartIsNotRecommended() {
        assertThat(products(ask("complementary", 20, "prod_500", "prod_456", "prod_250")))
                .contains("prod_789", "prod_charger_65")
                .doesNotContain("prod_500", "prod_456", "prod_250")
                .doesNotHaveDuplicates();
        assertThat(products(ask("upsells", 20, "prod_456", "prod_premium_456"))).isEmpty();
        assertThat(products(ask("reminders", 20, "prod_saved_123"))).doesNotContain("prod_saved_123");
    }

    @Test
    void theBestComesFirstAndNoMoreThanWanted() {
        List<String> all = products(ask("complementary", 20, "prod_laptop", "prod_rice"));

        assertThat(all).containsExactly("prod_dal", "prod_mouse", "prod_ghee", "prod_ssd", "prod_keyboard");
        assertThat(products(ask("complementary", 2, "prod_laptop", "prod_rice")))
                .isEqualTo(all.subList(0, 2));
    }

    @Test
    void anOwnersRemindersAreTheirOwn() {
        String owner = "own_" + newKey();
        recommendations.addReminderIfAbsent(
                owner,
                new Recommendation("prod_saved_123", "Mine", BigDecimal.ONE, BigDecimal.ONE, Source.SAVED_FOR_LATER));
        recommendations.addReminderIfAbsent(
                owner, new Recommendation("prod_rug", null, BigDecimal.ONE, BigDecimal.ONE, Source.WISHLIST));

        Answer own = send("POST", "/api/recommendations/reminders", question(owner, 20, "prod_500"));

        assertThat(products(own)).startsWith("prod_rug", "prod_saved_123").doesNotHaveDuplicates();
        assertThat(own.text("/recommendations/1/reason")).isEqualTo("Mine");
        assertThat(products(ask("reminders", 20, "prod_500"))).doesNotContain("prod_rug");
    }

    @Test
    void anEmptyCartGetsRemindersAlone() {
        assertThat(products(ask("complementary", 20))).isEmpty();
        assertThat(products(ask("upsells", 20))).isEmpty();
        assertThat(products(ask("reminders", 20))).isNotEmpty();
    }

    @Test
    void asksForOneToTwenty() {
        for (int limit : new int[] {0, 21}) {
            assertThat(ask("complementary", limit, "prod_500").status()).isEqualTo(400);
        }
    }

    private Answer ask(String what, int limit, String... products) {
        return send("POST", "/api/recommendations/" + what, question("own_1", limit, products));
    }

    private static String question(String owner, int limit, String... products) {
        return """
                {"owner_id": "%s", "product_ids": [%s], "limit": %d}""".formatted(
                owner,
                Arrays.stream(products).map(product -> "\"" + product + "\"").collect(Collectors.joining(",")),
                limit);
    }

    private static List<String> products(Answer answer) {
        return answer.body()
                .get("recommendations")
                .valueStream()
                .map(recommendation -> recommendation.get("product_id").stringValue())
                .toList();
    }
}
