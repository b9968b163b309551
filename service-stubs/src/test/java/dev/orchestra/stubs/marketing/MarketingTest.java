package dev.orchestra.stubs.marketing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.marketing.Rule.Type;
import dev.orchestra.stubs.support.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class MarketingTest extends StubsTest {

    private static final String VALIDATE = "/api/coupons/validate";
    private static final String USED = "/api/coupons/used";

    @Autowired
    private Offers offers;

    @Test
    void tellsOfThePromotionsThatBearOnTheCart() {
        assertThat(promotions("prod_789", "store_123")).containsExactly("bundle_123", "promo_free_delivery_599");
        assertThat(promotions("prod_speaker", "store_123"))
                .containsExactly("promo_audio_10", "promo_free_delivery_599");
        assertThat(promotions("prod_rice", "store_321")).isEmpty();
    }

    @Test
    void aRuleSaysAllThatTheArithmeticNeeds() {
        Answer answer = post("/api/promotions/applicable", cart("prod_speaker", "store_123", 1, "2499.00", ""));

        assertThat(answer.body().at("/promotions/0")).isEqualTo(json.readTree("""
                                {"id": "promo_audio_10", "title": "10 % off everything for the ears", "type": "PERCENT_OFF",
                                 "value": 10.00, "max_discount": 300.00, "min_subtotal": 0.00,
                                 "product_ids": ["prod_saved_123", "prod_headphones", "prod_speaker", "prod_soundbar", "prod_mic"],
                                 "store_id": null, "stackable": true}"""));
    }

    @Test
    void judgesEachCoupon() {
        Answer answer = post(
                VALIDATE,
                cart(
                        "prod_456",
                        "store_123",
                        2,
                        "299.00",
                        "\"codes\": [\"SAVE20\", \"SOLO30\", \"AUDIO15\", \"OLD10\", \"SOON10\", \"NONE\"],"));

        assertThat(answer.body()
                        .at("/coupons")
                        .valueStream()
                        .map(coupon -> coupon.at("/code").stringValue()
                                + " "
                                + coupon.at("/status").stringValue()
                                + " "
                                + coupon.at("/reason").asString("-")))
                .containsExactly(
                        "SAVE20 VALID -",
                        "SOLO30 INVALID MINIMUM_NOT_MET",
                        "AUDIO15 INVALID NOT_APPLICABLE",
                        "OLD10 INVALID EXPIRED",
                        "SOON10 INVALID NOT_STARTED",
                        "NONE INVALID UNKNOWN_COUPON");
        assertThat(answer.body().at("/coupons/0/rule/value").decimalValue()).isEqualTo(new BigDecimal("20.00"));
        assertThat(answer.body().at("/coupons/0/rule/max_discount").decimalValue())
                .isEqualTo(new BigDecimal("200.00"));
    }

    @Test
    void aCouponIsNotUsedMoreOftenThanItMay() {
        String code = newCoupon(3, null);

        List<Integer> answers = IntStream.range(0, 12)
                .mapToObj(each -> sendAsync(
                        "POST", USED, use(Ids.next("order"), "own_" + each, code), "Idempotency-Key", newKey()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .toList();

        assertThat(answers).filteredOn(status -> status == 200).hasSize(3);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(9);
        assertThat(reason(code, "own_new")).isEqualTo("USED_UP");
    }

    @Test
    void aCustomerUsesACouponAsOftenAsACustomerMay() {
        String code = newCoupon(null, 1);

        assertThat(post(USED, use(Ids.next("order"), "own_ann", code)).status()).isEqualTo(200);

        Answer again = post(USED, use(Ids.next("order"), "own_ann", code));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("/code")).isEqualTo("USED_UP");
        assertThat(reason(code, "own_ann")).isEqualTo("USED_UP");
        assertThat(reason(code, "own_ben")).isEqualTo("-");
    }

    @Test
    void anOrderUsesACouponOnce() {
        String code = newCoupon(2, null);
        String order = Ids.next("order");

        assertThat(post(USED, use(order, "own_ann", code)).status()).isEqualTo(200);
        assertThat(post(USED, use(order, "own_ann", code.toLowerCase(Locale.ROOT)))
                        .status())
                .isEqualTo(200);

        assertThat(reason(code, "own_ben")).isEqualTo("-");
    }

    @Test
    void severalCouponsAreUsedTogetherOrNotAtAll() {
        String plenty = newCoupon(1, null);
        String gone = newCoupon(1, null);
        post(USED, use(Ids.next("order"), "own_ann", gone));

        Answer refused = post(USED, use(Ids.next("order"), "own_ben", plenty + "\", \"" + gone));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/coupon")).isEqualTo(gone);
        assertThat(reason(plenty, "own_ben")).isEqualTo("-");
    }

    private List<String> promotions(String product, String store) {
        return post("/api/promotions/applicable", cart(product, store, 1, "100.00", ""))
                .body()
                .at("/promotions")
                .valueStream()
                .map(rule -> rule.at("/id").stringValue())
                .toList();
    }

    private String newCoupon(Integer usageLimit, Integer perCustomerLimit) {
        String id = Ids.next("coupon");
        Rule rule = new Rule(
                id,
                "For a test",
                Type.AMOUNT_OFF,
                new BigDecimal("10.00"),
                null,
                BigDecimal.ZERO,
                List.of(),
                null,
                true);
        Instant now = Instant.now();
        String code = id.toUpperCase(Locale.ROOT);
        offers.addCouponIfAbsent(
                new Coupon(code, rule, now.minusSeconds(60), now.plusSeconds(3600), usageLimit, perCustomerLimit, 0));
        return code;
    }

    private String reason(String code, String owner) {
        return post(
                        VALIDATE,
                        cart("prod_456", "store_123", 1, "299.00", "\"codes\": [\"%s\"],".formatted(code))
                                .replace("own_1", owner))
                .body()
                .at("/coupons/0/reason")
                .asString("-");
    }

    private static String use(String order, String owner, String codes) {
        return "{\"order_id\": \"%s\", \"owner_id\": \"%s\", \"codes\": [\"%s\"]}".formatted(order, owner, codes);
    }

    private static String cart(String product, String store, int quantity, String price, String codes) {
        return """
                {"owner_id": "own_1", %s "lines": [{"product_id": "%s", "variant_id": null, "store_id": "%s", "quantity": %d,
                 "unit_price": %s}]}""".formatted(codes, product, store, quantity, price);
    }
}
