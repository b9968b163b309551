package dev.orchestra.stubs.payment;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where Razorpay is and who the shop is there: {@code stubs.payment.razorpay}.
 *
 * @param baseUrl up to and without {@code /v1}
 * @param checkoutUrl of the page on which customers pay
 */
@ConfigurationProperties("stubs.payment.razorpay")
record RazorpayProperties(String baseUrl, String checkoutUrl, String keyId, String keySecret) {

    /** Without the secret, whoever writes it where. */
    @Override
    public String toString() {
        return "Razorpay at " + baseUrl + " as " + keyId;
    }
}
