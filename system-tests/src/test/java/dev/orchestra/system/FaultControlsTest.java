package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.Invariants;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the invariants see what they should: services that break a promise on purpose, and the trouble that the promise is there for. */
class FaultControlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @ParameterizedTest(name = "{0}")
    @CsvSource({"no-dedup, wallet-once", "no-hold-check, stock", "no-undo-tombstone, hold-end"})
    void aBrokenPromiseIsFound(String unsafe, String invariant) {
        try (LocalStack stack =
                FaultRun.hurriedStack(settings -> settings.env(Part.SERVICE_STUBS, "SPRING_PROFILES_ACTIVE", "unsafe")
                        .env(Part.SERVICE_STUBS, "ORCHESTRA_UNSAFE", unsafe))) {
            assertThat(broken(stack)).as("before anything happens").isEmpty();
            Customer customer = new Customer(stack);
            switch (unsafe) {
                case "no-dedup" -> paysFromAWalletWhileAnswersGetLost(customer);
                case "no-hold-check" -> wantTheLastOneAtOnce(stack);
                default -> ordersWhileTheHoldComesLate(customer);
            }

            await("it is found")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(broken(stack)).contains(invariant));
        }
    }

    private static List<String> broken(LocalStack stack) {
        return Invariants.check(stack).stream()
                .map(each -> each.invariant().id())
                .toList();
    }

    private static void paysFromAWalletWhileAnswersGetLost(Customer customer) {
        JsonNode cart = customer.adds("prod_250", 1);
        String wallet = customer.walletOf(cart, "900.00");
        String otp = customer.asksForPassword(wallet, "250.00");
        rule(customer, "\"path\": \"/api/payments/initiate\", \"drop_answer\": true, \"times\": 1");
        customer.pays("250.00", Customer.fromWallet("250.00", wallet, otp));
    }

    private static void wantTheLastOneAtOnce(LocalStack stack) {
        List<Customer> customers =
                IntStream.range(0, 4).mapToObj(number -> new Customer(stack)).toList();
        List<BigDecimal> totals = customers.stream()
                .map(customer -> Customer.owed(customer.adds("prod_last_one", 1)))
                .toList();
        // Each has seen that it is there before the first one holds it.
        rule(customers.get(0), "\"path\": \"/api/inventory/reserve\", \"latency_ms\": 1500");
        List<CompletableFuture<Client.Answer>> all = IntStream.range(0, 4)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> customers.get(number).pays(totals.get(number).toPlainString(), Customer.all("RAZORPAY"))))
                .toList();
        all.forEach(CompletableFuture::join);
    }

    /** So late that its checkout has given up, and has undone what had not been done yet. */
    private static void ordersWhileTheHoldComesLate(Customer customer) {
        BigDecimal total = Customer.owed(customer.adds("prod_250", 1));
        rule(customer, "\"path\": \"/api/inventory/reserve\", \"delay_ms\": 8000");
        Client.Answer refused = customer.places(total);
        assertThat(refused.code()).isEqualTo("SERVICE_UNAVAILABLE");
    }

    private static void rule(Customer customer, String rule) {
        customer.services.post("/faults", "{\"rules\": [{\"name\": \"trouble\", " + rule + "}]}");
    }
}
