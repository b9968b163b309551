package dev.orchestra.stubs.cart;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.orchestra.stubs.cart.CartLine.Discount;
import dev.orchestra.stubs.cart.CartLine.Source;
import dev.orchestra.stubs.cart.CartMoney.CouponApplied;
import dev.orchestra.stubs.cart.CartMoney.CouponStatus;
import dev.orchestra.stubs.cart.CartMoney.PointsApplied;
import dev.orchestra.stubs.cart.CartMoney.PromotionApplied;
import dev.orchestra.stubs.cart.CartMoney.StoreTotals;
import dev.orchestra.stubs.cart.CartMoney.Totals;
import dev.orchestra.stubs.cart.ComputeRequest.Coupon;
import dev.orchestra.stubs.cart.ComputeRequest.Product;
import dev.orchestra.stubs.cart.ComputeRequest.Rule;
import dev.orchestra.stubs.cart.ComputeRequest.RuleType;
import dev.orchestra.stubs.cart.ComputeRequest.Store;
import dev.orchestra.stubs.support.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The arithmetic of a cart: from lines and everything that decides prices to what each line, each store and the whole
 * cart cost. Amounts are split, never rounded apart, so that the parts always add up to the paisa.
 */
final class CartCalculator {

    /** A line as the customer ordered it. */
    record Line(String itemId, String productId, String variantId, int quantity, List<AddonChoice> addons) {}

    /** A line with its price; {@code total = subtotal + discount + tax}. */
    record PricedLine(
            String itemId,
            String name,
            String storeId,
            List<CartLine.Addon> addons,
            BigDecimal unitPrice,
            BigDecimal subtotal,
            BigDecimal discount,
            BigDecimal tax,
            BigDecimal taxIncluded,
            BigDecimal total,
            List<Discount> discounts) {}

    record Quote(List<PricedLine> lines, CartMoney money) {}

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Rupees of the goods that points do not pay: no payment is for less. */
    private static final BigDecimal LEFT_BY_POINTS = new BigDecimal("1.00");

    private final ComputeRequest request;
    private final List<Priced> lines;
    private final Map<String, Store> stores = new LinkedHashMap<>();
    private final Map<String, BigDecimal> deliveryCharges = new LinkedHashMap<>();

    private CartCalculator(List<Line> lines, ComputeRequest request) {
        this.request = request;
        Map<String, Product> products = products(request);
        this.lines = lines.stream()
                .map(line -> new Priced(line, products.get(line.productId())))
                .toList();
        Map<String, Store> knownStores = stores(request);
        Map<String, BigDecimal> rates = request.deliveryRates().stream()
                .collect(toMap(
                        ComputeRequest.DeliveryRate::storeId,
                        ComputeRequest.DeliveryRate::charge,
                        (first, second) -> second));
        for (Priced line : this.lines) {
            stores.put(line.storeId(), knownStores.get(line.storeId()));
            deliveryCharges.put(line.storeId(), Money.of(rates.get(line.storeId())));
        }
    }

    /** The products of the lines that the request does not tell enough about to price them. */
    static Set<String> missingProducts(List<Line> lines, ComputeRequest request) {
        Map<String, Product> products = products(request);
        Map<String, Store> stores = stores(request);
        Set<String> missing = new TreeSet<>();
        for (Line line : lines) {
            Product product = products.get(line.productId());
            if (product == null
                    || !stores.containsKey(product.storeId())
                    || line.variantId() != null
                            && variant(product, line.variantId()).isEmpty()
                    || line.addons().stream()
                            .anyMatch(addon -> addon(product, addon.addonId()).isEmpty())) {
                missing.add(line.productId());
            }
        }
        return missing;
    }

    /**
     * Computes what the lines cost.
     *
     * @param lines without {@link #missingProducts}
     * @param coupons the codes on the cart, in the order the customer entered them
     * @param tips rupees, zero or more
     * @param giftWrap rupees, zero or more
     * @param points how many the customer would redeem, zero or more
     */
    static Quote quote(
            List<Line> lines,
            List<String> coupons,
            BigDecimal tips,
            BigDecimal giftWrap,
            int points,
            ComputeRequest request) {
        CartCalculator calculator = new CartCalculator(lines, request);
        List<PromotionApplied> promotionsApplied = calculator.applyPromotions();
        List<CouponApplied> couponsApplied = calculator.applyCoupons(coupons);
        PointsApplied pointsApplied = calculator.applyPoints(points);
        return calculator.total(tips, giftWrap, promotionsApplied, couponsApplied, pointsApplied);
    }

