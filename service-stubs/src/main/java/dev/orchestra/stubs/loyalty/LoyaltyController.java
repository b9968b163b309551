package dev.orchestra.stubs.loyalty;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Loyalty service. A point is worth a rupee, and every full ten rupees of an order earn one. */
@RestController
@RequestMapping("/api/loyalty")
class LoyaltyController {

    private static final String SERVICE = "loyalty";
    private static final BigDecimal POINT_VALUE = new BigDecimal("1.00");
    private static final BigDecimal RUPEES_A_POINT = BigDecimal.TEN;

    private final Points points;
    private final IdempotentWrites writes;

    LoyaltyController(Points points, IdempotentWrites writes) {
        this.points = points;
        this.writes = writes;
    }

    @PostMapping("/quote")
    Quote quote(@RequestBody @Valid QuoteQuestion question) {
        return new Quote(
                points.account(question.ownerId(), question.cartId(), null).available(),
                POINT_VALUE,
                earnedBy(question.amount()));
    }

    @PostMapping("/hold")
    Held hold(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid HoldRequest request) {
        return writes.once(
                SERVICE,
                key,
                request,
                Held.class,
                () -> new Held(
                        request.points(),
                        "HELD",
                        points.hold(
                                request.orderId(),
                                request.cartId(),
                                request.attempt(),
                                request.ownerId(),
                                request.points(),
                                request.ttlSeconds())));
    }

    @PostMapping("/release")
    Released release(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid ReleaseRequest request) {
        return writes.undo(
                SERVICE, key, undoOf, request, Released.class, () -> new Released(points.release(request.orderId())));
    }

    @PostMapping("/burn")
    Burnt burn(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid BurnRequest request) {
        return writes.once(
                SERVICE,
                key,
                request,
                Burnt.class,
                () -> new Burnt(points.burn(request.orderId(), request.ownerId(), request.points())));
    }

    @PostMapping("/earn")
    Earned earn(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid EarnRequest request) {
        return writes.once(
                SERVICE,
                key,
                request,
                Earned.class,
                () -> new Earned(points.earn(request.orderId(), request.ownerId(), earnedBy(request.amount()))));
    }

    @PostMapping("/credit")
    Credited credit(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid CreditRequest request) {
        return writes.once(
                SERVICE,
                key,
                request,
                Credited.class,
                () -> new Credited(points.credit(request.ownerId(), request.points(), request.reason())));
    }

    @GetMapping("/entries")
    Entries entries(@RequestParam("owner_id") @NotBlank String ownerId) {
        Points.Account account = points.account(ownerId, null, null);
        return new Entries(account.balance(), account.held(), points.entries(ownerId));
    }

    private static int earnedBy(BigDecimal amount) {
        return amount.divideToIntegralValue(RUPEES_A_POINT).intValueExact();
    }

    record QuoteQuestion(
            @NotBlank @Size(max = 255) String ownerId,
            @Size(max = 64) String cartId,

            @NotNull @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal amount) {}

    record Quote(int balance, BigDecimal pointValue, int wouldEarn) {}

    record HoldRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 64) String cartId,
            @NotNull @Min(1) Integer attempt,
            @NotBlank @Size(max = 255) String ownerId,
            @NotNull @Min(1) Integer points,
            @NotNull @Min(1) @Max(86_400) Integer ttlSeconds) {}

    record Held(int points, String status, Instant expiresAt) {}

    record ReleaseRequest(@NotBlank @Size(max = 64) String orderId) {}

    record Released(int released) {}

    record BurnRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 255) String ownerId,
            @NotNull @Min(1) Integer points) {}

    record Burnt(int burnt) {}

    record EarnRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 255) String ownerId,

            @NotNull @PositiveOrZero @Digits(integer = 9, fraction = 2)
            BigDecimal amount) {}

    record Earned(int earned) {}

    record CreditRequest(
            @NotBlank @Size(max = 255) String ownerId,
            @NotNull @Min(1) @Max(100_000) Integer points,
            @Size(max = 200) String reason) {}

    record Credited(int balance) {}

    record Entries(int balance, int held, List<Entry> entries) {}
}
