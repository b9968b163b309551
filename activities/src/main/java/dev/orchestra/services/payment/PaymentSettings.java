package dev.orchestra.services.payment;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where customers come back to.
 *
 * @param returnUrl the address of this API to which a gateway sends the browser when the customer has paid or given up; the id of the attempt is added to it
 */
@ConfigurationProperties("orchestra.payments")
public record PaymentSettings(
        @DefaultValue("http://127.0.0.1:5003/payments/return")
        String returnUrl) {

    /** @throws IllegalArgumentException for what is no address: better at start-up than at the first payment */
    public PaymentSettings {
        URI address = URI.create(returnUrl);
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (!web || address.getHost() == null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "orchestra.payments.return-url must be an address of this API, without a query, not " + returnUrl
                            + ".");
        }
        returnUrl = returnUrl.replaceFirst("/+$", "");
    }

    String returnUrlOf(String attemptId) {
        return returnUrl + "/" + attemptId;
    }
}
