package dev.orchestra.payment;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The payment gateways that customers can choose. */
public enum Gateway {
    /** PhonePe PG v2: an order lives 300 s at least ({@code expireAfter} of {@code POST /checkout/v2/pay}). */
    PHONEPE(Duration.ofSeconds(300)),
    /** Razorpay: captured by us, so that an order can be of use for any time in which a person can pay. */
    RAZORPAY(Duration.ofSeconds(60));

    private final Duration leastTime;

    Gateway(Duration leastTime) {
        this.leastTime = leastTime;
    }

    /** How long a payment must still be wanted for an attempt to be begun. */
    public Duration leastTime() {
        return leastTime;
    }

    public static Optional<Gateway> of(String name) {
        return Arrays.stream(values())
                .filter(gateway -> gateway.name().equals(name))
                .findFirst();
    }
}
