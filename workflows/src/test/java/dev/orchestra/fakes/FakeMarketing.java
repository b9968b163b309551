package dev.orchestra.fakes;

import dev.orchestra.services.marketing.CouponCheck;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.marketing.PricingRule;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The Marketing service. A coupon counts as used while an order holds it. */
final class FakeMarketing implements MarketingService {

    private final LongSupplier clock;
    private final Map<String, FakeCoupon> coupons = new LinkedHashMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final Attempts attempts = new Attempts();
    private final List<Use> uses = new ArrayList<>();
    private final List<PricingRule> promotions = new ArrayList<>();
    private final List<Bundle> bundles = new ArrayList<>();
    private final List<ThresholdOffer> offers = new ArrayList<>();

    /**
     * @param invalid why nobody may use it, or null
     * @param limit how often it may be used
     */
    private record FakeCoupon(PricingRule rule, String invalid, int limit) {}

    private record Use(String orderId, String code) {}

    /** Of one coupon. */
    private static final class Hold {
        private final CouponsHold asked;
        private final String code;
        private final Instant expiresAt;
        private String status = "HELD";

        private Hold(CouponsHold asked, String code, Instant expiresAt) {
            this.asked = asked;
            this.code = code;
            this.expiresAt = expiresAt;
        }
    }

    FakeMarketing(LongSupplier clock) {
        this.clock = clock;
    }

    void coupon(PricingRule rule, String invalid, int limit) {
        coupons.put(rule.id(), new FakeCoupon(rule, invalid, limit));
    }

    void promotion(PricingRule rule) {
        promotions.add(rule);
    }

    void bundle(Bundle bundle) {
        bundles.add(bundle);
    }

    void offer(ThresholdOffer offer) {
        offers.add(offer);
    }

    List<String> used() {
        return uses.stream().map(Use::code).toList();
    }

    List<String> holdStatus() {
        return holds.stream().map(this::status).toList();
    }

    private String status(Hold hold) {
        return hold.status.equals("HELD") && clock.getAsLong() >= hold.expiresAt.toEpochMilli()
                ? "EXPIRED"
                : hold.status;
    }

    private boolean left(String code, String exceptCart) {
        long held = holds.stream()
                .filter(hold -> status(hold).equals("HELD")
                        && hold.code.equals(code)
                        && !hold.asked.cartId().equals(exceptCart))
                .count();
        return used().stream().filter(code::equals).count() + held
                < coupons.get(code).limit();
    }

    @Override
    public Promotions applicablePromotions(ApplicablePromotions question) {
        return new Promotions(promotions.stream()
                .filter(rule -> rule.productIds().isEmpty()
                        || question.lines().stream()
                                .anyMatch(line -> rule.productIds().contains(line.productId())))
                .toList());
    }

    @Override
    public Coupons validateCoupons(ValidateCoupons question) {
        return new Coupons(
                question.codes().stream().map(code -> check(code, question)).toList());
    }

    private CouponCheck check(String code, ValidateCoupons question) {
        FakeCoupon coupon = coupons.get(code);
        if (coupon == null) {
            return new CouponCheck(code, "INVALID", "UNKNOWN_COUPON", null);
        }
        String reason = coupon.invalid();
        if (reason == null && !left(code, question.cartId())) {
            reason = "USED_UP";
        }
        BigDecimal minimum = coupon.rule().minSubtotal();
        if (reason == null
                && minimum != null
                && worth(coupon.rule(), question.lines()).compareTo(minimum) < 0) {
            reason = "MINIMUM_NOT_MET";
        }
        return reason == null
                ? new CouponCheck(code, "VALID", null, coupon.rule())
                : new CouponCheck(code, "INVALID", reason, null);
    }

    /** What the lines that a rule bears on cost before discounts. */
    private static BigDecimal worth(PricingRule rule, List<PricedLine> lines) {
        return lines.stream()
                .filter(line ->
                        (rule.productIds().isEmpty() || rule.productIds().contains(line.productId()))
                                && (rule.storeId() == null || rule.storeId().equals(line.storeId())))
                .map(FakeMarketing::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal amount(PricedLine line) {
        return line.amount() == null ? line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())) : line.amount();
    }

    @Override
    public CouponsHeld holdCoupons(Write<CouponsHold> write) {
        CouponsHold asked = write.body();
        attempts.admit(asked.cartId(), asked.attempt());
        for (String code : asked.codes()) {
            refuseUnlessLeft(code, asked.cartId());
        }
        holds.stream()
                .filter(hold -> hold.asked.cartId().equals(asked.cartId())
                        && status(hold).equals("HELD"))
                .forEach(hold -> hold.status = "RELEASED");
        Instant expiresAt = Instant.ofEpochMilli(clock.getAsLong()).plusSeconds(asked.ttlSeconds());
        asked.codes().forEach(code -> holds.add(new Hold(asked, code, expiresAt)));
        return new CouponsHeld(asked.codes(), expiresAt);
    }

    private void refuseUnlessLeft(String code, String cartId) {
        if (!coupons.containsKey(code)) {
            throw Ledger.refusal(404, "UNKNOWN_COUPON");
        }
        if (!left(code, cartId)) {
            throw Ledger.refusal(409, "USED_UP");
        }
    }

    @Override
    public CouponsReleased releaseCoupons(Undo<CouponsRelease> undo) {
        List<Hold> mine = holdsOf(undo.body().orderId());
        mine.forEach(hold -> hold.status = "RELEASED");
        return new CouponsReleased(mine.size());
    }

    private List<Hold> holdsOf(String orderId) {
        return holds.stream()
                .filter(hold ->
                        hold.asked.orderId().equals(orderId) && status(hold).equals("HELD"))
                .toList();
    }

    @Override
    public CouponsUsed couponsUsed(Write<CouponsUse> write) {
        CouponsUse asked = write.body();
        List<Hold> mine = holdsOf(asked.orderId());
        List<Use> now = asked.codes().stream()
                .map(code -> new Use(asked.orderId(), code))
                .filter(use -> !uses.contains(use))
                .toList();
        now.stream()
                .filter(use -> mine.stream().noneMatch(hold -> hold.code.equals(use.code())))
                .forEach(use -> refuseUnlessLeft(use.code(), null));
        uses.addAll(now);
        mine.stream().filter(hold -> asked.codes().contains(hold.code)).forEach(hold -> hold.status = "USED");
        return new CouponsUsed(asked.codes());
    }

    @Override
    public Bundles applicableBundles(OffersQuestion question) {
        List<String> asked =
                question.lines().stream().map(PricedLine::productId).toList();
        return new Bundles(bundles.stream()
                .filter(bundle -> bundle.productIds().stream().anyMatch(asked::contains)
                        && !asked.containsAll(bundle.productIds()))
                .toList());
    }

    /** What an offer lacks is counted over the lines of its store. */
    @Override
    public ThresholdOffers thresholdOffers(OffersQuestion question) {
        List<ThresholdOffer> near = new ArrayList<>();
        for (ThresholdOffer offer : offers) {
            BigDecimal current = question.lines().stream()
                    .filter(line -> offer.storeId() == null || offer.storeId().equals(line.storeId()))
                    .map(FakeMarketing::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal remaining = offer.targetAmount().subtract(current);
            if (current.signum() > 0 && remaining.signum() > 0) {
                near.add(new ThresholdOffer(
                        offer.offerId(),
                        offer.storeId(),
                        offer.targetAmount(),
                        current,
                        remaining,
                        offer.benefit(),
                        offer.products()));
            }
        }
        return new ThresholdOffers(near);
    }
}
