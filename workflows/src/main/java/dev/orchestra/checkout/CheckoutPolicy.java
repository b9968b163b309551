package dev.orchestra.checkout;

import dev.orchestra.support.StepCatalogue;
import java.time.Duration;

/**
 * Business policy of a checkout, recorded in its run as part of its input: a change bears on new orders only. A null field means the default,
 * so that a field added later does not break a running order.
 *
 * @param hold how long stock is held for a checkout; default 900 s (cart API, place-order step 3)
 * @param deadline how long the caller waits for phase 1; default 10 s
 */
public record CheckoutPolicy(Duration hold, Duration deadline) {

    public static final CheckoutPolicy DEFAULT = new CheckoutPolicy(null, null);

    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(900);

    public Duration holdOrDefault() {
        return hold == null ? DEFAULT_HOLD : hold;
    }

    public Duration deadlineOrDefault() {
        return deadline == null ? StepCatalogue.PLACE_ORDER : deadline;
    }
}
