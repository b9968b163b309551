package dev.orchestra.workers;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long things are kept that somebody needs for a while only.
 *
 * @param checkoutRequests devices that orders were placed from; longer than any checkout may take to its end
 * @param customerTexts what customers wrote in their own words; longer than a cart may wait for its order
 * @param webhooks what gateways told and was passed on; longer than a gateway may tell it again, or it would be taken for news
 */
@ConfigurationProperties("orchestra.retention")
public record RetentionProperties(
        @DefaultValue("30d") Duration checkoutRequests,
        @DefaultValue("180d") Duration customerTexts,
        @DefaultValue("30d") Duration webhooks) {

    public RetentionProperties {
        if (checkoutRequests.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException(
                    "orchestra.retention.checkout-requests must be a day or more: running checkouts still need them.");
        }
        if (customerTexts.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException(
                    "orchestra.retention.customer-texts must be a day or more: carts and running checkouts still need them.");
        }
        if (webhooks.compareTo(Duration.ofDays(8)) < 0) {
            throw new IllegalArgumentException(
                    "orchestra.retention.webhooks must be 8 days or more: gateways repeat what is a week old.");
        }
    }
}
