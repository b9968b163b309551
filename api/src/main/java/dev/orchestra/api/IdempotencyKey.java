package dev.orchestra.api;

import java.util.UUID;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key} of a write. */
public final class IdempotencyKey {

    public static final String HEADER = "Idempotency-Key";

    /** The request attribute that has the key of a write, the caller's or a new one. */
    public static final String ATTRIBUTE = "dev.orchestra.idempotencyKey";

    /** Says that the answer is that of an earlier request with the same key. */
    public static final String REPLAYED = "Idempotent-Replayed";

    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private IdempotencyKey() {}

    /** The key that the caller sent, or a new one, which the answer then names. */
    static String orRandom(String sent) {
        if (sent == null) {
            return UUID.randomUUID().toString();
        }
        if (!ALLOWED.matcher(sent).matches()) {
            throw new Problem(
                    ErrorCode.IDEMPOTENCY_KEY_INVALID,
                    HEADER + " must be 1 to 255 printable characters without blanks.");
        }
        return sent;
    }

    /** What a request is answered whose key stands for another one. */
    public static Problem reused() {
        return new Problem(ErrorCode.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key came with another body before.");
    }

    /** The key as part of a workflow id: a caller's text may be anything, an id must not say anything. */
    public static String inWorkflowId(String key) {
        return Fingerprint.hash(key).substring(0, 32);
    }
}
