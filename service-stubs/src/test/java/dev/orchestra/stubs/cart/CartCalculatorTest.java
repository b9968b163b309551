package dev.orchestra.stubs.cart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.cart.CartCalculator.Line;
import dev.orchestra.stubs.cart.CartCalculator.PricedLine;
import dev.orchestra.stubs.cart.CartCalculator.Quote;
import dev.orchestra.stubs.cart.CartMoney.CouponStatus;
import dev.orchestra.stubs.cart.CartMoney.StoreTotals;
import dev.orchestra.stubs.cart.CartMoney.Totals;
import dev.orchestra.stubs.cart.ComputeRequest.Addon;
import dev.orchestra.stubs.cart.ComputeRequest.Coupon;
import dev.orchestra.stubs.cart.ComputeRequest.DeliveryRate;
import dev.orchestra.stubs.cart.ComputeRequest.Loyalty;
import dev.orchestra.stubs.cart.ComputeRequest.Product;
import dev.orchestra.stubs.cart.ComputeRequest.Rule;
import dev.orchestra.stubs.cart.ComputeRequest.RuleType;
import dev.orchestra.stubs.cart.ComputeRequest.Store;
import dev.orchestra.stubs.cart.ComputeRequest.TaxRate;
import dev.orchestra.stubs.cart.ComputeRequest.Variant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CartCalculatorTest {

    private static final int RANDOM_CARTS = 5_000;

    @Test
    void aPercentageIsCappedAndSplitToThePaisa() {
        Quote quote = quote(
                List.of(line("a", 1), line("b", 1), line("c", 1)),
                List.of(rule("p", RuleType.PERCENT_OFF, "50").capped("100")));

        assertThat(quote.lines())
                .extracting(PricedLine::discount)
                .containsExactly(amount("-16.67"), amount("-33.33"), amount("-50.00"));
        assertThat(quote.money().totals().discount()).isEqualTo(amount("-100.00"));
    }

    @Test
    void anAmountNeverTakesMoreThanThereIs() {
        Quote quote = quote(List.of(line("a", 1)), List.of(rule("p", RuleType.AMOUNT_OFF, "500")));

        assertThat(quote.lines().get(0).total()).isEqualTo(amount("0.00"));
        assertThat(quote.money().totals().netPayable()).isEqualTo(amount("40.00"));
    }

    @Test
    void aComboCountsCompleteSets() {
        Builder combo = rule("p", RuleType.COMBO, "30").of("a", "b");

        assertThat(discount(quote(List.of(line("a", 3), line("b", 2)), List.of(combo))))
                .isEqualTo(amount("-60.00"));
        assertThat(discount(quote(List.of(line("a", 3)), List.of(combo)))).isEqualTo(amount("0.00"));
    }

    @Test
    void aComboMayNeedTwoOfAKind() {
        Builder combo = rule("p", RuleType.COMBO, "30").of("a", "a");

        assertThat(discount(quote(List.of(line("a", 5)), List.of(combo)))).isEqualTo(amount("-60.00"));
    }

    @Test
    void freeDeliveryIsForTheStoresOfItsGoods() {
        Quote quote = quote(
                List.of(line("a", 1), line("elsewhere", 1)),
                List.of(rule("p", RuleType.FREE_DELIVERY, "0").of("a")));

        assertThat(quote.money().stores())
                .extracting(StoreTotals::deliveryCharge)
                .containsExactly(amount("0.00"), amount("60.00"));
        assertThat(quote.money().promotionsApplied().get(0).discount()).isEqualTo(amount("-40.00"));
        assertThat(discount(quote)).isEqualTo(amount("0.00"));
    }

    @Test
    void aRuleWaitsForItsMinimum() {
        Builder rule = rule("p", RuleType.AMOUNT_OFF, "10").from("200.01");

        assertThat(discount(quote(List.of(line("b", 1)), List.of(rule)))).isEqualTo(amount("0.00"));
        assertThat(discount(quote(List.of(line("b", 2)), List.of(rule)))).isEqualTo(amount("-10.00"));
    }

    @Test
    void aRuleOfAStoreLeavesOtherStoresAlone() {
        Quote quote = quote(
                List.of(line("a", 1), line("elsewhere", 1)),
                List.of(rule("p", RuleType.PERCENT_OFF, "10").atStore("s2")));

        assertThat(quote.lines()).extracting(PricedLine::discount).containsExactly(amount("0.00"), amount("-40.00"));
    }

    @Test
    void theBestPromotionComesFirstAndOneThatDoesNotStackTakesNoDiscountedLine() {
        Quote quote = quote(
                List.of(line("a", 1), line("b", 1)),
                List.of(
                        rule("small", RuleType.PERCENT_OFF, "5"),
                        rule("big", RuleType.AMOUNT_OFF, "40").of("b"),
                        rule("stacks", RuleType.AMOUNT_OFF, "7").stacking()));

        assertThat(quote.money().promotionsApplied())
                .extracting(CartMoney.PromotionApplied::promotionId)
                .containsExactly("big", "stacks");
        assertThat(quote.lines().get(1).discounts())
                .extracting(CartLine.Discount::id)
                .containsExactly("big", "stacks");
    }

    @Test
    void couponsComeLastOnWhatIsLeft() {
        Quote quote = quote(
                List.of(line("b", 1)),
                List.of("TENTH"),
                List.of(rule("half", RuleType.PERCENT_OFF, "50")),
                List.of(coupon("TENTH", rule("c", RuleType.PERCENT_OFF, "10"))));

        assertThat(discount(quote)).isEqualTo(amount("-110.00"));
        assertThat(quote.money().couponsApplied().get(0).discount()).isEqualTo(amount("-10.00"));
    }

    @Test
    void aCouponThatDoesNotStackIsRefusedBesideAnother() {
        List<Coupon> coupons = List.of(
                coupon("ALONE", rule("c1", RuleType.AMOUNT_OFF, "10")),
                coupon("ANY", rule("c2", RuleType.AMOUNT_OFF, "20").stacking()),
                coupon("ALONE_TOO", rule("c3", RuleType.AMOUNT_OFF, "5")),
                new Coupon("OLD", CouponStatus.INVALID, "EXPIRED", null));

        Quote both = quote(List.of(line("b", 1)), List.of("ALONE", "ANY"), List.of(), coupons);
        assertThat(both.money().couponsApplied())
                .extracting(CartMoney.CouponApplied::reason)
                .containsExactly("NOT_STACKABLE", null);
        assertThat(discount(both)).isEqualTo(amount("-20.00"));

        Quote alone = quote(List.of(line("b", 1)), List.of("ALONE", "OLD", "ALONE_TOO"), List.of(), coupons);
        assertThat(alone.money().couponsApplied())
                .extracting(CartMoney.CouponApplied::reason)
                .containsExactly(null, "EXPIRED", "NOT_STACKABLE");
        assertThat(discount(alone)).isEqualTo(amount("-10.00"));
    }

    @Test
    void aCouponOfTheCartThatNobodyCheckedDoesNothing() {
        Quote quote = quote(List.of(line("b", 1)), List.of("UNSEEN"), List.of(), List.of());

        assertThat(quote.money().couponsApplied().get(0).status()).isEqualTo(CouponStatus.INVALID);
        assertThat(quote.money().couponsApplied().get(0).reason()).isEqualTo("NOT_CHECKED");
    }

    @Test
    void pointsComeAfterTheCouponsAndBeforeTheTax() {
        Quote quote = redeemed(130, 1_000, "1.00");

        // Of the 650 that the coupon has left: 92.86, 185.71 and 371.43.
        assertThat(quote.lines())
                .extracting(line -> line.discounts().get(1))
                .containsExactly(
                        new CartLine.Discount(CartLine.Source.LOYALTY, "points", amount("-18.57")),
                        new CartLine.Discount(CartLine.Source.LOYALTY, "points", amount("-37.14")),
                        new CartLine.Discount(CartLine.Source.LOYALTY, "points", amount("-74.29")));
        assertThat(quote.lines().get(2).tax()).isEqualTo(amount("14.86"));
        assertThat(quote.money().loyalty()).isEqualTo(new CartMoney.PointsApplied(130, amount("-130.00")));
        assertThat(discount(quote)).isEqualTo(amount("-180.00"));
    }

    @Test
    void noMorePointsThanAreAllowedAndOfUse() {
        assertThat(redeemed(130, 99, "1.00").money().loyalty().points()).isEqualTo(99);
        assertThat(redeemed(0, 99, "1.00").money().loyalty()).isEqualTo(CartMoney.PointsApplied.NONE);
        // 650 rupees take 649 points of 1, and 92 whole ones of 7.
        assertThat(redeemed(5_000, 5_000, "1.00").money().loyalty())
                .isEqualTo(new CartMoney.PointsApplied(649, amount("-649.00")));
        Quote whole = redeemed(5_000, 5_000, "7.00");
        assertThat(whole.money().loyalty()).isEqualTo(new CartMoney.PointsApplied(92, amount("-644.00")));
        assertThat(discount(whole)).isEqualTo(amount("-694.00"));
    }

    @Test
    void pointsLeaveARupeeOfTheGoodsToPay() {
        // What a coupon leaves of goods of 100, and how many points of 0.50 are taken then.
        Map<String, Integer> pointsOfUse = Map.of("98.99", 0, "99.00", 0, "98.51", 0, "98.50", 1, "0", 198, "100", 0);

        pointsOfUse.forEach((off, points) -> {
            Quote quote = CartCalculator.quote(
                    List.of(line("a", 1)),
                    List.of("OFF"),
                    amount("0.00"),
                    amount("0.00"),
                    5_000,
                    redeeming(
                            5_000,
                            "0.50",
                            request(List.of(), List.of(coupon("OFF", rule("c", RuleType.AMOUNT_OFF, off))))));
            assertThat(quote.money().loyalty().points()).as(off).isEqualTo(points);
        });
    }

    @Test
    void withoutAWordOnPointsNoneAreTaken() {
        Quote quote = CartCalculator.quote(
                List.of(line("a", 1)),
                List.of(),
                BigDecimal.ZERO.setScale(2),
                BigDecimal.ZERO.setScale(2),
                50,
                request(List.of(), List.of()));

        assertThat(quote.money().loyalty()).isEqualTo(CartMoney.PointsApplied.NONE);
        assertThat(discount(quote)).isEqualTo(amount("0.00"));
    }

    @Test
    void taxIsOnTopWhereTheStoreSaysSo() {
        Quote quote = quote(List.of(line("elsewhere", 1)), List.of());

        assertThat(quote.lines().get(0).tax()).isEqualTo(amount("20.00"));
        assertThat(quote.lines().get(0).taxIncluded()).isEqualTo(amount("0.00"));
        assertThat(quote.lines().get(0).total()).isEqualTo(amount("420.00"));
    }

    @Test
    void aVariantHasItsOwnPriceAndAddonsAreCountedForTheLine() {
        Quote quote = quote(List.of(new Line("i", "a", "xl", 2, List.of(new AddonChoice("card", 3)))), List.of());

        assertThat(quote.lines().get(0).unitPrice()).isEqualTo(amount("150.00"));
        assertThat(quote.lines().get(0).subtotal()).isEqualTo(amount("315.00"));
        assertThat(quote.lines().get(0).addons().get(0).name()).isEqualTo("Card");
    }

    @Test
    void whatCannotBePricedIsNamed() {
        ComputeRequest request = request(List.of(), List.of());
        List<Line> lines = List.of(
                line("a", 1),
                line("nowhere", 1),
                new Line("i2", "b", "no_such_variant", 1, List.of()),
                new Line("i3", "c", null, 1, List.of(new AddonChoice("no_such_addon", 1))));

        assertThat(CartCalculator.missingProducts(lines, request)).containsExactly("b", "c", "nowhere");
    }

    @Test
    void anEmptyCartCostsNothingWhateverWasTipped() {
        Quote quote = CartCalculator.quote(
                List.of(),
                List.of(),
                amount("50.00"),
                amount("25.00"),
                10,
                redeeming(10, "1.00", request(List.of(), List.of())));

        assertThat(quote.money().totals()).isEqualTo(CartMoney.NOTHING.totals());
    }

    @Test
    void everyRandomCartAddsUpToThePaisa() {
        long base = System.nanoTime();
        System.out.println("Random carts with the seeds " + base + " to " + (base + RANDOM_CARTS - 1));
        for (long seed = base; seed < base + RANDOM_CARTS; seed++) {
            assertAddsUp(new Random(seed), "seed " + seed);
        }
    }

    private static void assertAddsUp(Random random, String seed) {
        List<Product> products = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        int lineCount = random.nextInt(30);
        for (int index = 0; index < lineCount; index++) {
            products.add(new Product(
                    "p" + index,
                    null,
                    "s" + random.nextInt(4),
                    paise(random, 500_000),
                    "T" + random.nextInt(4),
                    List.of(),
                    List.of(new Addon("x", "X", paise(random, 9_999)))));
            lines.add(new Line(
                    "i" + index,
                    "p" + index,
                    null,
                    1 + random.nextInt(99),
                    random.nextBoolean() ? List.of() : List.of(new AddonChoice("x", 1 + random.nextInt(9)))));
        }
        List<Store> stores = new ArrayList<>();
        List<DeliveryRate> rates = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            stores.add(new Store(
                    "s" + index,
                    null,
                    random.nextBoolean(),
                    List.of(
                            new TaxRate("T0", amount("0.05")),
                            new TaxRate("T1", amount("0.18")),
                            new TaxRate("T2", amount("0.28")))));
            rates.add(new DeliveryRate("s" + index, paise(random, 20_000)));
        }
        List<Rule> promotions = new ArrayList<>();
        List<Coupon> coupons = new ArrayList<>();
        List<String> codes = new ArrayList<>();
        for (int index = random.nextInt(6); index > 0; index--) {
            promotions.add(randomRule(random, "promo" + index, lineCount));
        }
        for (int index = random.nextInt(4); index > 0; index--) {
            coupons.add(
                    new Coupon("C" + index, CouponStatus.VALID, null, randomRule(random, "coupon" + index, lineCount)));
            codes.add("C" + index);
        }
        BigDecimal tips = paise(random, 10_000);
        BigDecimal wrap = paise(random, 10_000);

        Quote quote = CartCalculator.quote(
                lines,
                codes,
                tips,
                wrap,
                random.nextInt(10_000),
                redeeming(
                        random.nextInt(1_000_000),
                        List.of("0.01", "0.07", "1.00", "12.50").get(random.nextInt(4)),
                        new ComputeRequest(products, stores, rates, promotions, coupons, null, null, null)));

        Totals totals = quote.money().totals();
        List<StoreTotals> perStore = quote.money().stores();
        assertSum(seed, totals.subtotal(), quote.lines(), PricedLine::subtotal, perStore, StoreTotals::subtotal);
        assertSum(seed, totals.discount(), quote.lines(), PricedLine::discount, perStore, StoreTotals::discount);
        assertSum(seed, totals.tax(), quote.lines(), PricedLine::tax, perStore, StoreTotals::tax);
        assertSum(
                seed, totals.taxIncluded(), quote.lines(), PricedLine::taxIncluded, perStore, StoreTotals::taxIncluded);
        assertThat(sum(perStore, StoreTotals::total)).as(seed).isEqualTo(totals.netPayable());
        assertThat(sum(quote.lines(), PricedLine::total)
                        .add(totals.deliveryCharge())
                        .add(totals.tips())
                        .add(totals.giftWrap()))
                .as(seed)
                .isEqualTo(totals.netPayable());
        assertThat(totals.subtotal()
                        .add(totals.discount())
                        .add(totals.tax())
                        .add(totals.deliveryCharge())
                        .add(totals.tips())
                        .add(totals.giftWrap()))
                .as(seed)
                .isEqualTo(totals.netPayable());
        assertThat(sum(perStore, StoreTotals::tips)).as(seed).isEqualTo(totals.tips());
        if (!lines.isEmpty()) {
            assertThat(totals.tips()).as(seed).isEqualTo(tips);
            assertThat(totals.giftWrap()).as(seed).isEqualTo(wrap);
        }
        for (PricedLine line : quote.lines()) {
            assertThat(line.discount()).as(seed).isNotPositive();
            assertThat(line.subtotal().add(line.discount())).as(seed).isNotNegative();
            assertThat(line.total())
                    .as(seed)
                    .isEqualTo(line.subtotal().add(line.discount()).add(line.tax()));
            assertThat(sum(line.discounts(), CartLine.Discount::amount))
                    .as(seed)
                    .isEqualTo(line.discount());
        }
    }

    private static Rule randomRule(Random random, String id, int products) {
        RuleType type = RuleType.values()[random.nextInt(RuleType.values().length)];
        List<String> ids = new ArrayList<>();
        for (int index = random.nextInt(4); index > 0 && products > 0; index--) {
            ids.add("p" + random.nextInt(products));
        }
        return new Rule(
                id,
                null,
                type,
                type == RuleType.PERCENT_OFF ? paise(random, 12_000) : paise(random, 900_000),
                random.nextBoolean() ? null : paise(random, 100_000),
                random.nextBoolean() ? null : paise(random, 500_000),
                ids,
                random.nextInt(3) == 0 ? "s" + random.nextInt(4) : null,
                random.nextBoolean());
    }

    private static void assertSum(
            String seed,
            BigDecimal total,
            List<PricedLine> lines,
            Function<PricedLine, BigDecimal> ofLine,
            List<StoreTotals> stores,
            Function<StoreTotals, BigDecimal> ofStore) {
        assertThat(sum(lines, ofLine)).as(seed).isEqualTo(total);
        assertThat(sum(stores, ofStore)).as(seed).isEqualTo(total);
    }

    private static BigDecimal discount(Quote quote) {
        return quote.money().totals().discount();
    }

    private static Quote quote(List<Line> lines, List<Builder> promotions) {
        return quote(lines, List.of(), promotions, List.of());
    }

    private static Quote quote(List<Line> lines, List<String> codes, List<Builder> promotions, List<Coupon> coupons) {
        return CartCalculator.quote(
                lines,
                codes,
                BigDecimal.ZERO.setScale(2),
                BigDecimal.ZERO.setScale(2),
                0,
                request(promotions.stream().map(Builder::rule).toList(), coupons));
    }

    /** Products a, b and c at 100, 200 and 300 rupees in a store without tax; one at 400 in another, 5 % on top. */
    private static ComputeRequest request(List<Rule> promotions, List<Coupon> coupons) {
        return new ComputeRequest(
                List.of(
                        new Product(
                                "a",
                                "A",
                                "s1",
                                amount("100"),
                                "NONE",
                                List.of(new Variant("xl", "XL", amount("150"))),
                                List.of(new Addon("card", "Card", amount("5")))),
                        new Product("b", "B", "s1", amount("200"), null, List.of(), List.of()),
                        new Product("c", "C", "s1", amount("300"), null, List.of(), List.of()),
                        new Product("elsewhere", "D", "s2", amount("400"), "T", List.of(), List.of())),
                List.of(
                        new Store("s1", "One", true, List.of()),
                        new Store("s2", "Two", false, List.of(new TaxRate("T", amount("0.05"))))),
                List.of(new DeliveryRate("s1", amount("40")), new DeliveryRate("s2", amount("60"))),
                promotions,
                coupons,
                null,
                null,
                null);
    }

    private static ComputeRequest redeeming(int points, String pointValue, ComputeRequest request) {
        return new ComputeRequest(
                request.products(),
                request.stores(),
                request.deliveryRates(),
                request.promotions(),
                request.coupons(),
                new Loyalty(points, amount(pointValue)),
                null,
                null);
    }

    /** A line of 100 and one of 200 without tax, one of 400 with 5 % on top; a coupon of 50 and these points. */
    private static Quote redeemed(int wished, int allowed, String pointValue) {
        return CartCalculator.quote(
                List.of(line("a", 1), line("b", 1), line("elsewhere", 1)),
                List.of("FIFTY"),
                BigDecimal.ZERO.setScale(2),
                BigDecimal.ZERO.setScale(2),
                wished,
                redeeming(
                        allowed,
                        pointValue,
                        request(List.of(), List.of(coupon("FIFTY", rule("c", RuleType.AMOUNT_OFF, "50"))))));
    }

    private static Line line(String product, int quantity) {
        return new Line("item_" + product, product, null, quantity, List.of());
    }

    private static Coupon coupon(String code, Builder rule) {
        return new Coupon(code, CouponStatus.VALID, null, rule.rule());
    }

    private static Builder rule(String id, RuleType type, String value) {
        return new Builder(id, type, amount(value), null, null, List.of(), null, false);
    }

    private record Builder(
            String id,
            RuleType type,
            BigDecimal value,
            BigDecimal cap,
            BigDecimal minimum,
            List<String> products,
            String store,
            boolean stackable) {

        Builder capped(String amount) {
            return new Builder(id, type, value, amount(amount), minimum, products, store, stackable);
        }

        Builder from(String amount) {
            return new Builder(id, type, value, cap, amount(amount), products, store, stackable);
        }

        Builder of(String... products) {
            return new Builder(id, type, value, cap, minimum, List.of(products), store, stackable);
        }

        Builder atStore(String store) {
            return new Builder(id, type, value, cap, minimum, products, store, stackable);
        }

        Builder stacking() {
            return new Builder(id, type, value, cap, minimum, products, store, true);
        }

        Rule rule() {
            return new Rule(id, id, type, value, cap, minimum, products, store, stackable);
        }
    }

    private static <T> BigDecimal sum(Collection<T> parts, Function<T, BigDecimal> amount) {
        return parts.stream().map(amount).reduce(new BigDecimal("0.00"), BigDecimal::add);
    }

    private static BigDecimal paise(Random random, int bound) {
        return BigDecimal.valueOf(random.nextInt(bound), 2);
    }

    private static BigDecimal amount(String amount) {
        return new BigDecimal(amount);
    }
}
