package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.support.Money;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * One-time passwords that pay one amount for one cart from one wallet. The database has keyed hashes of them alone: of six digits a plain
 * one could be guessed. Whoever works with a wallet's passwords locks the wallet first.
 */
@Repository
class OneTimePasswords {

    static final int MOST_TRIES = 5;

    private static final int LIFE_SECONDS = 300;
    private static final int MOST_A_CART = 3;
    private static final int MOST_A_WALLET = 60;
    private static final String ALGORITHM = "HmacSHA256";

    private final JdbcClient database;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    OneTimePasswords(JdbcClient database, @Value("${stubs.payment.otp-key}") String key) {
        this.database = database;
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** A password in clear, for its phone and nobody else. */
    record Sent(String password, Instant expiresAt) {

        @Override
        public String toString() {
            return "A password until " + expiresAt;
        }
    }

    /** One that is good until its end; {@code wrong} tells of the hash of a wrong one that was tried before. */
    record Kept(String hash, int wrongTries, boolean wrong) {

        boolean is(String other) {
            return MessageDigest.isEqual(
                    hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Makes a password in place of an earlier one.
     *
     * @throws TryLater 429 {@code OTP_TOO_OFTEN}
     */
    Sent make(String walletId, String cartId, BigDecimal amount) {
        requireSeldom(MOST_A_CART, database.sql("""
                        select sent_at from payment.one_time_password_messages where wallet_id = ? and cart_id = ?
                        and sent_at > clock_timestamp() - make_interval(secs => ?) order by sent_at desc offset ? limit 1""").params(walletId, cartId, LIFE_SECONDS, MOST_A_CART - 1));
        requireSeldom(MOST_A_WALLET, database.sql("""
                        select sent_at from payment.one_time_password_messages where wallet_id = ?
                        and sent_at > clock_timestamp() - make_interval(secs => ?) order by sent_at desc offset ? limit 1""").params(walletId, LIFE_SECONDS, MOST_A_WALLET - 1));
        String password = String.format("%06d", random.nextInt(1_000_000));
        database.sql("insert into payment.one_time_password_messages (wallet_id, cart_id, sent_at)"
                        + " values (?, ?, clock_timestamp())")
                .params(walletId, cartId)
                .update();
        Instant expiresAt = database.sql("""
                        insert into payment.one_time_passwords as old (wallet_id, cart_id, amount, hash, expires_at)
                        values (?, ?, ?, ?, clock_timestamp() + make_interval(secs => ?))
                        on conflict (wallet_id, cart_id, amount)
                        do update set hash = excluded.hash, wrong_hashes = '{}', expires_at = excluded.expires_at
                        returning expires_at""")
                .params(walletId, cartId, amount, hash(walletId, cartId, amount, password), LIFE_SECONDS)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        return new Sent(password, expiresAt);
    }

    /** The password that is good or locked now, as far as it matters to one who tries {@code hash}. */
    Optional<Kept> find(String walletId, String cartId, BigDecimal amount, String hash) {
        return database.sql("""
                        select hash, cardinality(wrong_hashes) as wrong_tries, ? = any(wrong_hashes) as wrong
                        from payment.one_time_passwords
                        where wallet_id = ? and cart_id = ? and amount = ? and expires_at > clock_timestamp()""")
                .params(hash, walletId, cartId, amount)
                .query(Kept.class)
                .optional();
    }

    void countWrong(String walletId, String cartId, BigDecimal amount, String hash) {
        database.sql("""
                        update payment.one_time_passwords set wrong_hashes = array_append(wrong_hashes, ?)
                        where wallet_id = ? and cart_id = ? and amount = ?""").params(hash, walletId, cartId, amount).update();
    }

    /** It was good once. */
    void end(String walletId, String cartId, BigDecimal amount) {
        database.sql("delete from payment.one_time_passwords where wallet_id = ? and cart_id = ? and amount = ?")
                .params(walletId, cartId, amount)
                .update();
    }

    /** Forgets what is not good any more. */
    void forget() {
        database.sql("delete from payment.one_time_passwords where expires_at <= clock_timestamp()")
                .update();
        database.sql("delete from payment.one_time_password_messages"
                        + " where sent_at <= clock_timestamp() - make_interval(secs => ?)")
                .param(LIFE_SECONDS)
                .update();
    }

    /** The keyed hash of a password for just these three. */
    String hash(String walletId, String cartId, BigDecimal amount, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String what = walletId + '\0' + cartId + '\0' + Money.of(amount) + '\0' + password;
            return HexFormat.of().formatHex(mac.doFinal(what.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param nth the message that must be older than a password's life before another one is sent */
    private static void requireSeldom(int most, JdbcClient.StatementSpec nth) {
        nth.query(OffsetDateTime.class).optional().ifPresent(sentAt -> {
            long wait = sentAt.toEpochSecond() + LIFE_SECONDS - Instant.now().getEpochSecond() + 1;
            throw new TryLater(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "OTP_TOO_OFTEN",
                    "There were " + most + " passwords in the last minutes already.",
                    Math.max(1, wait));
        });
    }
}
