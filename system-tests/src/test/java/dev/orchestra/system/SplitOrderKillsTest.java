package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An order that a wallet and a gateway pay together, and the death of a process in the middle of each of its steps. */
@ExtendWith(Stack.class)
class SplitOrderKillsTest {

    private static final Duration RECOVERY = Duration.ofSeconds(90);

    @RegisterExtension
    final Faults faults = new Faults();

    @ParameterizedTest(name = "{0} dies at {1}")
    @CsvSource({
        "WORKERS, /api/carts/*/lock",
        "API, /api/inventory/reserve",
        "SERVICE_STUBS, /api/orders",
        "WORKERS, /api/payments/initiate",
        "SERVICE_STUBS, /api/payments/initiate",
        "API, /api/payments/capture",
        "WORKERS, /api/inventory/deduct",
        "SERVICE_STUBS, /api/orders/*/status",
        "API, /api/notifications/send"
    })
    void theOrderEndsAsItMust(Part dies, String path, LocalStack stack) {
        Gateways gateways = new Gateways(stack);
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String wallet = customer.walletOf(cart, "100.00");
        String otp = customer.asksForPassword(wallet, "50.00");
        faults.slow(stack, path, 2500, 1);

        Client keyed = customer.api.with("Idempotency-Key", "split-" + dies + path.replace('/', '-'));
        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> {
            faults.awaitFirstHit();
            stack.kill(dies);
            stack.start(dies);
        });
        Client.Answer placed = placed(keyed, customer, wallet, otp);
        if (placed.status() == 200) {
            JsonNode payment = placed.body().at("/payment/0");
            if (!payment.path("gateway_order_id").asText().isEmpty()) {
                await("the gateway is there")
                        .atMost(RECOVERY)
                        .ignoreExceptions()
                        .untilAsserted(() -> gateways.customer(payment, "pay"));
            }
        }
        killed.join();
        faults.end();

        if (placed.status() != 200) {
            assertThat(placed.status()).as("%s", placed).isIn(409, 422, 502, 503);
            await("nothing is held")
                    .atMost(RECOVERY)
                    .untilAsserted(() -> assertThat(
                                    customer.wallet(wallet).get("balance").decimalValue())
                            .isEqualByComparingTo("100"));
            return;
        }
        String orderId = placed.body().at("/order/id").asText();
        JsonNode order = customer.seesTheEndOf(orderId);
        assertThat(order.get("checkout_state").asText()).as("%s", order).isEqualTo("COMPLETED");
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
        assertThat(customer.wallet(wallet).get("balance").decimalValue()).isEqualByComparingTo("50");
        Routes.assertBooks(stack, orderId, 200_00, 0);
        await("everybody was told")
                .atMost(RECOVERY)
                .until(() -> customer.notificationsOf(orderId).size() == 3);
    }

    /** Asks until there is an answer: the one who would have given it may have died. */
    private static Client.Answer placed(Client keyed, Customer customer, String wallet, String otp) {
        Client.Answer[] answer = new Client.Answer[1];
        await("an answer").atMost(RECOVERY).ignoreExceptions().until(() -> {
            answer[0] = customer.pays(
                    keyed,
                    "250.00",
                    Customer.atGateway("RAZORPAY", "200.00"),
                    Customer.fromWallet("50.00", wallet, otp));
            return answer[0].status() < 500 && answer[0].status() != 202;
        });
        return answer[0];
    }
}
