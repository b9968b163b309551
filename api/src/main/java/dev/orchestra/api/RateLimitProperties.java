package dev.orchestra.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests are taken.
 *
 * @param owner from one customer or guest
 * @param address from one client address; several people may share one
 */
@ConfigurationProperties("orchestra.rate-limit")
public record RateLimitProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Quota owner,
        @DefaultValue Quota address) {

    /**
     * @param capacity requests at once
     * @param refillPerSecond requests in the long run
     */
    public record Quota(int capacity, int refillPerSecond) {

        public Quota {
            if (capacity < 1 || refillPerSecond < 1) {
                throw new IllegalArgumentException(
                        "Each capacity and refill-per-second of orchestra.rate-limit must be 1 or more.");
            }
        }
    }
}
