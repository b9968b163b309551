package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many hands on one cart: nothing is lost, nothing is done twice. */
@ExtendWith(Stack.class)
class ConcurrencyTest {

    private static final int HANDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService hands = Executors.newFixedThreadPool(HANDS + 1);
    private Client faults;

    @AfterEach
    void handsOff() {
        hands.shutdownNow();
        if (faults != null) {
            faults.delete("/faults");
        }
    }

    /** All of them at the same moment; the answers in the order of the calls. */
    private List<Client.Answer> together(List<Callable<Client.Answer>> calls) throws Exception {
        CountDownLatch ready = new CountDownLatch(calls.size());
        List<Future<Client.Answer>> answers = calls.stream()
                .map(call -> hands.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return call.call();
                }))
                .toList();
        List<Client.Answer> got = new ArrayList<>();
        for (Future<Client.Answer> answer : answers) {
            got.add(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return got;
    }

    private static Callable<Client.Answer> adds(Customer customer, String productId) {
        return () -> customer.api.post("/cart/items", Customer.add(productId, 1));
    }

    @Test
    void twentyTimesOneMoreAreTwenty(LocalStack stack) throws Exception {
        Customer customer = new Customer(stack);

        List<Client.Answer> answers = together(IntStream.range(0, HANDS)
                .mapToObj(i -> adds(customer, "prod_250"))
                .toList());

        assertThat(answers).filteredOn(answer -> answer.status() != 200).isEmpty();
        JsonNode cart = customer.sees("").get("cart");
        assertThat(cart.get("items")).hasSize(1);
        assertThat(cart.at("/items/0/quantity").asInt()).isEqualTo(HANDS);
        assertThat(Customer.owed(cart)).isEqualByComparingTo("5000");
        assertThat(customer.sees("?compute=false").get("cart")).isEqualTo(cart);
    }

    @Test
    void twentyDifferentThingsAtOnceAllCount(LocalStack stack) throws Exception {
        Customer customer = new Customer(stack);
        // Enough for the coupon, whichever comes first.
        JsonNode first = customer.adds("prod_456", 2);
        AtomicBoolean over = new AtomicBoolean();
        Future<List<Long>> seen = hands.submit(() -> versionsSeen(customer, over));
        List<Callable<Client.Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int tip = 10 + i;
            calls.add(adds(customer, "prod_250"));
            calls.add(() -> customer.api.post("/cart/items?compute=false", Customer.add("prod_789", 1)));
            calls.add(() -> customer.api.put("/cart", "{\"tips\": {\"amount\": " + tip + ", \"currency\": \"INR\"}}"));
            calls.add(() -> customer.api.get("/cart"));
        }
        calls.add(() -> customer.api.put("/cart", "{\"coupons\": [{\"code\": \"FLAT100\"}]}"));
        calls.add(() -> customer.api.put("/cart", """
                {"address": {"shipping_address": {"address_id": "addr_456"}}, "delivery_option": {"delivery_option_id": "deliv_opt_123"}}"""));
        calls.add(() -> customer.api.put("/cart", "{\"gift_wrap\": {\"id\": \"gift_wrap_standard\"}}"));
        calls.add(adds(customer, "prod_hamper_890"));
        assertThat(calls).hasSize(HANDS);

        List<Client.Answer> answers = together(calls);

        over.set(true);
        assertThat(answers).filteredOn(answer -> answer.status() != 200).isEmpty();
        assertThat(seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("versions that a reader saw, one after the other")
                .hasSizeGreaterThan(1)
                .isSorted();
        JsonNode answer = customer.sees("");
        JsonNode cart = answer.get("cart");
        assertThat(answer.get("warnings")).isEmpty();
        assertThat(cart.get("computed").asBoolean()).isTrue();
        assertThat(quantity(cart, "prod_456")).isEqualTo(2);
        assertThat(quantity(cart, "prod_250")).isEqualTo(4);
        assertThat(quantity(cart, "prod_789")).isEqualTo(4);
        assertThat(quantity(cart, "prod_hamper_890")).isEqualTo(1);
        assertThat(cart.at("/tips/amount").decimalValue()).isBetween(new BigDecimal("10"), new BigDecimal("13"));
        assertThat(cart.at("/coupons_applied/0/status").asText()).isEqualTo("VALID");
        assertThat(cart.at("/gift_wrap/id").asText()).isEqualTo("gift_wrap_standard");
        assertThat(cart.at("/delivery_option/delivery_option_id").asText()).isEqualTo("deliv_opt_123");
        // Each change once: nine of the goods, seven of the options.
        assertThat(cart.get("version").asLong()).isEqualTo(first.get("version").asLong() + 16);
        assertSums(cart);
        assertThat(customer.sees("?compute=false").get("cart")).isEqualTo(cart);
    }

    private static int quantity(JsonNode cart, String productId) {
        int quantity = 0;
        for (JsonNode line : cart.get("items")) {
            if (productId.equals(line.get("product_id").asText())) {
                quantity += line.get("quantity").asInt();
            }
        }
        return quantity;
    }

    /** Several a second: the limit on requests is not what is tested here. */
    private static List<Long> versionsSeen(Customer customer, AtomicBoolean over) throws InterruptedException {
        List<Long> versions = new ArrayList<>();
        while (!over.get()) {
            versions.add(customer.sees("?compute=false").at("/cart/version").asLong());
            TimeUnit.MILLISECONDS.sleep(100);
        }
        versions.add(customer.sees("?compute=false").at("/cart/version").asLong());
        return versions;
    }

    private static BigDecimal sum(JsonNode rows, String field) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode row : rows) {
            sum = sum.add(row.get(field).decimalValue());
        }
        return sum;
    }

    /** To the paisa: lines and stores make up the totals, and the totals what is owed. */
    static void assertSums(JsonNode cart) {
        JsonNode totals = cart.get("totals");
        for (String field : List.of("subtotal", "discount", "tax")) {
            assertThat(sum(cart.get("items"), field))
                    .as("lines' " + field)
                    .isEqualByComparingTo(totals.get(field).decimalValue());
        }
        for (String field : List.of("subtotal", "discount", "tax", "delivery_charge", "tips", "gift_wrap")) {
            assertThat(sum(cart.get("stores"), field))
                    .as("stores' " + field)
                    .isEqualByComparingTo(totals.get(field).decimalValue());
        }
        BigDecimal owed = BigDecimal.ZERO;
        for (String field : List.of("subtotal", "discount", "tax", "delivery_charge", "tips", "gift_wrap")) {
            owed = owed.add(totals.get(field).decimalValue());
        }
        assertThat(Customer.owed(cart)).isEqualByComparingTo(owed);
        assertThat(sum(cart.get("stores"), "total")).isEqualByComparingTo(owed);
    }

    @Test
    void twoRequestsOfOneKeyAreOneOperation(LocalStack stack) throws Exception {
        Customer customer = new Customer(stack);
        customer.adds("prod_789", 1);
        faults = new Client(stack.stubsUrl());
        faults.post("/faults", """
                {"rules": [{"name": "slow", "method": "POST", "path": "/api/carts/*/items/batch", "latency_ms": 700, "times": 1}]}""");
        Client keyed = customer.api.with("Idempotency-Key", UUID.randomUUID().toString());
        Callable<Client.Answer> call = () -> keyed.post("/cart/items", Customer.add("prod_250", 1));

        List<Client.Answer> answers = together(List.of(call, call));

        assertThat(answers).filteredOn(answer -> answer.status() != 200).isEmpty();
        assertThat(answers.get(0).body()).isEqualTo(answers.get(1).body());
        assertThat(answers.stream().filter(answer -> "true".equals(answer.header("Idempotent-Replayed"))))
                .as("repetitions")
                .hasSize(1);
        assertThat(quantity(customer.sees("").get("cart"), "prod_250")).isEqualTo(1);
        Client.Answer other = keyed.post("/cart/items", Customer.add("prod_250", 2));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(quantity(customer.sees("").get("cart"), "prod_250")).isEqualTo(1);
    }

    @Test
    void aGuestsBasketComesAlongOnce(LocalStack stack) throws Exception {
        Customer customer = new Customer(stack);
        customer.adds("prod_250", 3);
        customer.adds("prod_456", 1);
        String token = new Client(stack.apiUrl())
                .post("/guests", "")
                .body()
                .get("guest_token")
                .asText();
        Client guest = new Client(stack.apiUrl()).with("X-Guest-Token", token).whoAsksAgain();
        for (String add :
                List.of(Customer.add("prod_250", 1), Customer.add("prod_456", 2), Customer.add("prod_789", 5))) {
            assertThat(guest.post("/cart/items", add).status()).isEqualTo(200);
        }
        assertThat(guest.put("/cart", "{\"coupons\": [{\"code\": \"SAVE20\"}]}").status())
                .isEqualTo(200);
        Client both = customer.api.with("X-Guest-Token", token);

        // Signed in in three tabs at once.
        Callable<Client.Answer> look = () -> both.get("/cart");
        List<Client.Answer> answers = together(List.of(look, look, look));

        assertThat(answers).filteredOn(answer -> answer.status() != 200).isEmpty();
        JsonNode cart = both.get("/cart").body().get("cart");
        assertThat(quantity(cart, "prod_250"))
                .as("the larger was the customer's")
                .isEqualTo(3);
        assertThat(quantity(cart, "prod_456")).as("the larger was the guest's").isEqualTo(2);
        assertThat(quantity(cart, "prod_789")).isEqualTo(5);
        assertThat(cart.at("/coupons_applied/0/code").asText()).isEqualTo("SAVE20");
        assertThat(guest.get("/cart").body().get("cart").isNull())
                .as("the guest's is gone")
                .isTrue();

        // What the guest does from now on is the guest's alone.
        assertThat(guest.post("/cart/items", Customer.add("prod_250", 50)).status())
                .isEqualTo(200);
        JsonNode again = both.get("/cart").body().get("cart");
        assertThat(again.get("items")).isEqualTo(cart.get("items"));
    }
}
