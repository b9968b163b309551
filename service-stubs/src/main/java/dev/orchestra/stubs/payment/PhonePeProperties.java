package dev.orchestra.stubs.payment;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where PhonePe is and who the shop is there: {@code stubs.payment.phonepe}.
 *
 * @param baseUrl up to and with {@code /pg}
 * @param authUrl of the token, in full
 * @param shortestLife of an order there: with less time left none is begun
 */
@ConfigurationProperties("stubs.payment.phonepe")
record PhonePeProperties(
        String baseUrl,
        String authUrl,
        String clientId,
        String clientSecret,
        String clientVersion,
        Duration shortestLife) {

    /** Without the secret, whoever writes it where. */
    @Override
    public String toString() {
        return "PhonePe at " + baseUrl + " as " + clientId;
    }
}
