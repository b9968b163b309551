package dev.orchestra.stubs.payment;

import java.math.BigDecimal;
import java.time.Instant;

/** Money that a customer has given the shop before; {@code ownerId} is null for a prepaid card. */
record Wallet(String walletId, String ownerId, BigDecimal balance, String currency) {

    /** One movement of a wallet's money; {@code attemptId} is null when the shop gave it. */
    record Entry(String entryId, Type type, BigDecimal amount, String reason, String attemptId, Instant at) {}

    enum Type {
        DEBIT,
        CREDIT
    }
}
