package dev.orchestra.checkout;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the shop decides about its checkouts.
 *
 * @param deadline how long phase 1 may take; when it is refused then, what it did is undone before the answer, for a few seconds at most
 * @param hold how long stock is held for a checkout, in whole seconds
 * @param holdMargin how long before the hold's end the checkout gives up waiting for the money
 * @param gatewayMargin how long before that gateways take nothing any more
 * @param lateWindow how long after that a payment still makes the order, if all of it can be had once more
 * @param guardianWatch how long payments that make no order are looked after
 * @param callbackOrigins where customers may be sent back to when they have paid, such as {@code https://shop.example}
 */
@ConfigurationProperties("orchestra.checkout")
public record CheckoutSettings(
        @DefaultValue("10s") Duration deadline,
        @DefaultValue("15m") Duration hold,
        @DefaultValue("30s") Duration holdMargin,
        @DefaultValue("60s") Duration gatewayMargin,
        @DefaultValue("10m") Duration lateWindow,
        @DefaultValue("5d") Duration guardianWatch,
        @DefaultValue List<String> callbackOrigins) {

    public CheckoutSettings {
        requirePositive("deadline", deadline);
        requirePositive("hold", hold);
        requirePositive("hold-margin", holdMargin);
        requirePositive("gateway-margin", gatewayMargin);
        requirePositive("late-window", lateWindow);
        requirePositive("guardian-watch", guardianWatch);
        if (hold.compareTo(holdMargin.plus(gatewayMargin)) <= 0) {
            throw new IllegalArgumentException(
                    "orchestra.checkout.hold must be more than both margins: nobody could pay in " + hold + ".");
        }
        callbackOrigins = List.copyOf(callbackOrigins);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    "orchestra.checkout." + name + " must be more than zero, not " + duration + ".");
        }
    }

    /** As each run records it. */
    public CheckoutPolicy policy() {
        return new CheckoutPolicy(hold, deadline, holdMargin, gatewayMargin, null, lateWindow, guardianWatch);
    }
}
