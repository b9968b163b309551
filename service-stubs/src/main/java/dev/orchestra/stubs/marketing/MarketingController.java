package dev.orchestra.stubs.marketing;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.orchestra.stubs.marketing.Coupons.Standing;
import dev.orchestra.stubs.support.CartAttempts;
import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Marketing service. */
@RestController
class MarketingController {

    private static final String SERVICE = "marketing";

    private final Offers offers;
    private final Coupons coupons;
    private final CartAttempts attempts;
    private final IdempotentWrites writes;

    MarketingController(Offers offers, Coupons coupons, CartAttempts attempts, IdempotentWrites writes) {
        this.offers = offers;
        this.coupons = coupons;
        this.attempts = attempts;
        this.writes = writes;
    }

    /** Also those whose minimum the cart has not reached yet: the Cart service decides by what is in the cart then. */
    @PostMapping("/api/promotions/applicable")
    Promotions applicable(@RequestBody @Valid PromotionQuestion question) {
        return new Promotions(offers.promotionsAt(Instant.now()).stream()
                .filter(rule -> rule.bearsOnAny(question.lines()))
                .toList());
    }

    /** Those that the lines have begun. */
    @PostMapping("/api/bundles/applicable")
    Bundles bundles(@RequestBody @Valid PromotionQuestion question) {
        return new Bundles(offers.bundlesAt(Instant.now()).stream()
                .filter(bundle -> bundle.isBegunBy(question.lines()))
                .toList());
    }

    @PostMapping("/api/promotions/threshold-offers")
    ThresholdOffers thresholdOffers(@RequestBody @Valid PromotionQuestion question) {
        return new ThresholdOffers(
                ThresholdOffer.of(offers.promotionsAt(Instant.now()), question.lines(), offers.fillers()));
    }

    @PostMapping("/api/coupons/validate")
    Verdicts validate(@RequestBody @Valid CouponQuestion question) {
        Map<String, Standing> standings =
                byCode(coupons.standings(inCapitals(question.codes()), question.ownerId(), question.cartId(), null));
        return new Verdicts(question.codes().stream()
                .distinct()
                .map(code -> verdict(code, standings.get(inCapitals(code)), question))
                .toList());
    }

    /** Counts a use of each code until the hold ends, all or none. */
    @PostMapping("/api/coupons/hold")
    Held hold(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid HoldRequest request) {
        return writes.once(SERVICE, key, request, Held.class, () -> {
            attempts.admit(SERVICE, request.cartId(), request.attempt());
            List<Standing> unused = usable(request.codes(), request.ownerId(), request.cartId(), request.orderId());
            Instant expiresAt = coupons.hold(
                    request.orderId(),
                    request.cartId(),
                    request.ownerId(),
                    unused.stream().map(standing -> standing.coupon().code()).toList(),
                    request.ttlSeconds());
            return new Held(request.codes(), expiresAt);
        });
    }

    @PostMapping("/api/coupons/release")
    Released release(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid ReleaseRequest request) {
        return writes.undo(
                SERVICE, key, undoOf, request, Released.class, () -> new Released(coupons.release(request.orderId())));
    }

    /** Counts a use for each code, all or none; a code that the order has used already counts no second time. */
    @PostMapping("/api/coupons/used")
    Used used(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid UseRequest request) {
        return writes.once(SERVICE, key, request, Used.class, () -> {
            usable(request.codes(), request.ownerId(), null, request.orderId())
                    .forEach(standing -> coupons.use(
                            request.orderId(),
                            request.ownerId(),
                            standing.coupon().code()));
            return new Used(request.codes());
        });
    }

