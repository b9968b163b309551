package dev.orchestra.ticket;

import java.time.Duration;

/**
 * What the shop decides about seat reservations, recorded in each run as part of its input. A null field means the default.
 *
 * @param extendAtMost how far behind its first end a reservation can be extended; default 60 min
 */
public record ReservationPolicy(Duration extendAtMost) {

    public static final ReservationPolicy DEFAULT = new ReservationPolicy(null);

    private static final Duration DEFAULT_EXTEND_AT_MOST = Duration.ofMinutes(60);

    public Duration extendAtMostOrDefault() {
        return extendAtMost == null ? DEFAULT_EXTEND_AT_MOST : extendAtMost;
    }
}
