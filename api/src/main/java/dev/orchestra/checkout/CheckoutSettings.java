package dev.orchestra.checkout;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the shop decides about its checkouts.
 *
 * @param deadline how long phase 1 may take; when it is refused then, what it did is undone before the answer, for a few seconds at most
 * @param callbackOrigins where customers may be sent back to when they have paid, such as {@code https://shop.example}
 */
@ConfigurationProperties("orchestra.checkout")
public record CheckoutSettings(
        @DefaultValue("10s") Duration deadline,
        @DefaultValue List<String> callbackOrigins) {

    public CheckoutSettings {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException(
                    "orchestra.checkout.deadline must be more than zero, not " + deadline + ".");
        }
        callbackOrigins = List.copyOf(callbackOrigins);
    }

    /** As each run records it. */
    public CheckoutPolicy policy() {
        return new CheckoutPolicy(null, deadline, null, null, null);
    }
}
