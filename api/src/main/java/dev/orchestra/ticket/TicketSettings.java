package dev.orchestra.ticket;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the shop decides about its tickets.
 *
 * @param eventPatience how long {@code POST /cart/add} waits for {@code reservation-created}
 * @param reservationCreatedTopic where Inventory publishes it
 */
@ConfigurationProperties("orchestra.tickets")
public record TicketSettings(
        @DefaultValue("3s") Duration eventPatience,
        @DefaultValue("reservation-created") String reservationCreatedTopic) {

    public TicketSettings {
        if (eventPatience.isNegative()) {
            throw new IllegalArgumentException(
                    "orchestra.tickets.event-patience must not be negative, not " + eventPatience + ".");
        }
    }
}
