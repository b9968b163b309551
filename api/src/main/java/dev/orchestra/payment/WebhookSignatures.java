package dev.orchestra.payment;

import dev.orchestra.payment.WebhookProperties.PhonePeMode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;

/**
 * Whether a webhook is a gateway's own. The current secret and the previous one are tried, in a time that tells nothing of them; without a secret there is no
 * such webhook.
 */
final class WebhookSignatures {

    static final String RAZORPAY_SIGNATURE = "X-Razorpay-Signature";

    private static final String HMAC = "HmacSHA256";
    private static final byte[] NONE = {};
    private static final int HEX_DIGITS = 64;

    private final String phonePeHeader;
    private final List<SecretKeySpec> phonePeKeys = new ArrayList<>();
    private final List<byte[]> phonePeHashes = new ArrayList<>();
    private final List<SecretKeySpec> razorpayKeys = new ArrayList<>();

    WebhookSignatures(WebhookProperties settings) {
        WebhookProperties.PhonePe phonePe = settings.phonepe();
        phonePeHeader = phonePe.signatureHeader();
        if (phonePe.accept().contains(PhonePeMode.HMAC)) {
            addKey(phonePeKeys, phonePe.hmacSecret());
            addKey(phonePeKeys, phonePe.previousHmacSecret());
        }
        if (phonePe.accept().contains(PhonePeMode.SHA)) {
            addHash(phonePe.username(), phonePe.password());
            addHash(phonePe.previousUsername(), phonePe.previousPassword());
        }
        addKey(razorpayKeys, settings.razorpay().secret());
        addKey(razorpayKeys, settings.razorpay().previousSecret());
    }

    private static void addKey(List<SecretKeySpec> keys, String secret) {
        if (secret != null) {
            keys.add(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
        }
    }

    private void addHash(String username, String password) {
        if (username != null) {
            phonePeHashes.add(sha256((username + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** A signature over the body, where there is one that we can check, counts alone: what is behind it may not be known by less. */
    boolean isPhonePes(HttpHeaders headers, byte[] body) {
        String signature = headers.getFirst(phonePeHeader);
        if (signature != null && !phonePeKeys.isEmpty()) {
            return isSigned(signature, body, phonePeKeys);
        }
        return isOneOf(decoded(headers.getFirst(HttpHeaders.AUTHORIZATION)), phonePeHashes);
    }

    boolean isRazorpays(HttpHeaders headers, byte[] body) {
        return isSigned(headers.getFirst(RAZORPAY_SIGNATURE), body, razorpayKeys);
    }

    private static boolean isSigned(String signature, byte[] body, List<SecretKeySpec> keys) {
        return isOneOf(
                decoded(signature), keys.stream().map(key -> hmac(key, body)).toList());
    }

    private static boolean isOneOf(byte[] told, List<byte[]> all) {
        boolean found = false;
        for (byte[] each : all) {
            found |= MessageDigest.isEqual(told, each);
        }
        return found;
    }

    private static byte[] decoded(String hex) {
        if (hex == null || hex.length() != HEX_DIGITS) {
            return NONE;
        }
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException notHex) {
            return NONE;
        }
    }

    private static byte[] hmac(SecretKeySpec key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + HMAC, impossible);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
