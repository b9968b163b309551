package dev.orchestra.stubs.inventory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.StubsTest;
import dev.orchestra.stubs.support.Ids;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class InventoryTest extends StubsTest {

    private static final String RESERVE = "/api/inventory/reserve";
    private static final String RELEASE = "/api/inventory/release-reservations";
    private static final String DEDUCT = "/api/inventory/deduct";

    @Autowired
    private Stock stock;

    @Autowired
    private JdbcClient database;

    @Test
    void aHundredCustomersForFiftyPieces() {
        String product = productWith(50);

        List<Integer> answers = all(IntStream.range(0, 100)
                .mapToObj(each ->
                        sendAsync("POST", RESERVE, reserve(newOrder(), product, 1, 900), "Idempotency-Key", newKey())));

        assertThat(answers).filteredOn(status -> status == 200).hasSize(50);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(50);
        assertStock(product, 50, 50, 50, 0);
    }

    @Test
    void ordersOfTheSameProductsInOppositeOrderDoNotBlockEachOther() {
        String one = productWith(1_000);
        String other = productWith(1_000);

        List<Integer> answers = all(IntStream.range(0, 60)
                .mapToObj(each -> sendAsync(
                        "POST",
                        RESERVE,
                        reserve(newOrder(), 900, each % 2 == 0 ? items(one, 1, other, 1) : items(other, 1, one, 1)),
                        "Idempotency-Key",
                        newKey())));

        assertThat(answers).containsOnly(200);
        assertStock(one, 1_000, 1_000, 60, 0);
        assertStock(other, 1_000, 1_000, 60, 0);
    }

    @Test
    void aReservationIsAllOrNothingAndSaysWhatIsShort() {
        String plenty = productWith(10);
        String few = productWith(2);

        Answer refused = post(RESERVE, reserve(newOrder(), 900, items(plenty, 1, few, 3)));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("OUT_OF_STOCK");
        assertThat(refused.body().at("/items")).hasSize(1);
        assertThat(refused.text("/items/0/product_id")).isEqualTo(few);
        assertThat(refused.body().at("/items/0/requested").intValue()).isEqualTo(3);
        assertThat(refused.body().at("/items/0/quantity_available").intValue()).isEqualTo(2);
        assertStock(plenty, 10, 10, 0, 0);
    }

    @Test
    void twoLinesOfOneProductDrawOnTheSameStock() {
        String product = productWith(3);

        assertThat(post(RESERVE, reserve(newOrder(), 900, items(product, 2, product, 2)))
                        .status())
                .isEqualTo(409);
        assertThat(post(RESERVE, reserve(newOrder(), 900, items(product, 2, product, 1)))
                        .status())
                .isEqualTo(200);
        assertStock(product, 3, 3, 3, 0);
    }

    @Test
    void variantsHaveStockOfTheirOwn() {
        String product = Ids.next("prod");
        stock.addIfAbsent(product, "red", 1);
        stock.addIfAbsent(product, "blue", 0);

        Answer answer = post("/api/inventory/check-availability", """
                {"strict": true, "items": [{"product_id": "%1$s", "variant_id": "red", "quantity": 1},
                                           {"product_id": "%1$s", "variant_id": "blue", "quantity": 1},
                                           {"product_id": "%1$s", "quantity": 1}]}""".formatted(product));

        assertThat(answer.body()
                        .at("/items")
                        .valueStream()
                        .map(item -> item.at("/variant_id").asString("none")
                                + " " + item.at("/available").booleanValue() + " "
                                + item.at("/quantity_available").intValue()))
                .containsExactlyInAnyOrder("red true 1", "blue false 0", "none false 0");
    }

    @Test
    void answersForAFullCartAndForWhatIsToBeAdded() {
        IntFunction<Answer> answer = count -> post(
                "/api/inventory/check-availability",
                IntStream.range(0, count)
                        .mapToObj(each -> "{\"product_id\": \"prod_never_was_%d\", \"quantity\": 1}".formatted(each))
                        .collect(Collectors.joining(",", "{\"items\": [", "]}")));

        assertThat(answer.apply(250).body().get("items")).hasSize(250);
        assertThat(answer.apply(251).status()).isEqualTo(400);
    }

    @Test
    void aHoldThatNobodyComesBackForEnds() {
        String product = productWith(1);
        String order = newOrder();
        String reservation = post(RESERVE, reserve(order, product, 1, 1)).text("/reservation_id");
        assertStock(product, 1, 1, 1, 0);

        await().atMost(10, SECONDS).untilAsserted(() -> assertStock(product, 1, 1, 0, 0));

        assertThat(statusOf(order)).isEqualTo("EXPIRED");
        Answer late = post(DEDUCT, deduct(reservation, order));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("HOLD_EXPIRED");
        assertThat(post(RESERVE, reserve(newOrder(), product, 1, 900)).status()).isEqualTo(200);
    }

    @Test
    void theNextCustomerNeedNotWaitForTheSweep() {
        String product = productWith(1);
        String order = newOrder();
        post(RESERVE, reserve(order, product, 1, 900));
        endHoldOf(order);

        Answer strict = post(
                "/api/inventory/check-availability",
                "{\"strict\": true, \"items\": [{\"product_id\": \"%s\", \"quantity\": 1}]}".formatted(product));

        assertThat(strict.body().at("/items/0/available").booleanValue()).isTrue();
        assertThat(post(RESERVE, reserve(newOrder(), product, 1, 900)).status()).isEqualTo(200);
    }

    @Test
    void aDeductionCountsOnce() {
        String product = productWith(5);
        String order = newOrder();
        String reservation = post(RESERVE, reserve(order, product, 2, 900)).text("/reservation_id");

        List<Integer> answers = all(IntStream.range(0, 10)
                .mapToObj(each -> sendAsync("POST", DEDUCT, deduct(reservation, order), "Idempotency-Key", newKey())));

        assertThat(answers).containsOnly(200);
        assertStock(product, 5, 3, 0, 2);
    }

    @Test
    void aHoldIsEitherDeductedOrReleasedAndNeverBoth() {
        for (int round = 0; round < 10; round++) {
            String product = productWith(4);
            String order = newOrder();
            String reservation = post(RESERVE, reserve(order, product, 3, 900)).text("/reservation_id");

            all(Stream.of(
                    sendAsync("POST", RELEASE, "{\"order_id\": \"%s\"}".formatted(order), "Idempotency-Key", newKey()),
                    sendAsync("POST", DEDUCT, deduct(reservation, order), "Idempotency-Key", newKey()),
                    sendAsync(
                            "POST", RELEASE, "{\"order_id\": \"%s\"}".formatted(order), "Idempotency-Key", newKey())));

            if (statusOf(order).equals("DEDUCTED")) {
                assertStock(product, 4, 1, 0, 3);
            } else {
                assertThat(statusOf(order)).isEqualTo("RELEASED");
                assertStock(product, 4, 4, 0, 0);
                assertThat(post(DEDUCT, deduct(reservation, order)).text("/code"))
                        .isEqualTo("HOLD_RELEASED");
            }
        }
    }

    @Test
    void anotherOrdersHoldIsNotThere() {
        String reservation =
                post(RESERVE, reserve(newOrder(), productWith(1), 1, 900)).text("/reservation_id");

        Answer refused = post(DEDUCT, deduct(reservation, newOrder()));

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.text("/code")).isEqualTo("HOLD_NOT_FOUND");
    }

    @Test
    void aRepeatedReservationIsTheSameReservation() {
        String product = productWith(5);
        String key = newKey();
        String body = reserve(newOrder(), product, 2, 900);

        Answer first = post(RESERVE, body, key);
        Answer again = post(RESERVE, body, key);

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertStock(product, 5, 5, 2, 0);
        assertThat(post(RESERVE, reserve(newOrder(), product, 2, 900), key).text("/code"))
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void aReservationThatComesAfterItsOwnReleaseHoldsNothing() {
        String product = productWith(5);
        String order = newOrder();
        String key = newKey();

        Answer undone = post(RELEASE, "{\"order_id\": \"%s\"}".formatted(order), newKey(), "Undo-Of", key);
        Answer late = post(RESERVE, reserve(order, product, 2, 900), key);

        assertThat(undone.status()).isEqualTo(200);
        assertThat(undone.body().at("/released").intValue()).isZero();
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text("/code")).isEqualTo("UNDONE");
        assertStock(product, 5, 5, 0, 0);
    }

    @Test
    void clearingACartReleasesWhatThatCartHolds() {
        String product = productWith(5);
        String order = newOrder();
        post(RESERVE, reserve(order, product, 2, 900));
        post(RESERVE, reserve(newOrder(), product, 1, 900));

        Answer released = post(RELEASE, "{\"cart_id\": \"cart_of_%s\"}".formatted(order));

        assertThat(released.body().at("/released").intValue()).isEqualTo(1);
        assertStock(product, 5, 5, 1, 0);
    }

    @Test
    void refusesWhatMakesNoSense() {
        String product = productWith(5);

        assertThat(post(RESERVE, reserve(newOrder(), product, 1, 0)).text("/code"))
                .isEqualTo("TTL_OUT_OF_BOUNDS");
        assertThat(post(RESERVE, reserve(newOrder(), product, 1, 3601)).status())
                .isEqualTo(422);
        assertThat(post(RESERVE, reserve(newOrder(), product, 0, 900)).status()).isEqualTo(400);
        assertThat(post(RELEASE, "{}").status()).isEqualTo(400);
        assertThat(send("POST", RESERVE, reserve(newOrder(), product, 1, 900)).text("/code"))
                .isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
        assertStock(product, 5, 5, 0, 0);
    }

    private String productWith(int pieces) {
        String product = Ids.next("prod");
        stock.addIfAbsent(product, null, pieces);
        return product;
    }

    private static String newOrder() {
        return Ids.next("order");
    }

    private void assertStock(String product, int initial, int onHand, int held, int deducted) {
        assertThat(get("/api/inventory/stock?product_ids=" + product).body().at("/items/0"))
                .isEqualTo(json.readTree("""
                                {"product_id": "%s", "variant_id": null, "initial": %d, "on_hand": %d, "held": %d, "deducted": %d}""".formatted(product, initial, onHand, held, deducted)));
    }

    private String statusOf(String order) {
        return get("/api/inventory/reservations?order_id=" + order).text("/reservations/0/status");
    }

    private void endHoldOf(String order) {
        database.sql("update inventory.holds set expires_at = now() where order_id = ?")
                .param(order)
                .update();
    }

    private static List<Integer> all(Stream<CompletableFuture<Answer>> requests) {
        return requests.toList().stream()
                .map(CompletableFuture::join)
                .map(Answer::status)
                .toList();
    }

    private static String reserve(String order, String product, int quantity, int ttlSeconds) {
        return reserve(order, ttlSeconds, "{\"product_id\": \"%s\", \"quantity\": %d}".formatted(product, quantity));
    }

    private static String reserve(String order, int ttlSeconds, String items) {
        return "{\"order_id\": \"%1$s\", \"cart_id\": \"cart_of_%1$s\", \"ttl_seconds\": %2$d, \"items\": [%3$s]}"
                .formatted(order, ttlSeconds, items);
    }

    private static String items(String one, int quantity, String other, int otherQuantity) {
        return "{\"product_id\": \"%s\", \"quantity\": %d}, {\"product_id\": \"%s\", \"quantity\": %d}"
                .formatted(one, quantity, other, otherQuantity);
    }

    private static String deduct(String reservation, String order) {
        return "{\"reservation_id\": \"%s\", \"order_id\": \"%s\"}".formatted(reservation, order);
    }
}
