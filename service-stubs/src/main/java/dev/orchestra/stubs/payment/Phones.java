package dev.orchestra.stubs.payment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The customers' phones, one a wallet, in memory: in the place of text messages to real ones. */
@Component
class Phones {

    private static final int MOST_PHONES = 10_000;
    private static final int MOST_MESSAGES = 20;

    private final Map<String, Deque<Message>> phones = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Message>> eldest) {
            return size() > MOST_PHONES;
        }
    };

    record Message(String text, String otp, Instant at) {

        /** A phone shows its messages to whoever holds it, and a log does not. */
        @Override
        public String toString() {
            return "A message of " + at;
        }
    }

    synchronized void send(String walletId, BigDecimal amount, String currency, String password) {
        Deque<Message> messages = phones.computeIfAbsent(walletId, id -> new ArrayDeque<>());
        messages.addFirst(new Message(
                "%s is your one-time password to pay %s %s from your wallet. It is good for 5 minutes. Tell nobody."
                        .formatted(password, currency, amount),
                password,
                Instant.now()));
        if (messages.size() > MOST_MESSAGES) {
            messages.removeLast();
        }
    }

    /** The newest first. */
    synchronized List<Message> messages(String walletId) {
        return List.copyOf(phones.getOrDefault(walletId, new ArrayDeque<>()));
    }

    /** The number of the wallet's phone with all but its end hidden. */
    static String masked(String walletId) {
        return "+91******%04d".formatted(Math.floorMod(walletId.hashCode(), 10_000));
    }
}
