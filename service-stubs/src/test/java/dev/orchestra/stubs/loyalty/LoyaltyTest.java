package dev.orchestra.stubs.loyalty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.StubsTest;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

class LoyaltyTest extends StubsTest {

    @Autowired
    private JdbcClient database;

    @Test
    void aNewOwnerHasNoPoints() {
        Answer quote = quote("own_" + newKey(), "cart_1", "1259.99");

        assertThat(quote.body()).isEqualTo(json.readTree("""
                        {"balance": 0, "point_value": 1.00, "would_earn": 125}"""));
        assertThat(quote.body().get("point_value").decimalValue()).isEqualTo(new BigDecimal("1.00"));
        assertThat(quote("own_1", "cart_1", "9.99").body().get("would_earn").intValue())
                .isZero();
    }

    @Test
    void theShopGivesPoints() {
        String owner = "own_" + newKey();
        String key = newKey();

        assertThat(credit(owner, 300).body().get("balance").intValue()).isEqualTo(300);
        String body = "{\"owner_id\": \"%s\", \"points\": 50, \"reason\": \"sorry\"}".formatted(owner);
        assertThat(post("/api/loyalty/credit", body, key).body().get("balance").intValue())
                .isEqualTo(350);
        assertThat(post("/api/loyalty/credit", body, key).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(spendable(owner)).isEqualTo(350);
        for (int points : new int[] {0, -1, 100_001}) {
            assertThat(credit(owner, points).status()).isEqualTo(400);
        }
    }

    @Test
    void whatOneCartHoldsAnotherCannotSpend() {
        String owner = rich(500);
        String cart = "cart_" + newKey();

        Answer held = hold(newOrder(), cart, owner, 400, 900);
        assertThat(held.status()).isEqualTo(200);
        assertThat(held.text("/status")).isEqualTo("HELD");
        assertThat(held.body().get("points").intValue()).isEqualTo(400);
        assertThat(spendable(owner)).isEqualTo(100);
        assertThat(quote(owner, cart, "0").body().get("balance").intValue()).isEqualTo(500);

        Answer refused = hold(newOrder(), "cart_" + newKey(), owner, 101, 900);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("INSUFFICIENT_POINTS");
        assertThat(refused.body().get("balance").intValue()).isEqualTo(100);
        assertThat(entries(owner).body().get("held").intValue()).isEqualTo(400);
        assertThat(entries(owner).body().get("balance").intValue()).isEqualTo(500);
    }

    @Test
    void ofTwentyOrdersAtOnceThePointsAreHeldForAsManyAsTheyLast() {
        String owner = rich(350);

        List<Integer> answers = IntStream.range(0, 20)
                .mapToObj(each -> sendAsync(
                        "POST",
                        "/api/loyalty/hold",
                        holdOf(newOrder(), "cart_" + newKey(), owner, 100, 900),
                        "Idempotency-Key",
                        newKey()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .toList();

        assertThat(answers).filteredOn(status -> status == 200).hasSize(3);
        assertThat(spendable(owner)).isEqualTo(50);
    }

    @Test
    void anOlderAttemptHoldsNothingWhereANewerHasHeld() {
        String owner = rich(500);
        String cart = "cart_" + newKey();
        String newer = newOrder();
        holdOfAttempt(2, newer, cart, owner, 300);

        Answer late = holdOfAttempt(1, newOrder(), cart, owner, 100);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(spendable(owner)).isEqualTo(200);

        release(newer);
        assertThat(holdOfAttempt(1, newOrder(), cart, owner, 100).text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(spendable(owner)).isEqualTo(500);

        String latest = newOrder();
        assertThat(holdOfAttempt(3, latest, cart, owner, 200).status()).isEqualTo(200);
        burn(latest, owner, 200);
        assertThat(holdOfAttempt(2, newer, cart, owner, 100).text("/code")).isEqualTo("ATTEMPT_OVER");
        assertThat(spendable(owner)).isEqualTo(300);
    }

    @Test
    void anAttemptThatIsRefusedPointsLeavesTheOlderItsPlace() {
        String owner = rich(500);
        String cart = "cart_" + newKey();

        assertThat(holdOfAttempt(2, newOrder(), cart, owner, 501).text("/code")).isEqualTo("INSUFFICIENT_POINTS");
        assertThat(holdOfAttempt(1, newOrder(), cart, owner, 500).status()).isEqualTo(200);
    }

    @Test
    void aHoldSaysWhichAttemptItIsOf() {
        assertThat(holdOfAttempt(0, newOrder(), "cart_" + newKey(), rich(1), 1).status())
                .isEqualTo(400);
        assertThat(post(
                                "/api/loyalty/hold",
                                holdOf(newOrder(), "cart_" + newKey(), rich(1), 1, 900)
                                        .replace("\"attempt\": 1,", ""))
                        .text("/field"))
                .isEqualTo("attempt");
    }

    @Test
    void aNewerHoldOfTheCartTakesThePlaceOfTheOlder() {
        String owner = rich(500);
        String cart = "cart_" + newKey();
        String older = newOrder();
        hold(older, cart, owner, 400, 900);

        assertThat(hold(newOrder(), cart, owner, 501, 900).status()).isEqualTo(409);
        assertThat(spendable(owner)).isEqualTo(100);
        assertThat(hold(newOrder(), cart, owner, 350, 900).status()).isEqualTo(200);
        assertThat(holdOfAttempt(2, newOrder(), cart, owner, 450).status()).isEqualTo(200);
        assertThat(spendable(owner)).isEqualTo(50);
        assertThat(release(older)).isZero();
        assertThat(spendable(owner)).isEqualTo(50);
    }

    @Test
    void aHoldIsReleasedOnce() {
        String owner = rich(500);
        String order = newOrder();
        hold(order, "cart_" + newKey(), owner, 400, 900);

        assertThat(release(order)).isEqualTo(400);
        assertThat(release(order)).isZero();
        assertThat(spendable(owner)).isEqualTo(500);
    }

    @Test
    void aHoldThatComesAfterItsUndoDoesNothing() {
        String owner = rich(500);
        String order = newOrder();
        String forward = newKey();
        assertThat(post("/api/loyalty/release", "{\"order_id\": \"%s\"}".formatted(order), newKey(), "Undo-Of", forward)
                        .status())
                .isEqualTo(200);

        Answer late = post("/api/loyalty/hold", holdOf(order, "cart_" + newKey(), owner, 400, 900), forward);

        assertThat(late.text("/code")).isEqualTo("UNDONE");
        assertThat(spendable(owner)).isEqualTo(500);
    }

    @Test
    void anOrderBurnsWhatItHeldOnce() {
        String owner = rich(500);
        String order = newOrder();
        hold(order, "cart_" + newKey(), owner, 500, 900);

        assertThat(burn(order, owner, 500).body().get("burnt").intValue()).isEqualTo(500);
        assertThat(burn(order, owner, 500).body().get("burnt").intValue()).isEqualTo(500);
        assertThat(spendable(owner)).isZero();
        assertThat(release(order)).isZero();
        assertThat(entries(owner).body().get("held").intValue()).isZero();
        assertThat(burn(newOrder(), owner, 1).text("/code")).isEqualTo("INSUFFICIENT_POINTS");
    }

    @Test
    void anOrderWhoseHoldRanOutBurnsFromTheBalance() {
        String owner = rich(500);
        String order = newOrder();
        hold(order, "cart_" + newKey(), owner, 300, 1);
        await().untilAsserted(() -> assertThat(spendable(owner)).isEqualTo(500));
        String other = newOrder();
        hold(other, "cart_" + newKey(), owner, 250, 900);

        Answer tooLate = burn(order, owner, 300);
        assertThat(tooLate.text("/code")).isEqualTo("INSUFFICIENT_POINTS");
        assertThat(tooLate.body().get("balance").intValue()).isEqualTo(250);

        release(other);
        assertThat(burn(order, owner, 300).status()).isEqualTo(200);
        assertThat(spendable(owner)).isEqualTo(200);
    }

    @Test
    void anOrderEarnsOnce() {
        String owner = "own_" + newKey();
        String order = newOrder();

        assertThat(earn(order, owner, "1259.99").body().get("earned").intValue())
                .isEqualTo(125);
        assertThat(earn(order, owner, "1259.99").body().get("earned").intValue())
                .isEqualTo(125);
        assertThat(earn(newOrder(), owner, "9.99").body().get("earned").intValue())
                .isZero();
        assertThat(spendable(owner)).isEqualTo(125);
    }

    @Test
    void everyPointIsAccountedFor() {
        String owner = rich(500);
        String order = newOrder();
        burn(order, owner, 200);
        earn(order, owner, "300.00");

        Answer account = entries(owner);

        assertThat(account.body()
                        .get("entries")
                        .valueStream()
                        .map(entry -> entry.get("type").stringValue()
                                + " "
                                + entry.get("points").intValue()
                                + " "
                                + entry.get("order_id").asString("-")))
                .containsExactly("EARNED 30 " + order, "BURNT 200 " + order, "CREDITED 500 -");
        assertThat(account.body().get("balance").intValue()).isEqualTo(330);
    }

    @Test
    void theDatabaseItselfLetsNoBalanceFallBelowZero() {
        String owner = rich(10);

        assertThatThrownBy(() -> database.sql("update loyalty.accounts set balance = balance - 11 where owner_id = ?")
                        .param(owner)
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    private String rich(int points) {
        String owner = "own_" + newKey();
        credit(owner, points);
        return owner;
    }

    private static String newOrder() {
        return "order_" + newKey();
    }

    private Answer credit(String owner, int points) {
        return post(
                "/api/loyalty/credit",
                "{\"owner_id\": \"%s\", \"points\": %d, \"reason\": \"test\"}".formatted(owner, points));
    }

    private Answer quote(String owner, String cart, String amount) {
        return send(
                "POST",
                "/api/loyalty/quote",
                "{\"owner_id\": \"%s\", \"cart_id\": \"%s\", \"amount\": %s}".formatted(owner, cart, amount));
    }

    private int spendable(String owner) {
        return quote(owner, "cart_new", "0").body().get("balance").intValue();
    }

    private Answer hold(String order, String cart, String owner, int points, int seconds) {
        return post("/api/loyalty/hold", holdOf(order, cart, owner, points, seconds));
    }

    private int release(String order) {
        return post("/api/loyalty/release", "{\"order_id\": \"%s\"}".formatted(order))
                .body()
                .get("released")
                .intValue();
    }

    private Answer burn(String order, String owner, int points) {
        return post(
                "/api/loyalty/burn",
                "{\"order_id\": \"%s\", \"owner_id\": \"%s\", \"points\": %d}".formatted(order, owner, points));
    }

    private Answer earn(String order, String owner, String amount) {
        return post(
                "/api/loyalty/earn",
                "{\"order_id\": \"%s\", \"owner_id\": \"%s\", \"amount\": %s}".formatted(order, owner, amount));
    }

    private Answer entries(String owner) {
        return get("/api/loyalty/entries?owner_id=" + owner);
    }

    private static String holdOf(String order, String cart, String owner, int points, int seconds) {
        return """
                {"order_id": "%s", "cart_id": "%s", "attempt": 1, "owner_id": "%s", "points": %d,
                 "ttl_seconds": %d}""".formatted(order, cart, owner, points, seconds);
    }

    private Answer holdOfAttempt(int attempt, String order, String cart, String owner, int points) {
        return post(
                "/api/loyalty/hold",
                holdOf(order, cart, owner, points, 900).replace("\"attempt\": 1", "\"attempt\": " + attempt));
    }
}
