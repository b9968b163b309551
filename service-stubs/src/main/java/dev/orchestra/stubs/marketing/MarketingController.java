package dev.orchestra.stubs.marketing;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private final IdempotentWrites writes;

    MarketingController(Offers offers, IdempotentWrites writes) {
        this.offers = offers;
        this.writes = writes;
    }

    /** Also those whose minimum the cart has not reached yet: the Cart service decides by what is in the cart then. */
    @PostMapping("/api/promotions/applicable")
    Promotions applicable(@RequestBody @Valid PromotionQuestion question) {
        return new Promotions(offers.promotionsAt(Instant.now()).stream()
                .filter(rule -> rule.bearsOnAny(question.lines()))
                .toList());
    }

    @PostMapping("/api/coupons/validate")
    Coupons validate(@RequestBody @Valid CouponQuestion question) {
        return new Coupons(question.codes().stream()
                .distinct()
                .map(code -> verdict(code, question))
                .toList());
    }

    /** Counts a use for each code, all or none; a code that the order has used already counts no second time. */
    @PostMapping("/api/coupons/used")
    Used used(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid UseRequest request) {
        return writes.once(SERVICE, key, request, Used.class, () -> {
            // In one order for everybody, so that two orders with the same coupons never wait for each other.
            request.codes().stream()
                    .sorted(Comparator.comparing(code -> code.toUpperCase(Locale.ROOT)))
                    .forEach(code -> use(code, request));
            return new Used(request.codes());
        });
    }

    private void use(String code, UseRequest request) {
        Coupon coupon = offers.couponToUse(code)
                .orElseThrow(
                        () -> new Refusal(HttpStatus.NOT_FOUND, "UNKNOWN_COUPON", "There is no coupon " + code + ".")
                                .with("coupon", code));
        if (offers.isUsedFor(request.orderId(), coupon)) {
            return;
        }
        if (coupon.isUsedUp(offers.usesBy(request.ownerId(), coupon))) {
            throw new Refusal(HttpStatus.CONFLICT, "USED_UP", "The coupon " + code + " cannot be used any more.")
                    .with("coupon", code);
        }
        offers.use(request.orderId(), request.ownerId(), coupon);
    }

    private CouponVerdict verdict(String code, CouponQuestion question) {
        Optional<Coupon> found = offers.coupon(code);
        if (found.isEmpty()) {
            return new CouponVerdict(code, Validity.INVALID, Reason.UNKNOWN_COUPON, null);
        }
        Coupon coupon = found.get();
        return reasonAgainst(coupon, question)
                .map(reason -> new CouponVerdict(code, Validity.INVALID, reason, null))
                .orElseGet(() -> new CouponVerdict(code, Validity.VALID, null, coupon.rule()));
    }

    private Optional<Reason> reasonAgainst(Coupon coupon, CouponQuestion question) {
        Instant now = Instant.now();
        Rule rule = coupon.rule();
        if (now.isBefore(coupon.startsAt())) {
            return Optional.of(Reason.NOT_STARTED);
        }
        if (!now.isBefore(coupon.endsAt())) {
            return Optional.of(Reason.EXPIRED);
        }
        if (coupon.isUsedUp(offers.usesBy(question.ownerId(), coupon))) {
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
            String ownerId, @NotNull @Size(max = 200) List<@Valid @NotNull Line> lines) {}

    record Promotions(List<Rule> promotions) {}

    record CouponQuestion(
            @NotBlank String ownerId,
            @NotNull @Size(max = 20) List<@NotBlank @Size(max = 64) String> codes,
            @NotNull @Size(max = 200) List<@Valid @NotNull Line> lines) {}

    record Coupons(List<CouponVerdict> coupons) {}

    record CouponVerdict(String code, Validity status, Reason reason, Rule rule) {}

    record UseRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 64) String ownerId,
            @NotNull @Size(max = 20) List<@NotBlank @Size(max = 64) String> codes) {}

    record Used(List<String> used) {}
}