    /**
     * The coupons that the order has not used yet, locked.
     *
     * @param cartId whose hold is no use in the way, like the order's own; null for none
     * @throws Refusal 404 {@code UNKNOWN_COUPON}, 409 {@code USED_UP}, for the first that cannot be used
     */
    private List<Standing> usable(List<String> codes, String ownerId, String cartId, String orderId) {
        coupons.lock(inCapitals(codes));
        // Asked only now: before the lock another order may have taken the last use.
        Map<String, Standing> standings = byCode(coupons.standings(inCapitals(codes), ownerId, cartId, orderId));
        for (String code : codes) {
            Standing standing = standings.get(inCapitals(code));
            if (standing == null) {
                throw new Refusal(HttpStatus.NOT_FOUND, "UNKNOWN_COUPON", "There is no coupon " + code + ".")
                        .with("coupon", code);
            }
            if (!standing.usedByOrder() && standing.isUsedUp()) {
                throw new Refusal(HttpStatus.CONFLICT, "USED_UP", "The coupon " + code + " cannot be used any more.")
                        .with("coupon", code);
            }
        }
        return standings.values().stream()
                .filter(standing -> !standing.usedByOrder())
                .toList();
    }

    private static Map<String, Standing> byCode(List<Standing> standings) {
        return standings.stream().collect(toMap(standing -> standing.coupon().code(), standing -> standing));
    }

    private static Set<String> inCapitals(List<String> codes) {
        return codes.stream().map(MarketingController::inCapitals).collect(toSet());
    }

    private static String inCapitals(String code) {
        return code.toUpperCase(Locale.ROOT);
    }

    private static CouponVerdict verdict(String code, Standing standing, CouponQuestion question) {
        if (standing == null) {
            return new CouponVerdict(code, Validity.INVALID, Reason.UNKNOWN_COUPON, null);
        }
        return reasonAgainst(standing, question)
                .map(reason -> new CouponVerdict(code, Validity.INVALID, reason, null))
                .orElseGet(() -> new CouponVerdict(
                        code, Validity.VALID, null, standing.coupon().rule()));
    }

    private static Optional<Reason> reasonAgainst(Standing standing, CouponQuestion question) {
        Instant now = Instant.now();
        Rule rule = standing.coupon().rule();
        if (now.isBefore(standing.coupon().startsAt())) {
            return Optional.of(Reason.NOT_STARTED);
        }
        if (!now.isBefore(standing.coupon().endsAt())) {
            return Optional.of(Reason.EXPIRED);
        }
        if (standing.isUsedUp()) {
            return Optional.of(Reason.USED_UP);
        }
        if (!rule.bearsOnAny(question.lines())) {
            return Optional.of(Reason.NOT_APPLICABLE);
        }
        if (rule.subtotalOf(question.lines()).compareTo(rule.minSubtotal()) < 0) {
            return Optional.of(Reason.MINIMUM_NOT_MET);
        }
        return Optional.empty();
    }

    enum Validity {
        VALID,
        INVALID
    }

    enum Reason {
        UNKNOWN_COUPON,
        NOT_STARTED,
        EXPIRED,
        USED_UP,
        MINIMUM_NOT_MET,
        NOT_APPLICABLE
    }

    record PromotionQuestion(
            String ownerId, @NotNull @Size(max = 250) List<@Valid @NotNull Line> lines) {}

    record Promotions(List<Rule> promotions) {}

    record Bundles(List<Bundle> bundles) {}

    record ThresholdOffers(List<ThresholdOffer> offers) {}

    /** @param cartId whose own hold is no use in the way; null for none */
    record CouponQuestion(
            @NotBlank String ownerId,
            @Size(max = 64) String cartId,
            @NotNull @Size(max = 20) List<@NotBlank @Size(max = 64) String> codes,
            @NotNull @Size(max = 250) List<@Valid @NotNull Line> lines) {}

    record Verdicts(List<CouponVerdict> coupons) {}

    record CouponVerdict(String code, Validity status, Reason reason, Rule rule) {}

    record HoldRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 64) String cartId,
            @NotNull @Min(1) Integer attempt,
            @NotBlank @Size(max = 64) String ownerId,
            @NotNull @Size(max = 20) List<@NotBlank @Size(max = 64) String> codes,
            @NotNull @Min(1) @Max(86_400) Integer ttlSeconds) {}

    record Held(List<String> held, Instant expiresAt) {}

    record ReleaseRequest(@NotBlank @Size(max = 64) String orderId) {}

    record Released(int released) {}

    record UseRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 64) String ownerId,
            @NotNull @Size(max = 20) List<@NotBlank @Size(max = 64) String> codes) {}

    record Used(List<String> used) {}
}
