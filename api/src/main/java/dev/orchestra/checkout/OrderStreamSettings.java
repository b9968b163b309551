package dev.orchestra.checkout;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How orders are watched.
 *
 * @param perOwner how many streams one customer or guest may have open at a process
 * @param perProcess how many streams a process keeps open
 * @param interval how often a process looks what has happened to all orders that are watched at it
 * @param heartbeat how often something is sent where nothing happens, so that nobody in between takes the connection for dead
 * @param longest when a stream is ended whatever the order does; its client comes again
 */
@ConfigurationProperties("orchestra.order-streams")
public record OrderStreamSettings(
        @DefaultValue("8") int perOwner,
        @DefaultValue("1000") int perProcess,
        @DefaultValue("200ms") Duration interval,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("1h") Duration longest) {

    public OrderStreamSettings {
        if (perOwner < 1 || perProcess < 1) {
            throw new IllegalArgumentException("orchestra.order-streams.per-owner and .per-process must be 1 or more.");
        }
        if (interval.toMillis() < 1 || heartbeat.toMillis() < 1 || longest.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "orchestra.order-streams.interval, .heartbeat and .longest must be 1 ms or more.");
        }
    }
}
