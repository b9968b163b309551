package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Money;
import dev.orchestra.stubs.support.Refusal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Leave to debit a wallet once, each given for a one-time password. */
@Repository
class WalletAuthorizations {

    private static final int LIFE_SECONDS = 600;

    private final JdbcClient database;
    private final OneTimePasswords passwords;

    WalletAuthorizations(JdbcClient database, OneTimePasswords passwords) {
        this.database = database;
        this.passwords = passwords;
    }

    record Authorization(String walletAuthorizationId, Instant expiresAt) {}

    /** What came of a password: the authorization, or the code of the refusal. */
    record Outcome(Authorization authorization, String refusal, Integer triesLeft) {

        static Outcome refused(String refusal, Integer triesLeft) {
            return new Outcome(null, refusal, triesLeft);
        }
    }

    /**
     * Takes a password, or counts the try; the wallet must be locked. What is answered for a wrong one must be committed all the same.
     *
     * @param hash the keyed hash of the password
     */
    Outcome exchange(String walletId, String ownerId, String cartId, int attempt, BigDecimal amount, String hash) {
        Optional<Authorization> given = given(walletId, ownerId, cartId, attempt, amount, hash);
        if (given.isPresent()) {
            return new Outcome(given.get(), null, null);
        }
        OneTimePasswords.Kept password =
                passwords.find(walletId, cartId, amount, hash).orElse(null);
        if (password == null) {
            return Outcome.refused("OTP_EXPIRED", null);
        }
        if (password.wrongTries() >= OneTimePasswords.MOST_TRIES) {
            return Outcome.refused("OTP_LOCKED", null);
        }
        if (!password.is(hash)) {
            if (!password.wrong()) {
                passwords.countWrong(walletId, cartId, amount, hash);
            }
            return Outcome.refused(
                    "OTP_INVALID", OneTimePasswords.MOST_TRIES - password.wrongTries() - (password.wrong() ? 0 : 1));
        }
        passwords.end(walletId, cartId, amount);
        return new Outcome(add(walletId, ownerId, cartId, attempt, amount, hash), null, null);
    }

    /**
     * Uses an authorization up for the attempt, in the transaction of the debit.
     *
     * @throws Refusal 422 {@code WALLET_AUTHORIZATION_INVALID}
     */
    void use(InitiateRequest request) {
        int used = database.sql("""
                        update payment.wallet_authorizations set used_by = ?
                        where wallet_authorization_id = ? and wallet_id = ? and owner_id = ? and amount = ?
                          and used_by is null and expires_at > clock_timestamp()""")
                .params(
                        request.attemptId(),
                        request.walletAuthorizationId(),
                        request.walletId(),
                        request.ownerId(),
                        request.amount())
                .update();
        if (used == 0) {
            throw new Refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "WALLET_AUTHORIZATION_INVALID",
                    "There is no leave to take just this from the wallet.");
        }
    }

    /** Forgets what nobody used and nobody can use any more. What was used belongs to the debit's books. */
    void forget() {
        database.sql(
                        "delete from payment.wallet_authorizations where expires_at <= clock_timestamp() and used_by is null")
                .update();
    }

    private Optional<Authorization> given(
            String walletId, String ownerId, String cartId, int attempt, BigDecimal amount, String hash) {
        return database.sql("""
                        select wallet_authorization_id, expires_at from payment.wallet_authorizations
                        where wallet_id = ? and owner_id = ? and cart_id = ? and attempt = ? and amount = ? and hash = ?
                          and expires_at > clock_timestamp()""")
                .params(walletId, ownerId, cartId, attempt, amount, hash)
                .query(Authorization.class)
                .optional();
    }

    private Authorization add(
            String walletId, String ownerId, String cartId, int attempt, BigDecimal amount, String hash) {
        String id = Ids.next("wauth");
        Instant expiresAt = database.sql("""
                        insert into payment.wallet_authorizations as old
                            (wallet_authorization_id, wallet_id, owner_id, cart_id, attempt, amount, hash, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, clock_timestamp() + make_interval(secs => ?))
                        on conflict (wallet_id, cart_id, attempt, amount, hash) do update
                        set wallet_authorization_id = excluded.wallet_authorization_id, owner_id = excluded.owner_id,
                            expires_at = excluded.expires_at, used_by = null
                        returning expires_at""")
                .params(id, walletId, ownerId, cartId, attempt, Money.of(amount), hash, LIFE_SECONDS)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        return new Authorization(id, expiresAt);
    }
}
