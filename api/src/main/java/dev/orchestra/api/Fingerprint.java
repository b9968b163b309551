package dev.orchestra.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells one request from another without keeping it. Fingerprints enter the inputs of workflows, and requests carry personal text: without the secret
 * nobody finds out what it was by trying.
 */
public class Fingerprint {

    private static final String ALGORITHM = "HmacSHA256";

    private final JsonMapper json;
    private final SecretKeySpec secret;

    public Fingerprint(JsonMapper json, String secret) {
        this.json = json;
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The same for two bodies that say the same, whatever their spelling. */
    public String of(Object request) {
        return ofText(json.writeValueAsString(request));
    }

    /** The keyed hash of a text, as 64 hexadecimal digits. */
    String ofText(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
