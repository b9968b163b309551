package dev.orchestra.stubs.support;

import com.github.f4b6a3.uuid.UuidCreator;

/** Ids that tell what they name and sort by the time they were made. */
public final class Ids {

    private Ids() {}

    /** A new id such as {@code cart_0190…}: the prefix, then a time-ordered UUID without dashes. */
    public static String next(String prefix) {
        return prefix + "_" + UuidCreator.getTimeOrderedEpoch().toString().replace("-", "");
    }
}
