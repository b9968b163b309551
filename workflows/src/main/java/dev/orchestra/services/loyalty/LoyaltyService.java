package dev.orchestra.services.loyalty;

import dev.orchestra.support.AboutCart;
import dev.orchestra.support.AboutOrder;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import io.temporal.activity.ActivityInterface;
import java.math.BigDecimal;
import java.time.Instant;

/** The Loyalty service (docs/core-services.md, Loyalty service). Points are whole. */
@ActivityInterface(namePrefix = "Loyalty.")
public interface LoyaltyService {

    /** {@code POST /api/loyalty/quote}. */
    Quote quote(QuoteQuestion question);

    /** {@code POST /api/loyalty/hold}. Refusals: INSUFFICIENT_POINTS, ATTEMPT_OVER. */
    Held hold(Write<Hold> write);

    /** {@code POST /api/loyalty/release}. */
    Released release(Undo<Release> undo);

    /** {@code POST /api/loyalty/burn}. Refusals: INSUFFICIENT_POINTS. */
    Burnt burn(Write<Burn> write);

    /** {@code POST /api/loyalty/earn}. */
    Earned earn(Write<Earn> write);

    /**
     * @param cartId whose own hold of points is not in its way
     * @param amount of the order that would earn points, in the cart's currency
     */
    record QuoteQuestion(String ownerId, String cartId, BigDecimal amount) implements AboutCart {}

    /**
     * @param balance what may be spent now
     * @param pointValue what one point is worth, in the cart's currency
     */
    record Quote(int balance, BigDecimal pointValue, int wouldEarn) {}

    /** @param attempt as {@code MarketingService.CouponsHold} has it */
    record Hold(String orderId, String cartId, int attempt, String ownerId, int points, long ttlSeconds)
            implements AboutCart, AboutOrder {}

    record Held(int points, String status, Instant expiresAt) {}

    record Release(String orderId) implements AboutOrder {}

    record Released(int released) {}

    record Burn(String orderId, String ownerId, int points) implements AboutOrder {}

    record Burnt(int burnt) {}

    /** @param amount of the order, in the cart's currency */
    record Earn(String orderId, String ownerId, BigDecimal amount) implements AboutOrder {}

    record Earned(int earned) {}
}
