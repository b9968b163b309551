package dev.orchestra.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells one request from another without keeping it. */
@Component
public class Fingerprint {

    private final JsonMapper json;

    public Fingerprint(JsonMapper json) {
        this.json = json;
    }

    /** The same for two bodies that say the same, whatever their spelling. */
    public String of(Object request) {
        return hash(json.writeValueAsString(request));
    }

    public static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
