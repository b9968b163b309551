package dev.orchestra.ticket;

import java.util.Locale;

/** Ids of the ticket flow are UUIDs, written in either case. */
final class UuidText {

    static final String PATTERN = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    static final String MESSAGE = "must be a UUID";

    private UuidText() {}

    static boolean is(String text) {
        return text.matches(PATTERN);
    }

    /** As the ids in our tables and in the core services' answers are written; null stays null. */
    static String plain(String uuid) {
        return uuid == null ? null : uuid.toLowerCase(Locale.ROOT);
    }
}
