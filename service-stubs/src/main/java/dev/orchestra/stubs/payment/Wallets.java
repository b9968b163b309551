package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.payment.Wallet.Type;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Refusal;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All wallets. Whoever takes from one locks it first; the database moves its balance with each entry. */
@Repository
public class Wallets {

    private static final String CURRENCY = "INR";
    private static final String SELECT = "select wallet_id, owner_id, balance, currency from payment.wallets where ";

    private final JdbcClient database;

    Wallets(JdbcClient database) {
        this.database = database;
    }

    /**
     * The owner's wallet, made when there is none; always a new one without an owner.
     *
     * @param ownerId null for a prepaid card
     */
    Wallet open(String ownerId) {
        String walletId = Ids.next("wallet");
        add(walletId, ownerId);
        return find(walletId)
                .orElseGet(() -> database.sql(SELECT + "owner_id = ?")
                        .param(ownerId)
                        .query(Wallet.class)
                        .single());
    }

    Optional<Wallet> find(String walletId) {
        return database.sql(SELECT + "wallet_id = ?")
                .param(walletId)
                .query(Wallet.class)
                .optional();
    }

    /**
     * The wallet, for one who may pay from it; until the transaction ends nobody else does anything with it.
     *
     * @throws Refusal 404 {@code WALLET_NOT_FOUND}, also for another owner's
     */
    Wallet lock(String walletId, String ownerId) {
        return database.sql(SELECT + "wallet_id = ? for no key update")
                .param(walletId)
                .query(Wallet.class)
                .optional()
                .filter(wallet -> wallet.ownerId() == null || wallet.ownerId().equals(ownerId))
                .orElseThrow(() -> notFound(walletId));
    }

    List<Wallet.Entry> entries(String walletId) {
        return database.sql("select entry_id, type, amount, reason, attempt_id, at from payment.wallet_entries"
                        + " where wallet_id = ? order by at, entry_id")
                .param(walletId)
                .query(Wallet.Entry.class)
                .list();
    }

    /** Pays an attempt; the wallet must be locked, and hold as much. */
    void debit(Attempt attempt, String walletId) {
        enter(walletId, Type.DEBIT, attempt.amount(), "Order " + attempt.orderId(), attempt.attemptId(), null);
    }

    /** Gives back what an attempt took. */
    void credit(Refund refund, String walletId) {
        enter(
                walletId,
                Type.CREDIT,
                refund.amount(),
                "Refund " + refund.refundId(),
                refund.attemptId(),
                refund.refundId());
    }

    /** Gives what no attempt took. */
    void credit(String walletId, BigDecimal amount, String reason) {
        enter(walletId, Type.CREDIT, amount, reason, null, null);
    }

    /** Adds the wallet with this much in it unless it is there. */
    public void addIfAbsent(String walletId, String ownerId, BigDecimal balance) {
        if (add(walletId, ownerId)) {
            credit(walletId, balance, "Opening balance");
        }
    }

    static Refusal notFound(String walletId) {
        return new Refusal(
                HttpStatus.NOT_FOUND, "WALLET_NOT_FOUND", "There is no wallet " + walletId + " of this owner.");
    }

    private boolean add(String walletId, String ownerId) {
        return database.sql("insert into payment.wallets (wallet_id, owner_id, currency) values (?, ?, ?)"
                                + " on conflict do nothing")
                        .params(walletId, ownerId, CURRENCY)
                        .update()
                > 0;
    }

    private void enter(
            String walletId, Type type, BigDecimal amount, String reason, String attemptId, String refundId) {
        database.sql("""
                        insert into payment.wallet_entries (entry_id, wallet_id, type, amount, reason, attempt_id, refund_id)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .params(Ids.next("entry"), walletId, type.name(), amount, reason, attemptId, refundId)
                .update();
    }
}
