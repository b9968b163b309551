package dev.orchestra.stubs.gateways;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the merchant is registered at the gateways, {@code stubs.gateways} in the configuration.
 *
 * @param publicUrl where browsers find this process; null for the address by which the merchant called
 * @param merchantName shown on the hosted page
 * @param lateAfter "pay after the hold has gone" pays this long after the order was made
 * @param retryFactor by how much the gateways' own times between two deliveries of a webhook are multiplied
 */
@ConfigurationProperties("stubs.gateways")
public record GatewayProperties(
        String publicUrl,
        String merchantName,
        Duration lateAfter,
        double retryFactor,
        PhonePe phonepe,
        Razorpay razorpay) {

    /** {@code SHA}: the header tells a user name and password, hashed; {@code HMAC}: the body is signed. */
    public enum WebhookMode {
        SHA,
        HMAC
    }

    /**
     * @param shortestLife of an order
     * @param webhookUsername 5 to 20 letters, digits or underscores
     * @param webhookPassword 8 to 20 letters and digits
     */
    public record PhonePe(
            String clientId,
            String clientSecret,
            Duration tokenLifetime,
            Duration shortestLife,
            String merchantId,
            URI webhookUrl,
            WebhookMode webhookMode,
            String webhookUsername,
            String webhookPassword,
            String webhookKeyId,
            String webhookHmacSecret) {

        // Not by annotations: what they complain about they show.
        public PhonePe {
            if (!webhookUsername.matches("[A-Za-z0-9_]{5,20}")) {
                throw new IllegalArgumentException("webhook-username: 5 to 20 letters, digits or underscores");
            }
            if (!webhookPassword.matches("(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]{8,20}")) {
                throw new IllegalArgumentException("webhook-password: 8 to 20 letters and digits, some of each");
            }
        }
    }

    /** What identifies the merchant at Razorpay, and where it wants to hear of things. */
    public record Razorpay(String keyId, String keySecret, String accountId, URI webhookUrl, String webhookSecret) {}
}
