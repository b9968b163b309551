package dev.orchestra.stubs.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ExtendWith(OutputCaptureExtension.class)
class WalletTest extends StubsTest {

    private static final String INITIATE = "/api/payments/initiate";

    @Autowired
    private JdbcClient database;

    @Autowired
    private WalletSweeper sweeper;

    private final String owner = "own_" + newKey();
    private final String cart = "cart_" + newKey();
    private final String order = Ids.next("order");

    @Test
    void anOwnerHasOneWallet() {
        Answer wallet = post("/api/wallets", "{\"owner_id\": \"%s\"}".formatted(owner));

        assertThat(wallet.text("/owner_id")).isEqualTo(owner);
        assertThat(wallet.text("/currency")).isEqualTo("INR");
        assertThat(wallet.body().at("/balance").decimalValue()).isEqualTo(new BigDecimal("0.00"));
        assertThat(post("/api/wallets", "{\"owner_id\": \"%s\"}".formatted(owner))
                        .text("/wallet_id"))
                .isEqualTo(wallet.text("/wallet_id"));
        assertThat(post("/api/wallets", "{}").text("/wallet_id"))
                .isNotEqualTo(post("/api/wallets", "{}").text("/wallet_id"));
        assertThat(get("/api/wallets/none").text("/code")).isEqualTo("WALLET_NOT_FOUND");
    }

    @Test
    void theShopGivesMoney() {
        String wallet = wallet("0.01");
        String key = newKey();
        String body = "{\"amount\": 20.00, \"currency\": \"INR\", \"reason\": \"sorry\"}";

        assertThat(post("/api/wallets/" + wallet + "/credit", body, key)
                        .body()
                        .at("/balance")
                        .decimalValue())
                .isEqualTo(new BigDecimal("20.01"));
        post("/api/wallets/" + wallet + "/credit", body, key);

        Answer view = get("/api/wallets/" + wallet);
        assertThat(view.body().at("/balance").decimalValue()).isEqualTo(new BigDecimal("20.01"));
        assertThat(view.body().at("/entries")).hasSize(2);
        assertThat(view.text("/entries/1/type")).isEqualTo("CREDIT");
        assertThat(view.text("/entries/1/reason")).isEqualTo("sorry");
        for (String amount : new String[] {"0.00", "-1.00", "100000.01"}) {
            assertThat(credit(wallet, amount).text("/code")).isEqualTo("AMOUNT_OUT_OF_BOUNDS");
        }
        assertThat(credit("none", "1.00").text("/code")).isEqualTo("WALLET_NOT_FOUND");
    }

    @Test
    void aWalletPaysAtOnce() {
        String wallet = wallet("80.00");
        String key = newKey();
        String body = debit(wallet, authorized(wallet, "50.00"), "50.00");

        Answer paid = post(INITIATE, body, key);

        assertThat(paid.text("/status")).isEqualTo("CAPTURED");
        assertThat(paid.body().at("/captured_amount").decimalValue()).isEqualTo(new BigDecimal("50.00"));
        assertThat(post(INITIATE, body, key).http().body())
                .isEqualTo(paid.http().body());
        Answer view = get("/api/wallets/" + wallet);
        assertThat(view.body().at("/balance").decimalValue()).isEqualTo(new BigDecimal("30.00"));
        assertThat(view.text("/entries/1/type")).isEqualTo("DEBIT");
        assertThat(view.text("/entries/1/attempt_id")).isEqualTo(paid.text("/attempt_id"));
    }

