package dev.orchestra.cart;

import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the shop decides about its cart operations.
 *
 * @param deadline how long all steps of an operation may take together
 * @param timeZone where the shop's days begin, for delivery dates
 */
@ConfigurationProperties("orchestra.cart")
public record CartSettings(
        @DefaultValue("5s") Duration deadline,
        @DefaultValue("Asia/Kolkata") ZoneId timeZone) {

    public CartSettings {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("orchestra.cart.deadline must be more than zero, not " + deadline + ".");
        }
    }

    /** As each run records it. */
    public CartPolicy policy() {
        return new CartPolicy(deadline, timeZone.getId());
    }
}
