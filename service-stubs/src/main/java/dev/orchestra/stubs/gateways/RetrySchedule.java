package dev.orchestra.stubs.gateways;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When a message that was not taken is sent again: each gateway has its own idea. */
class RetrySchedule {

    /** Not published; a few, as the gateway's other products do. */
    private static final List<Duration> PHONEPE =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10));

    /** Published is only that the waits grow exponentially and that it ends a day after the event. */
    private static final Duration RAZORPAY_FIRST = Duration.ofSeconds(30);

    private static final Duration RAZORPAY_ENDS = Duration.ofHours(24);

    private final double factor;

    /** @param factor by which all times are multiplied */
    RetrySchedule(double factor) {
        this.factor = factor;
    }

    /** When to send it again after so many attempts; null for never. */
    Instant next(Webhook webhook, Instant now) {
        return switch (webhook.gateway()) {
            case PHONEPE ->
                webhook.attempts() > PHONEPE.size() ? null : now.plus(scaled(PHONEPE.get(webhook.attempts() - 1)));
            case RAZORPAY -> {
                Duration wait = RAZORPAY_FIRST.multipliedBy(1L << Math.min(webhook.attempts() - 1, 16));
                Instant next = now.plus(scaled(wait));
                yield next.isAfter(webhook.writtenAt().plus(scaled(RAZORPAY_ENDS))) ? null : next;
            }
        };
    }

    private Duration scaled(Duration duration) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }
}
