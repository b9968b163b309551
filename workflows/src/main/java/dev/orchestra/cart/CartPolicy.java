package dev.orchestra.cart;

import dev.orchestra.support.StepCatalogue;
import java.time.Duration;

/**
 * What the shop decides about its cart operations, recorded in each run as part of its input. A null field means the default.
 *
 * @param deadline how long the caller waits for all steps together; default 5 s
 * @param timeZone where the shop's days begin, for delivery dates; default Asia/Kolkata
 */
public record CartPolicy(Duration deadline, String timeZone) {

    public static final CartPolicy DEFAULT = new CartPolicy(null, null);

    public Duration deadlineOrDefault() {
        return deadline == null ? StepCatalogue.CART_OPERATION : deadline;
    }

    public String timeZoneOrDefault() {
        return timeZone == null ? "Asia/Kolkata" : timeZone;
    }
}