    /** The best for the customer first, judged anew after each: what one takes is no longer there for the next. */
    private List<PromotionApplied> applyPromotions() {
        List<PromotionApplied> applied = new ArrayList<>();
        List<Rule> candidates = new ArrayList<>(request.promotions());
        while (!candidates.isEmpty()) {
            Rule best = Collections.max(candidates, Comparator.comparing(rule -> worth(rule, Source.PROMOTION)));
            if (worth(best, Source.PROMOTION).signum() == 0) {
                break;
            }
            applied.add(new PromotionApplied(
                    best.id(),
                    best.title(),
                    apply(best, Source.PROMOTION, best.id()).negate()));
            candidates.remove(best);
        }
        return applied;
    }

    private List<CouponApplied> applyCoupons(List<String> codes) {
        Map<String, Coupon> judgements =
                request.coupons().stream().collect(toMap(Coupon::code, Function.identity(), (first, second) -> second));
        Map<String, String> refusals = new LinkedHashMap<>();
        for (String code : codes) {
            refusal(judgements.get(code)).ifPresent(reason -> refusals.put(code, reason));
        }
        // From the last entered to the first: of coupons that exclude each other the customer keeps the first.
        for (int index = codes.size() - 1; index >= 0; index--) {
            String code = codes.get(index);
            boolean another = codes.stream().anyMatch(other -> !other.equals(code) && !refusals.containsKey(other));
            if (!refusals.containsKey(code) && !judgements.get(code).rule().stackable() && another) {
                refusals.put(code, "NOT_STACKABLE");
            }
        }
        return codes.stream()
                .map(code -> refusals.containsKey(code)
                        ? new CouponApplied(code, CouponStatus.INVALID, Money.ZERO, refusals.get(code))
                        : new CouponApplied(
                                code,
                                CouponStatus.VALID,
                                apply(judgements.get(code).rule(), Source.COUPON, code)
                                        .negate(),
                                null))
                .toList();
    }

    /** Why a coupon does nothing for this cart, apart from other coupons. */
    private Optional<String> refusal(Coupon coupon) {
        if (coupon == null) {
            return Optional.of("NOT_CHECKED");
        }
        if (coupon.status() == CouponStatus.INVALID) {
            return Optional.ofNullable(coupon.reason()).or(() -> Optional.of("NOT_APPLICABLE"));
        }
        if (coupon.rule() == null || bearingLines(coupon.rule()).isEmpty()) {
            return Optional.of("NOT_APPLICABLE");
        }
        return reachesMinimum(coupon.rule()) ? Optional.empty() : Optional.of("MINIMUM_NOT_MET");
    }

    /** Takes the rule's discount off the lines, or the delivery charge off the stores, and tells how much it was. */
    private BigDecimal apply(Rule rule, Source source, String id) {
        BigDecimal amount = worth(rule, source);
        if (rule.type() == RuleType.FREE_DELIVERY) {
            bearingStores(rule).forEach(store -> deliveryCharges.put(store, Money.ZERO));
            return amount;
        }
        takeOff(takenLines(rule, source), amount, source, id);
        return amount;
    }

    /** As many whole points as are wished for, allowed and of use: the least amount of the goods is left to pay. */
    private PointsApplied applyPoints(int wished) {
        if (request.loyalty() == null) {
            return PointsApplied.NONE;
        }
        BigDecimal pointValue = request.loyalty().pointValue();
        BigDecimal ofUse = sum(lines, Priced::left)
                .subtract(LEFT_BY_POINTS)
                .max(BigDecimal.ZERO)
                .divideToIntegralValue(pointValue);
        int points = ofUse.min(
                        BigDecimal.valueOf(Math.min(wished, request.loyalty().points())))
                .intValueExact();
        BigDecimal amount = Money.of(pointValue.multiply(BigDecimal.valueOf(points)));
        takeOff(lines, amount, Source.LOYALTY, "points");
        return new PointsApplied(points, amount.negate());
    }

