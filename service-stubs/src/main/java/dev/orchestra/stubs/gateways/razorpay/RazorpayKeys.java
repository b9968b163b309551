package dev.orchestra.stubs.gateways.razorpay;

import dev.orchestra.stubs.gateways.GatewayProperties;
import dev.orchestra.stubs.gateways.Signatures;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** The merchant's key, its public half and its secret. */
@Component
class RazorpayKeys {

    private final GatewayProperties.Razorpay merchant;

    RazorpayKeys(GatewayProperties properties) {
        this.merchant = properties.razorpay();
    }

    /** @throws RazorpayProblem 401 when the header is not HTTP Basic of the key and its secret */
    void verify(String authorization) {
        String expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (merchant.keyId() + ":" + merchant.keySecret()).getBytes(StandardCharsets.UTF_8));
        if (authorization == null || !Signatures.equal(expected, authorization)) {
            throw new RazorpayProblem(HttpStatus.UNAUTHORIZED, "Authentication failed", null);
        }
    }

    boolean isPublicHalf(String keyId) {
        return merchant.keyId().equals(keyId);
    }

    /** What the browser takes back to the merchant, as a proof that this payment is of this order. */
    String browserSignature(String orderId, String paymentId) {
        return Signatures.hmacSha256(merchant.keySecret(), orderId + "|" + paymentId);
    }
}