    @Test
    void anAuthorizationIsForOneDebitOfThisWalletAmountAndOwner() {
        String wallet = wallet("500.00");
        String authorization = authorized(wallet, "50.00");
        String other = post("/api/wallets", "{}").text("/wallet_id");
        credit(other, "100.00");

        for (String body : new String[] {
            debit(wallet, "wauth_none", "50.00"),
            debit(wallet, authorization, "50.01"),
            debit(other, authorization, "50.00"),
        }) {
            Answer refused = post(INITIATE, body);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("/code")).isEqualTo("WALLET_AUTHORIZATION_INVALID");
        }
        assertThat(post(INITIATE, debit(wallet, authorization, "50.00").replace(owner, "own_other"))
                        .text("/code"))
                .isEqualTo("WALLET_NOT_FOUND");
        assertThat(post(INITIATE, debit("none", authorization, "50.00")).text("/code"))
                .isEqualTo("WALLET_NOT_FOUND");
        assertThat(post(INITIATE, debit(wallet, authorization, "50.00")).status())
                .isEqualTo(200);
        assertThat(post(INITIATE, debit(wallet, authorization, "50.00")).text("/code"))
                .isEqualTo("WALLET_AUTHORIZATION_INVALID");

        String late = authorized(wallet, "60.00");
        database.sql("update payment.wallet_authorizations set expires_at = now() where wallet_authorization_id = ?")
                .param(late)
                .update();
        assertThat(post(INITIATE, debit(wallet, late, "60.00")).text("/code"))
                .isEqualTo("WALLET_AUTHORIZATION_INVALID");
    }

    @Test
    void whatAllowedADebitStaysInTheBooksWhenItsTimeIsOver() {
        String wallet = wallet("500.00");
        String used = authorization(wallet, "50.00");
        assertThat(post(INITIATE, debit(wallet, used, "50.00")).status()).isEqualTo(200);
        authorization(wallet, "60.00");
        database.sql("update payment.wallet_authorizations set expires_at = now() where wallet_id = ?")
                .param(wallet)
                .update();

        sweeper.sweep();

        assertThat(database.sql("select wallet_authorization_id from payment.wallet_authorizations where wallet_id = ?")
                        .param(wallet)
                        .query(String.class)
                        .list())
                .containsExactly(used);
    }

    @Test
    void aPrepaidCardPaysForWhoeverHasItsPhone() {
        String card = post("/api/wallets", "{}").text("/wallet_id");
        credit(card, "100.00");
        String authorization = authorized(card, "50.00");

        assertThat(post(INITIATE, debit(card, authorization, "50.00").replace(owner, "own_other"))
                        .text("/code"))
                .isEqualTo("WALLET_AUTHORIZATION_INVALID");
        assertThat(post(INITIATE, debit(card, authorization, "50.00")).status()).isEqualTo(200);
    }

    @Test
    void aDebitThatTheWalletCannotPayKeepsTheAuthorization() {
        String wallet = wallet("10.00");
        String authorization = authorized(wallet, "50.00");
        String body = debit(wallet, authorization, "50.00");
        String key = newKey();

        Answer refused = post(INITIATE, body, key);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/code")).isEqualTo("INSUFFICIENT_BALANCE");
        assertThat(get("/api/payments?order_id=" + order).body().at("/payments"))
                .isEmpty();

        credit(wallet, "40.00");
        assertThat(post(INITIATE, body, key).text("/status")).isEqualTo("CAPTURED");
    }

    @Test
    void ofTwentyDebitsAtOnceTheWalletPaysAsManyAsItCan() {
        String wallet = wallet("350.00");
        List<String> bodies = IntStream.range(0, 20)
                .mapToObj(each -> debit(wallet, authorization(wallet, "100.00"), "100.00"))
                .toList();

        List<Integer> answers =
                bodies.stream()
                        .map(body -> sendAsync("POST", INITIATE, body, "Idempotency-Key", newKey()))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .map(Answer::status)
                        .toList();

        assertThat(answers).containsOnly(200, 422);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(3);
        Answer view = get("/api/wallets/" + wallet);
        assertThat(view.body().at("/balance").decimalValue()).isEqualTo(new BigDecimal("50.00"));
        assertThat(view.body().at("/entries")).hasSize(4);
    }

    @Test
    void theSameDebitTwentyTimesAtOnceTakesTheMoneyOnce() {
        String wallet = wallet("350.00");
        String body = debit(wallet, authorized(wallet, "100.00"), "100.00");
        String key = newKey();

        List<Integer> answers = IntStream.range(0, 20)
                .mapToObj(each -> sendAsync("POST", INITIATE, body, "Idempotency-Key", key))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .toList();

        assertThat(answers).containsOnly(200);
        assertThat(get("/api/wallets/" + wallet).body().at("/balance").decimalValue())
                .isEqualTo(new BigDecimal("250.00"));
    }

    @Test
    void theDatabaseItselfKeepsAWalletFromOwing() {
        String wallet = wallet("10.00");
        String attempt = post(INITIATE, debit(wallet, authorized(wallet, "10.00"), "10.00"))
                .text("/attempt_id");

        for (String entry : new String[] {"'e2', '%s', 'DEBIT', 1, 'x', '%s'", "'e3', '%s', 'CREDIT', 1, 'x', '%s'"}) {
            assertThatThrownBy(() -> database.sql("insert into payment.wallet_entries"
                                    + " (entry_id, wallet_id, type, amount, reason, attempt_id) values ("
                                    + entry.formatted(wallet, attempt) + ")")
                            .update())
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
        assertThatThrownBy(() -> database.sql("update payment.wallet_entries set amount = 1 where wallet_id = ?")
                        .param(wallet)
                        .update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(
                        () -> database.sql("update payment.attempts set refunded_amount = 10.01 where attempt_id = ?")
                                .param(attempt)
                                .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void aCancellationGivesTheMoneyBackOnce() {
        String wallet = wallet("80.00");
        String key = newKey();
        String body = debit(wallet, authorized(wallet, "50.00"), "50.00");
        String attempt = post(INITIATE, body, key).text("/attempt_id");

        Answer first = post("/api/payments/cancel", of(attempt), newKey(), "Undo-Of", key);
        Answer second = post("/api/payments/cancel", of(attempt), newKey(), "Undo-Of", key);

        assertThat(first.text("/status")).isEqualTo("REFUNDED");
        assertThat(first.body().at("/refunded_amount").decimalValue()).isEqualTo(new BigDecimal("50.00"));
        assertThat(first.body().at("/cancelled").asBoolean()).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(get("/api/wallets/" + wallet).body().at("/balance").decimalValue())
                .isEqualTo(new BigDecimal("80.00"));
        assertThat(get("/api/wallets/" + wallet).body().at("/entries")).hasSize(3);
        assertThat(post(INITIATE, body, key).text("/code")).isEqualTo("UNDONE");
        assertThat(refund(attempt, "rf_" + newKey(), "1.00").text("/code")).isEqualTo("NOTHING_TO_REFUND");
    }

    @Test
    void aDebitAfterItsOwnCancellationTakesNothing() {
        String wallet = wallet("80.00");
        String key = newKey();
        String body = debit(wallet, authorized(wallet, "50.00"), "50.00");
        post("/api/payments/cancel", of("pa_whatever"), newKey(), "Undo-Of", key);

        assertThat(post(INITIATE, body, key).text("/code")).isEqualTo("UNDONE");
        assertThat(get("/api/wallets/" + wallet).body().at("/balance").decimalValue())
                .isEqualTo(new BigDecimal("80.00"));
    }

    @Test
    void aPartIsRefundedAtOnceAndACancellationGivesBackTheRest() {
        String wallet = wallet("80.00");
        String attempt = post(INITIATE, debit(wallet, authorized(wallet, "50.00"), "50.00"))
                .text("/attempt_id");
        String refund = "rf_" + newKey();

        assertThat(refund(attempt, refund, "20.00").text("/status")).isEqualTo("COMPLETED");
        assertThat(refund(attempt, refund, "20.00").text("/status")).isEqualTo("COMPLETED");
        assertThat(get("/api/payments/refunds/" + refund).text("/status")).isEqualTo("COMPLETED");
        assertThat(get("/api/wallets/" + wallet).body().at("/balance").decimalValue())
                .isEqualTo(new BigDecimal("50.00"));

        assertThat(post("/api/payments/cancel", of(attempt)).text("/status")).isEqualTo("REFUNDED");
        assertThat(get("/api/wallets/" + wallet).body().at("/balance").decimalValue())
                .isEqualTo(new BigDecimal("80.00"));
    }

    @Test
    void aPasswordBuysOneAuthorization() {
        String wallet = wallet("80.00");
        Answer sent = send(wallet, "50.00");
        assertThat(sent.status()).isEqualTo(200);
        assertThat(sent.text("/sent_to")).matches("\\+91\\*{6}\\d{4}");
        assertThat(sent.text("/expires_at")).isNotEmpty();
        String password = password(wallet);
        assertThat(get("/simulators/phones/" + wallet).text("/messages/0/text"))
                .contains(password)
                .contains("INR 50.00");

        Answer first = exchange(wallet, 1, "50.00", password);

        assertThat(first.text("/wallet_authorization_id")).startsWith("wauth_");
        assertThat(first.text("/expires_at")).isNotEmpty();
        assertThat(exchange(wallet, 1, "50", password).body()).isEqualTo(first.body());
        assertThat(exchange(wallet, 2, "50.00", password).text("/code")).isEqualTo("OTP_EXPIRED");
    }

    @Test
    void theSameExchangeTwiceAtOnceGivesOneAuthorization() {
        String wallet = wallet("80.00");
        send(wallet, "50.00");
        String body = exchangeOf(1, "50.00", password(wallet));

        List<String> ids = IntStream.range(0, 5)
                .mapToObj(each -> sendAsync(
                        "POST", "/api/wallets/" + wallet + "/authorizations", body, "Idempotency-Key", newKey()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.text("/wallet_authorization_id"))
                .distinct()
                .toList();

        assertThat(ids).hasSize(1);
        assertThat(ids.get(0)).startsWith("wauth_");
    }

    @Test
    void aPasswordIsForThisAmountAndThisCart() {
        String wallet = wallet("80.00");
        send(wallet, "50.00");
        String password = password(wallet);

        assertThat(exchange(wallet, 1, "50.01", password).text("/code")).isEqualTo("OTP_EXPIRED");
        String body = exchangeOf(1, "50.00", password).replace(cart, "cart_other");
        assertThat(post("/api/wallets/" + wallet + "/authorizations", body).text("/code"))
                .isEqualTo("OTP_EXPIRED");
        assertThat(exchange(wallet, 1, "50.00", password).status()).isEqualTo(200);
    }

    @Test
    void fiveWrongTriesLockAndTheSameWrongOneCountsOnce() {
        String wallet = wallet("80.00");
        send(wallet, "50.00");
        String right = password(wallet);
        List<String> wrong = IntStream.range(0, 6)
                .mapToObj("00000%d"::formatted)
                .filter(each -> !each.equals(right))
                .toList();

        for (int tried = 0; tried < 5; tried++) {
            for (int repeat = 0; repeat < 2 && tried < 4; repeat++) {
                Answer refused = exchange(wallet, 1, "50.00", wrong.get(tried));
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.text("/code")).isEqualTo("OTP_INVALID");
                assertThat(refused.body().at("/tries_left").intValue()).isEqualTo(4 - tried);
            }
        }
        assertThat(exchange(wallet, 1, "50.00", wrong.get(4))
                        .body()
                        .at("/tries_left")
                        .intValue())
                .isZero();
        assertThat(exchange(wallet, 1, "50.00", right).text("/code")).isEqualTo("OTP_LOCKED");
        assertThat(exchange(wallet, 1, "50.00", wrong.get(0)).text("/code")).isEqualTo("OTP_LOCKED");

        send(wallet, "50.00");
        assertThat(exchange(wallet, 1, "50.00", right).text("/code"))
                .isEqualTo(right.equals(password(wallet)) ? "" : "OTP_INVALID");
        assertThat(exchange(wallet, 1, "50.00", password(wallet)).status()).isEqualTo(200);
    }

    @Test
    void aRefusalIsNotKeptUnderItsKey() {
        String wallet = wallet("80.00");
        send(wallet, "50.00");
        String key = newKey();
        String path = "/api/wallets/" + wallet + "/authorizations";
        String wrong = password(wallet).equals("111111") ? "222222" : "111111";
        assertThat(post(path, exchangeOf(1, "50.00", wrong), key).text("/code")).isEqualTo("OTP_INVALID");

        Answer right = post(path, exchangeOf(1, "50.00", password(wallet)), key);

        assertThat(right.status()).isEqualTo(200);
        assertThat(post(path, exchangeOf(1, "50.00", password(wallet)), key).header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void aPasswordThatRanOutIsWorthNothing() {
        String wallet = wallet("80.00");
        assertThat(exchange(wallet, 1, "50.00", "123456").text("/code")).isEqualTo("OTP_EXPIRED");
        send(wallet, "50.00");
        database.sql("update payment.one_time_passwords set expires_at = now() where wallet_id = ?")
                .param(wallet)
                .update();

        assertThat(exchange(wallet, 1, "50.00", password(wallet)).text("/code")).isEqualTo("OTP_EXPIRED");
        sweeper.sweep();
        assertThat(database.sql("select count(*) from payment.one_time_passwords where wallet_id = ?")
                        .param(wallet)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aRepeatSendsNoSecondPasswordAndALaterOneEndsTheFirst() {
        String wallet = wallet("80.00");
        String key = newKey();
        String path = "/api/wallets/" + wallet + "/otp";
        post(path, passwordFor("50.00"), key);
        String first = password(wallet);
        post(path, passwordFor("50.00"), key);
        assertThat(get("/simulators/phones/" + wallet).body().at("/messages")).hasSize(1);

        post(path, passwordFor("50.00"));
        String second = password(wallet);

        assertThat(exchange(wallet, 1, "50.00", first).status()).isEqualTo(first.equals(second) ? 200 : 422);
        assertThat(exchange(wallet, 1, "50.00", second).status()).isEqualTo(200);
    }

    @Test
    void passwordsAreNotSentWithoutEnd() {
        String wallet = wallet("80.00");
        for (int sent = 0; sent < 3; sent++) {
            assertThat(send(wallet, "50.00").status()).isEqualTo(200);
        }

        Answer refused = send(wallet, "51.00");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("/code")).isEqualTo("OTP_TOO_OFTEN");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(290, 301);
        assertThat(get("/simulators/phones/" + wallet).body().at("/messages")).hasSize(3);
    }

    @Test
    void refusesWhatIsNoPasswordOrNoWalletOfTheOwners() {
        String wallet = wallet("80.00");

        assertThat(send("none", "50.00").text("/code")).isEqualTo("WALLET_NOT_FOUND");
        assertThat(post("/api/wallets/" + wallet + "/otp", passwordFor("50.00").replace(owner, "own_other"))
                        .text("/code"))
                .isEqualTo("WALLET_NOT_FOUND");
        assertThat(send(wallet, "0.99").text("/code")).isEqualTo("AMOUNT_OUT_OF_BOUNDS");
        assertThat(exchange("none", 1, "50.00", "123456").text("/code")).isEqualTo("WALLET_NOT_FOUND");
        for (String none : new String[] {"12345", "1234567", "12345a", ""}) {
            assertThat(exchange(wallet, 1, "50.00", none).text("/field")).isEqualTo("otp");
        }
    }

    @Test
    void aPasswordIsInNoTableAndNoLog(CapturedOutput output) {
        String wallet = wallet("80.00");
        send(wallet, "50.00");
        String password = password(wallet);
        exchange(wallet, 1, "50.00", password.equals("111111") ? "222222" : "111111");
        exchange(wallet, 1, "50.00", password);

        for (String table : database.sql(
                        "select table_name from information_schema.tables where table_schema = 'payment'")
                .query(String.class)
                .list()) {
            assertThat(database.sql("select count(*) from payment." + table + " as line"
                                    + " where line::text ~ ('(^|[^0-9a-f])' || ? || '([^0-9a-f]|$)')")
                            .param(password)
                            .query(Integer.class)
                            .single())
                    .as(table)
                    .isZero();
        }
        assertThat(output).doesNotContain(password);
    }

    @Test
    void theDemoCardIsThere() {
        Answer card = get("/api/wallets/wallet_456");

        assertThat(card.body().at("/owner_id").isNull()).isTrue();
        assertThat(card.body().at("/entries/0/amount").decimalValue()).isEqualTo(new BigDecimal("10000.00"));
    }

    private String wallet(String balance) {
        String wallet =
                post("/api/wallets", "{\"owner_id\": \"%s\"}".formatted(owner)).text("/wallet_id");
        credit(wallet, balance);
        return wallet;
    }

    private Answer credit(String wallet, String amount) {
        return post(
                "/api/wallets/" + wallet + "/credit",
                "{\"amount\": %s, \"currency\": \"INR\", \"reason\": \"for the test\"}".formatted(amount));
    }

    private String authorized(String wallet, String amount) {
        send(wallet, amount);
        return exchange(wallet, 1, amount, password(wallet)).text("/wallet_authorization_id");
    }

    /** Without a password, of which there may not be so many. */
    private String authorization(String wallet, String amount) {
        String id = Ids.next("wauth");
        database.sql("""
                        insert into payment.wallet_authorizations
                            (wallet_authorization_id, wallet_id, owner_id, cart_id, attempt, amount, hash, expires_at)
                        values (?, ?, ?, ?, 1, ?, ?, now() + interval '1 minute')""")
                .params(id, wallet, owner, cart, new BigDecimal(amount), id)
                .update();
        return id;
    }

    private Answer send(String wallet, String amount) {
        return post("/api/wallets/" + wallet + "/otp", passwordFor(amount));
    }

    private String passwordFor(String amount) {
        return """
                {"owner_id": "%s", "cart_id": "%s", "amount": %s, "currency": "INR"}""".formatted(owner, cart, amount);
    }

    private String password(String wallet) {
        return get("/simulators/phones/" + wallet).text("/messages/0/otp");
    }

    private Answer exchange(String wallet, int attempt, String amount, String password) {
        return post("/api/wallets/" + wallet + "/authorizations", exchangeOf(attempt, amount, password));
    }

    private String exchangeOf(int attempt, String amount, String password) {
        return """
                {"owner_id": "%s", "cart_id": "%s", "attempt": %d, "amount": %s, "currency": "INR", "otp": "%s"}""".formatted(owner, cart, attempt, amount, password);
    }

    private String debit(String wallet, String authorization, String amount) {
        return """
                {"attempt_id": "pa_%s", "payment_id": "pay_1", "order_id": "%s", "owner_id": "%s", "payment_mode": "WALLET",
                 "gateway": "STORE-WALLET", "amount": %s, "currency": "INR", "wallet_id": "%s",
                 "wallet_authorization_id": "%s"}""".formatted(newKey(), order, owner, amount, wallet, authorization);
    }

    private String of(String attempt) {
        return "{\"order_id\": \"%s\", \"attempt_id\": \"%s\"}".formatted(order, attempt);
    }

    private Answer refund(String attempt, String refund, String amount) {
        return post("/api/payments/refund", """
                {"order_id": "%s", "attempt_id": "%s", "refund_id": "%s", "amount": %s, "currency": "INR"}""".formatted(order, attempt, refund, amount));
    }
}
