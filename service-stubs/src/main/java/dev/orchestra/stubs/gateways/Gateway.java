package dev.orchestra.stubs.gateways;

import java.util.Locale;

/** The gateways that are stood in for. */
public enum Gateway {
    PHONEPE,
    RAZORPAY;

    /** As it stands in addresses: {@code phonepe}, {@code razorpay}. */
    String path() {
        return name().toLowerCase(Locale.ROOT);
    }
}
