package dev.orchestra.deploy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What gateways, Payment service and API must know of each other, as environment variables: made up at the first start. What the caller's own environment has wins, so
 * that the stack can be pointed at a gateway's sandbox.
 */
final class GatewaySecrets {

    /** PhonePe: 8 to 20 letters and digits, at least one of each. */
    private static final String PHONEPE_PASSWORD_START = "p1";

    private static final int PHONEPE_PASSWORD_REST = 18;

    private GatewaySecrets() {}

    /** For whoever receives webhooks. */
    static Map<String, String> ofWebhooks(Path data, Map<String, String> callers) {
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("PHONEPE_WEBHOOK_USERNAME", "orchestra");
        secrets.put(
                "PHONEPE_WEBHOOK_PASSWORD",
                PHONEPE_PASSWORD_START
                        + Secret.in(data, "phonepe-webhook-password").substring(0, PHONEPE_PASSWORD_REST));
        secrets.put("PHONEPE_WEBHOOK_HMAC_SECRET", Secret.in(data, "phonepe-webhook-secret"));
        secrets.put("RAZORPAY_WEBHOOK_SECRET", Secret.in(data, "razorpay-webhook-secret"));
        secrets.replaceAll((name, madeUp) -> callers.getOrDefault(name, madeUp));
        return secrets;
    }

    /** For whoever calls gateways, and for the simulators, which send webhooks as well. */
    static Map<String, String> ofGateways(Path data, Map<String, String> callers) {
        Map<String, String> secrets = new LinkedHashMap<>(ofWebhooks(data, callers));
        secrets.put("PHONEPE_CLIENT_ID", "local-phonepe");
        secrets.put("PHONEPE_CLIENT_SECRET", Secret.in(data, "phonepe-client-secret"));
        secrets.put("RAZORPAY_KEY_ID", "rzp_local");
        secrets.put("RAZORPAY_KEY_SECRET", Secret.in(data, "razorpay-key-secret"));
        secrets.put("PAYMENT_OTP_KEY", Secret.in(data, "payment-otp-key"));
        secrets.replaceAll((name, madeUp) -> callers.getOrDefault(name, madeUp));
        return secrets;
    }
}