    private static void takeOff(List<Priced> lines, BigDecimal amount, Source source, String id) {
        List<BigDecimal> parts =
                Money.split(amount, lines.stream().map(Priced::left).toList());
        for (int index = 0; index < lines.size(); index++) {
            lines.get(index).discount(new Discount(source, id, parts.get(index).negate()));
        }
    }

    /** What a rule would take off now, zero or more. */
    private BigDecimal worth(Rule rule, Source source) {
        return reachesMinimum(rule) ? value(rule, takenLines(rule, source)) : Money.ZERO;
    }

    private BigDecimal value(Rule rule, List<Priced> taken) {
        BigDecimal left = sum(taken, Priced::left);
        return switch (rule.type()) {
            case PERCENT_OFF -> {
                BigDecimal part =
                        Money.of(left.multiply(rule.value()).divide(HUNDRED)).min(left);
                yield rule.maxDiscount() == null ? part : part.min(Money.of(rule.maxDiscount()));
            }
            case AMOUNT_OFF -> Money.of(rule.value()).min(left);
            case COMBO ->
                Money.of(rule.value())
                        .multiply(BigDecimal.valueOf(completeSets(rule, taken)))
                        .min(left);
            case FREE_DELIVERY -> sum(bearingStores(rule), deliveryCharges::get);
        };
    }

    private static long completeSets(Rule rule, List<Priced> taken) {
        Map<String, Long> needed = rule.productIds().stream().collect(groupingBy(Function.identity(), counting()));
        return needed.entrySet().stream()
                .mapToLong(need -> taken.stream()
                                .filter(line -> line.line.productId().equals(need.getKey()))
                                .mapToLong(line -> line.line.quantity())
                                .sum()
                        / need.getValue())
                .min()
                .orElse(0);
    }

    private List<Priced> bearingLines(Rule rule) {
        return lines.stream()
                .filter(line -> rule.productIds().isEmpty() || rule.productIds().contains(line.line.productId()))
                .filter(line -> rule.storeId() == null || rule.storeId().equals(line.storeId()))
                .toList();
    }

    private Set<String> bearingStores(Rule rule) {
        return bearingLines(rule).stream().map(Priced::storeId).collect(toSet());
    }

    /** Of the lines a rule bears on, those it may still take: only promotions spare lines, coupons exclude each other. */
    private List<Priced> takenLines(Rule rule, Source source) {
        return bearingLines(rule).stream()
                .filter(line -> source == Source.COUPON || rule.stackable() || line.discounts.isEmpty())
                .toList();
    }

    private boolean reachesMinimum(Rule rule) {
        return sum(bearingLines(rule), line -> line.subtotal).compareTo(rule.minSubtotal()) >= 0;
    }

    private Quote total(
            BigDecimal tips,
            BigDecimal giftWrap,
            List<PromotionApplied> promotionsApplied,
            List<CouponApplied> couponsApplied,
            PointsApplied pointsApplied) {
        List<PricedLine> priced = lines.stream()
                .map(line -> line.priced(stores.get(line.storeId())))
                .toList();
        Map<String, List<PricedLine>> byStore =
                priced.stream().collect(groupingBy(PricedLine::storeId, LinkedHashMap::new, toList()));
        List<BigDecimal> goods = byStore.values().stream()
                .map(ofStore -> sum(ofStore, PricedLine::subtotal))
                .toList();
        // A cart without goods has no store to tip.
        List<BigDecimal> tipParts = goods.isEmpty() ? List.of() : Money.split(tips, goods);
        List<BigDecimal> wrapParts = goods.isEmpty() ? List.of() : Money.split(giftWrap, goods);
        List<StoreTotals> storeTotals = new ArrayList<>();
        byStore.forEach((storeId, ofStore) -> {
            int index = storeTotals.size();
            BigDecimal delivery = deliveryCharges.get(storeId);
            storeTotals.add(new StoreTotals(
                    storeId,
                    stores.get(storeId).name(),
                    goods.get(index),
                    sum(ofStore, PricedLine::discount),
                    sum(ofStore, PricedLine::tax),
                    sum(ofStore, PricedLine::taxIncluded),
                    delivery,
                    tipParts.get(index),
                    wrapParts.get(index),
                    sum(ofStore, PricedLine::total)
                            .add(delivery)
                            .add(tipParts.get(index))
                            .add(wrapParts.get(index))));
        });
        Totals totals = new Totals(
                sum(storeTotals, StoreTotals::subtotal),
                sum(storeTotals, StoreTotals::discount),
                sum(storeTotals, StoreTotals::tax),
                sum(storeTotals, StoreTotals::taxIncluded),
                sum(storeTotals, StoreTotals::deliveryCharge),
                sum(storeTotals, StoreTotals::tips),
                sum(storeTotals, StoreTotals::giftWrap),
                sum(storeTotals, StoreTotals::total));
        return new Quote(priced, new CartMoney(totals, storeTotals, couponsApplied, promotionsApplied, pointsApplied));
    }

