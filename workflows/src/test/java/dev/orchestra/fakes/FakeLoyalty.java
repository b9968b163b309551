package dev.orchestra.fakes;

import dev.orchestra.services.loyalty.LoyaltyService;
import dev.orchestra.support.Undo;
import dev.orchestra.support.Write;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The Loyalty service: a point is worth a rupee, and ten rupees earn one. */
final class FakeLoyalty implements LoyaltyService {

    private static final BigDecimal POINT_VALUE = new BigDecimal("1.00");
    private static final BigDecimal RUPEES_FOR_A_POINT = BigDecimal.TEN;

    private final LongSupplier clock;
    private final Map<String, Integer> balances = new LinkedHashMap<>();
    private final List<PointHold> holds = new ArrayList<>();
    private final Attempts attempts = new Attempts();
    private final Map<String, Integer> burnt = new LinkedHashMap<>();
    private final Map<String, Integer> earned = new LinkedHashMap<>();

    private static final class PointHold {
        private final Hold asked;
        private final Instant expiresAt;
        private String status = "HELD";

        private PointHold(Hold asked, Instant expiresAt) {
            this.asked = asked;
            this.expiresAt = expiresAt;
        }
    }

    FakeLoyalty(LongSupplier clock) {
        this.clock = clock;
    }

    void credit(String ownerId, int points) {
        balances.merge(ownerId, points, Integer::sum);
    }

    /** Everything that the owner has, held or not. */
    int balance(String ownerId) {
        return balances.getOrDefault(ownerId, 0);
    }

    List<String> holdStatus() {
        return holds.stream().map(this::status).toList();
    }

    List<Integer> burnt() {
        return List.copyOf(burnt.values());
    }

    List<Integer> earned() {
        return List.copyOf(earned.values());
    }

    private String status(PointHold hold) {
        return hold.status.equals("HELD") && clock.getAsLong() >= hold.expiresAt.toEpochMilli()
                ? "EXPIRED"
                : hold.status;
    }

    private int free(String ownerId, String exceptCart) {
        return balance(ownerId)
                - holds.stream()
                        .filter(hold -> status(hold).equals("HELD")
                                && hold.asked.ownerId().equals(ownerId)
                                && !hold.asked.cartId().equals(exceptCart))
                        .mapToInt(hold -> hold.asked.points())
                        .sum();
    }

    @Override
    public Quote quote(QuoteQuestion question) {
        return new Quote(free(question.ownerId(), question.cartId()), POINT_VALUE, worth(question.amount()));
    }

    private static int worth(BigDecimal amount) {
        return amount.divide(RUPEES_FOR_A_POINT, 0, RoundingMode.DOWN).intValueExact();
    }

    @Override
    public Held hold(Write<Hold> write) {
        Hold asked = write.body();
        if (asked.points() < 1) {
            throw Ledger.refusal(400, "INVALID_REQUEST");
        }
        attempts.admit(asked.cartId(), asked.attempt());
        if (free(asked.ownerId(), asked.cartId()) < asked.points()) {
            throw Ledger.refusal(409, "INSUFFICIENT_POINTS");
        }
        holds.stream()
                .filter(hold -> hold.asked.cartId().equals(asked.cartId())
                        && status(hold).equals("HELD"))
                .forEach(hold -> hold.status = "RELEASED");
        PointHold hold =
                new PointHold(asked, Instant.ofEpochMilli(clock.getAsLong()).plusSeconds(asked.ttlSeconds()));
        holds.add(hold);
        return new Held(asked.points(), "HELD", hold.expiresAt);
    }

    @Override
    public Released release(Undo<Release> undo) {
        List<PointHold> mine = holdsOf(undo.body().orderId());
        mine.forEach(hold -> hold.status = "RELEASED");
        return new Released(mine.stream().mapToInt(hold -> hold.asked.points()).sum());
    }

    private List<PointHold> holdsOf(String orderId) {
        return holds.stream()
                .filter(hold ->
                        hold.asked.orderId().equals(orderId) && status(hold).equals("HELD"))
                .toList();
    }

    @Override
    public Burnt burn(Write<Burn> write) {
        Burn asked = write.body();
        if (!burnt.containsKey(asked.orderId())) {
            List<PointHold> mine = holdsOf(asked.orderId());
            int held = mine.stream().mapToInt(hold -> hold.asked.points()).sum();
            if (free(asked.ownerId(), null) + held < asked.points()) {
                throw Ledger.refusal(409, "INSUFFICIENT_POINTS");
            }
            mine.forEach(hold -> hold.status = "BURNT");
            credit(asked.ownerId(), -asked.points());
            burnt.put(asked.orderId(), asked.points());
        }
        return new Burnt(burnt.get(asked.orderId()));
    }

    @Override
    public Earned earn(Write<Earn> write) {
        Earn asked = write.body();
        if (!earned.containsKey(asked.orderId())) {
            earned.put(asked.orderId(), worth(asked.amount()));
            credit(asked.ownerId(), worth(asked.amount()));
        }
        return new Earned(earned.get(asked.orderId()));
    }
}
