package dev.orchestra.stubs.support;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids that tell what they name and sort by the time they were made. */
public final class Ids {

    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private Ids() {}

    /** A new id such as {@code cart_0190…}: the prefix, then a time-ordered UUID without dashes. */
    public static String next(String prefix) {
        return prefix + "_" + UuidCreator.getTimeOrderedEpoch().toString().replace("-", "");
    }

    /** The UUID that is written here; empty when it is none, which is then the id of nothing. */
    public static Optional<UUID> uuid(String text) {
        return UUID_TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
