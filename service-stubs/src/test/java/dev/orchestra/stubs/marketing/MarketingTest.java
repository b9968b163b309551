package dev.orchestra.stubs.marketing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.marketing.Rule.Type;
import dev.orchestra.stubs.support.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class MarketingTest extends StubsTest {

    private static final String VALIDATE = "/api/coupons/validate";
    private static final String HOLD = "/api/coupons/hold";
    private static final String RELEASE = "/api/coupons/release";
    private static final String USED = "/api/coupons/used";

    @Autowired
    private Coupons coupons;

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

    @Test
    void ofTwentyCartsTheLastUseIsHeldForOne() {
        String code = newCoupon(1, null);

        List<Answer> answers = IntStream.range(0, 20)
                .mapToObj(each -> sendAsync(
                        "POST",
                        HOLD,
                        hold("order_" + newKey(), "cart_" + newKey(), "own_" + each, 900, code),
                        "Idempotency-Key",
                        newKey()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.text("/code").equals("USED_UP"))
                .hasSize(19)
                .allMatch(answer -> answer.text("/coupon").equals(code));
        assertThat(reason(code, "own_new")).isEqualTo("USED_UP");
    }

    @Test
    void aHoldIsAUseUntilItEnds() {
        String code = newCoupon(2, 1);
        Answer held =
                post(HOLD, hold("order_" + newKey(), "cart_" + newKey(), "own_ann", 1, code.toLowerCase(Locale.ROOT)));

        assertThat(held.status()).isEqualTo(200);
        assertThat(held.text("/held/0")).isEqualTo(code.toLowerCase(Locale.ROOT));
        assertThat(Instant.parse(held.text("/expires_at")))
                .isAfter(Instant.now().minusSeconds(1));
        assertThat(reason(code, "own_ann")).isEqualTo("USED_UP");
        assertThat(reason(code, "own_ben")).isEqualTo("-");
        await().untilAsserted(() -> assertThat(reason(code, "own_ann")).isEqualTo("-"));
        assertThat(post(HOLD, hold("order_" + newKey(), "cart_" + newKey(), "own_ann", 900, code))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCartsOwnHoldIsNotInItsWay() {
        String code = newCoupon(1, 1);
        String cart = "cart_" + newKey();
        post(HOLD, hold("order_" + newKey(), cart, "own_ann", 900, code));

        Answer own = post(
                VALIDATE,
                cart(
                                "prod_456",
                                "store_123",
                                1,
                                "299.00",
                                "\"cart_id\": \"%s\", \"codes\": [\"%s\"],".formatted(cart, code))
                        .replace("own_1", "own_ann"));

        assertThat(own.text("/coupons/0/status")).isEqualTo("VALID");
        assertThat(reason(code, "own_ann")).isEqualTo("USED_UP");
    }

    @Test
    void aNewerHoldOfTheCartTakesThePlaceOfTheOlder() {
        String one = newCoupon(1, null);
        String other = newCoupon(1, null);
        String cart = "cart_" + newKey();
        String older = "order_" + newKey();
        String newer = "order_" + newKey();
        post(HOLD, hold(older, cart, "own_ann", 900, one));

        assertThat(holdOfAttempt(2, newer, cart, one + "\", \"" + other).status())
                .isEqualTo(200);
        assertThat(release(older)).isZero();
        assertThat(reason(one, "own_ben")).isEqualTo("USED_UP");
        assertThat(holdOfAttempt(2, newer, cart, other).status()).isEqualTo(200);
        assertThat(reason(one, "own_ben")).isEqualTo("-");
        assertThat(release(newer)).isEqualTo(1);
        assertThat(release(newer)).isZero();
        assertThat(reason(other, "own_ben")).isEqualTo("-");
    }

    @Test
    void anOlderAttemptHoldsNothingWhereANewerHasHeld() {
        String code = newCoupon(1, null);
        String spare = newCoupon(1, null);
        String cart = "cart_" + newKey();
        String newer = "order_" + newKey();
        holdOfAttempt(2, newer, cart, code);

        Answer late = holdOfAttempt(1, "order_" + newKey(), cart, spare);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(reason(spare, "own_ben")).isEqualTo("-");
        assertThat(reason(code, "own_ben")).isEqualTo("USED_UP");

        release(newer);
        assertThat(holdOfAttempt(1, "order_" + newKey(), cart, code).text("/code"))
                .isEqualTo("ATTEMPT_OVER");
        assertThat(reason(code, "own_ben")).isEqualTo("-");

        String latest = "order_" + newKey();
        assertThat(holdOfAttempt(3, latest, cart, code).status()).isEqualTo(200);
        post(USED, use(latest, "own_ann", code));
        assertThat(holdOfAttempt(2, newer, cart, spare).text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(reason(spare, "own_ben")).isEqualTo("-");
    }

    @Test
    void anAttemptThatIsRefusedACouponLeavesTheOlderItsPlace() {
        String code = newCoupon(1, null);
        String cart = "cart_" + newKey();

        assertThat(holdOfAttempt(2, "order_" + newKey(), cart, "NONE").status()).isEqualTo(404);
        assertThat(holdOfAttempt(1, "order_" + newKey(), cart, code).status()).isEqualTo(200);
    }

    @Test
    void aHoldSaysWhichAttemptItIsOf() {
        String code = newCoupon(1, null);
        String hold = hold("order_" + newKey(), "cart_" + newKey(), "own_ann", 900, code);

        assertThat(post(HOLD, hold.replace("\"attempt\": 1,", "")).text("/field"))
                .isEqualTo("attempt");
        assertThat(post(HOLD, hold.replace("\"attempt\": 1", "\"attempt\": 0")).status())
                .isEqualTo(400);
        assertThat(reason(code, "own_ben")).isEqualTo("-");
    }

    @Test
    void aMinimumCountsWhatALineCostsWithItsAddons() {
        String line = lines("prod_500", "549.00, \"amount\": 598.99");

        assertThat(ask("/api/promotions/threshold-offers", line)
                        .body()
                        .at("/offers/0/remaining_amount")
                        .decimalValue())
                .isEqualTo(new BigDecimal("0.01"));
        assertThat(ask("/api/promotions/threshold-offers", line.replace("598.99", "599.00"))
                        .body()
                        .get("offers"))
                .isEmpty();
        assertThat(ask("/api/promotions/threshold-offers", line.replace("598.99", "null"))
                        .body()
                        .at("/offers/0/current_amount")
                        .decimalValue())
                .isEqualTo(new BigDecimal("549.00"));
    }

    @Test
    void aCouponIsJudgedByWhatTheLinesCostWithTheirAddons() {
        String cart = cart("prod_456", "store_123", 2, "299.00", "\"codes\": [\"SOLO30\"],");

        assertThat(post(VALIDATE, cart).text("/coupons/0/reason")).isEqualTo("MINIMUM_NOT_MET");
        assertThat(post(VALIDATE, cart.replace("299.00}", "299.00, \"amount\": 5000.00}"))
                        .text("/coupons/0/status"))
                .isEqualTo("VALID");
    }

    @Test
    void takesTheLinesOfAFullCartAndOfWhatIsToBeAdded() {
        IntFunction<String> lines = count -> IntStream.range(0, count)
                .mapToObj(each -> lines("prod_" + each, "1.00"))
                .collect(Collectors.joining(", "));

        for (String path :
                List.of("/api/promotions/applicable", "/api/bundles/applicable", "/api/promotions/threshold-offers")) {
            assertThat(ask(path, lines.apply(250)).status()).as(path).isEqualTo(200);
            assertThat(ask(path, lines.apply(251)).status()).as(path).isEqualTo(400);
        }
        String question = "{\"owner_id\": \"own_1\", \"codes\": [], \"lines\": [%s]}";
        assertThat(post(VALIDATE, question.formatted(lines.apply(250))).status())
                .isEqualTo(200);
        assertThat(post(VALIDATE, question.formatted(lines.apply(251))).status())
                .isEqualTo(400);
    }

    @Test
    void severalCouponsAreHeldTogetherOrNotAtAll() {
        String plenty = newCoupon(1, null);
        String gone = newCoupon(1, null);
        post(USED, use(Ids.next("order"), "own_ann", gone));

        Answer refused =
                post(HOLD, hold("order_" + newKey(), "cart_" + newKey(), "own_ben", 900, plenty + "\", \"" + gone));
        assertThat(refused.text("/coupon")).isEqualTo(gone);
        assertThat(reason(plenty, "own_eve")).isEqualTo("-");

        Answer unknown =
                post(HOLD, hold("order_" + newKey(), "cart_" + newKey(), "own_ben", 900, plenty + "\", \"NONE"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("/coupon")).isEqualTo("NONE");
        assertThat(reason(plenty, "own_eve")).isEqualTo("-");
    }

    @Test
    void anOrderUsesWhatItHolds() {
        String code = newCoupon(1, 1);
        String other = newCoupon(1, null);
        String order = "order_" + newKey();
        post(HOLD, hold(order, "cart_" + newKey(), "own_ann", 900, code + "\", \"" + other));

        assertThat(post(USED, use("order_" + newKey(), "own_ann", code)).text("/code"))
                .isEqualTo("USED_UP");
        assertThat(post(USED, use(order, "own_ann", code)).status()).isEqualTo(200);
        assertThat(release(order)).isEqualTo(1);
        assertThat(reason(code, "own_ann")).isEqualTo("USED_UP");
        assertThat(reason(other, "own_ann")).isEqualTo("-");
    }

    @Test
    void anOrderWhoseHoldRanOutUsesWhatIsLeft() {
        String code = newCoupon(1, null);
        String slow = "order_" + newKey();
        String quick = "order_" + newKey();
        post(HOLD, hold(slow, "cart_" + newKey(), "own_ann", 1, code));
        await().untilAsserted(() -> assertThat(post(HOLD, hold(quick, "cart_of_" + quick, "own_ben", 900, code))
                        .status())
                .isEqualTo(200));

        assertThat(post(USED, use(slow, "own_ann", code)).text("/code")).isEqualTo("USED_UP");
        assertThat(post(USED, use(quick, "own_ben", code)).status()).isEqualTo(200);
    }

    @Test
    void aHoldThatComesAfterItsUndoDoesNothing() {
        String code = newCoupon(1, null);
        String order = "order_" + newKey();
        String forward = newKey();
        assertThat(post(RELEASE, "{\"order_id\": \"%s\"}".formatted(order), newKey(), "Undo-Of", forward)
                        .status())
                .isEqualTo(200);

        Answer late = post(HOLD, hold(order, "cart_" + newKey(), "own_ann", 900, code), forward);

        assertThat(late.text("/code")).isEqualTo("UNDONE");
        assertThat(reason(code, "own_ben")).isEqualTo("-");
    }

    @Test
    void anOrderWithoutCouponsHoldsNothing() {
        Answer held = post(
                HOLD,
                hold("order_" + newKey(), "cart_" + newKey(), "own_ann", 900, "")
                        .replace("[\"\"]", "[]"));

        assertThat(held.status()).isEqualTo(200);
        assertThat(held.body().get("held")).isEmpty();
    }

    @Test
    void aBundleIsOfferedToWhoeverHasAPartOfIt() {
        Answer begun = ask("/api/bundles/applicable", lines("prod_456", "299.00"));

        assertThat(begun.body().get("bundles")).isEqualTo(json.readTree("""
                                [{"bundle_id": "bundle_123", "name": "Complete Accessory Kit", "bundle_price": 899.00,
                                  "savings": 301.00, "product_ids": ["prod_456", "prod_789", "prod_kit_752"],
                                  "relevance": 0.85, "conversion_probability": 0.40}]"""));
        assertThat(ask("/api/bundles/applicable", lines("prod_500", "500.00"))
                        .body()
                        .get("bundles"))
                .isEmpty();
        assertThat(ask(
                                "/api/bundles/applicable",
                                lines("prod_456", "299.00") + ", " + lines("prod_789", "149.00") + ", "
                                        + lines("prod_kit_752", "752.00"))
                        .body()
                        .get("bundles"))
                .isEmpty();
    }

    @Test
    void whatACartIsShortOfAndWhatWouldFillTheGap() {
        Answer answer = ask("/api/promotions/threshold-offers", lines("prod_500", "500.00"));

        JsonNode offer = answer.body().at("/offers/0");
        assertThat(answer.body().get("offers")).hasSize(1);
        assertThat(offer.get("offer_id").stringValue()).isEqualTo("promo_free_delivery_599");
        assertThat(offer.get("store_id").stringValue()).isEqualTo("store_123");
        assertThat(offer.get("benefit").stringValue()).isEqualTo("FREE_DELIVERY");
        assertThat(offer.get("target_amount").decimalValue()).isEqualTo(new BigDecimal("599.00"));
        assertThat(offer.get("current_amount").decimalValue()).isEqualTo(new BigDecimal("500.00"));
        assertThat(offer.get("remaining_amount").decimalValue()).isEqualTo(new BigDecimal("99.00"));
        assertThat(offer.at("/products/0/product_id").stringValue()).isEqualTo("prod_789");
        assertThat(offer.get("products")
                        .valueStream()
                        .map(product -> product.at("/product_id").stringValue()))
                .doesNotContain("prod_500", "prod_socks");
    }

    @Test
    void theNearestOfferComesFirstAndNoneThatIsReachedOrFarFromTheGoods() {
        Answer answer = ask(
                "/api/promotions/threshold-offers",
                lines("prod_456", "299.00") + ", "
                        + lines("prod_tshirt", "1400.00").replace("store_123", "store_456"));

        assertThat(answer.body()
                        .get("offers")
                        .valueStream()
                        .map(offer -> offer.get("offer_id").stringValue() + " "
                                + offer.get("benefit").stringValue()))
                .containsExactly("promo_fashion_15 DISCOUNT", "promo_free_delivery_599 FREE_DELIVERY");
        // 300 short: nothing that costs less helps.
        assertThat(answer.body()
                        .at("/offers/1/products")
                        .valueStream()
                        .map(product -> product.get("product_id").stringValue()))
                .startsWith("prod_500")
                .doesNotContain("prod_789");
        assertThat(ask("/api/promotions/threshold-offers", lines("prod_mouse", "599.00"))
                        .body()
                        .get("offers"))
                .isEmpty();
    }

    private Answer ask(String path, String lines) {
        return send("POST", path, "{\"owner_id\": \"own_1\", \"lines\": [" + lines + "]}");
    }

    private int release(String order) {
        return post(RELEASE, "{\"order_id\": \"%s\"}".formatted(order))
                .body()
                .get("released")
                .intValue();
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
        coupons.addIfAbsent(
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

    private static String hold(String order, String cart, String owner, int seconds, String codes) {
        return """
                {"order_id": "%s", "cart_id": "%s", "attempt": 1, "owner_id": "%s", "codes": ["%s"],
                 "ttl_seconds": %d}""".formatted(order, cart, owner, codes, seconds);
    }

    private Answer holdOfAttempt(int attempt, String order, String cart, String codes) {
        return post(
                HOLD, hold(order, cart, "own_ann", 900, codes).replace("\"attempt\": 1", "\"attempt\": " + attempt));
    }

    private static String lines(String product, String price) {
        return "{\"product_id\": \"%s\", \"store_id\": \"store_123\", \"quantity\": 1, \"unit_price\": %s}"
                .formatted(product, price);
    }

    private static String cart(String product, String store, int quantity, String price, String codes) {
        return """
                {"owner_id": "own_1", %s "lines": [{"product_id": "%s", "variant_id": null, "store_id": "%s", "quantity": %d,
                 "unit_price": %s}]}""".formatted(codes, product, store, quantity, price);
    }
}