    /** A line while discounts are taken off it. */
    private static final class Priced {

        private final Line line;
        private final Product product;
        private final BigDecimal unitPrice;
        private final List<CartLine.Addon> addons;
        private final BigDecimal subtotal;
        private final List<Discount> discounts = new ArrayList<>();

        private Priced(Line line, Product product) {
            this.line = line;
            this.product = product;
            this.unitPrice = Money.of(
                    line.variantId() == null
                            ? product.price()
                            : variant(product, line.variantId()).orElseThrow().price());
            this.addons = line.addons().stream()
                    .map(choice -> {
                        ComputeRequest.Addon addon =
                                addon(product, choice.addonId()).orElseThrow();
                        return new CartLine.Addon(
                                addon.addonId(), addon.name(), choice.quantity(), Money.of(addon.price()));
                    })
                    .toList();
            this.subtotal = unitPrice
                    .multiply(BigDecimal.valueOf(line.quantity()))
                    .add(sum(addons, addon -> addon.unitPrice().multiply(BigDecimal.valueOf(addon.quantity()))));
        }

        private String storeId() {
            return product.storeId();
        }

        /** What discounts have left of the line, zero or more. */
        private BigDecimal left() {
            return subtotal.add(sum(discounts, Discount::amount));
        }

        private void discount(Discount discount) {
            if (discount.amount().signum() != 0) {
                discounts.add(discount);
            }
        }

        private PricedLine priced(Store store) {
            BigDecimal rate = store.taxRates().stream()
                    .filter(taxRate -> taxRate.taxClass().equals(product.taxClass()))
                    .map(ComputeRequest.TaxRate::rate)
                    .findFirst()
                    .orElse(BigDecimal.ZERO);
            BigDecimal taxAt = left().multiply(rate);
            boolean inside = store.pricesIncludeTax();
            BigDecimal tax = inside ? Money.ZERO : Money.of(taxAt);
            BigDecimal taxIncluded =
                    inside ? taxAt.divide(BigDecimal.ONE.add(rate), 2, RoundingMode.HALF_UP) : Money.ZERO;
            return new PricedLine(
                    line.itemId(),
                    product.name(),
                    product.storeId(),
                    addons,
                    unitPrice,
                    subtotal,
                    sum(discounts, Discount::amount),
                    tax,
                    taxIncluded,
                    left().add(tax),
                    List.copyOf(discounts));
        }
    }

    private static Map<String, Product> products(ComputeRequest request) {
        return request.products().stream()
                .collect(toMap(Product::productId, Function.identity(), (first, second) -> second));
    }

    private static Map<String, Store> stores(ComputeRequest request) {
        return request.stores().stream().collect(toMap(Store::storeId, Function.identity(), (first, second) -> second));
    }

    private static Optional<ComputeRequest.Variant> variant(Product product, String variantId) {
        return product.variants().stream()
                .filter(variant -> variant.variantId().equals(variantId))
                .findFirst();
    }

    private static Optional<ComputeRequest.Addon> addon(Product product, String addonId) {
        return product.addons().stream()
                .filter(addon -> addon.addonId().equals(addonId))
                .findFirst();
    }

    private static <T> BigDecimal sum(Collection<T> parts, Function<T, BigDecimal> amount) {
        return parts.stream().map(amount).reduce(Money.ZERO, BigDecimal::add);
    }
}
