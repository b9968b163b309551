package dev.orchestra.checkout;

import java.time.Duration;

/**
 * Business policy of a checkout, recorded in its run as part of its input: a change bears on new orders only. A null field means the default,
 * so that a field added later does not break a running order.
 *
 * @param hold how long stock is held for a checkout; default 900 s (cart API, place-order step 3)
 */
public record CheckoutPolicy(Duration hold) {

    public static final CheckoutPolicy DEFAULT = new CheckoutPolicy(null);

    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(900);

    public Duration holdOrDefault() {
        return hold == null ? DEFAULT_HOLD : hold;
    }
}
