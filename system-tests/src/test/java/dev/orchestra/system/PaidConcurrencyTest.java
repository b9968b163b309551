package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many who pay at the same moment: one cart is paid once, and what is sold is what there is. */
@ExtendWith(Stack.class)
class PaidConcurrencyTest {

    private static final int CLICKS = 10;
    private static final int BUYERS = 100;

    /** As many as the product has: docs/demo-data.md. */
    private static final int PIECES = 50;

    private static final String PRODUCT = "prod_fifty";
    private static final String PRICE = "199.00";

    /** More at once would only wait for each other. */
    private static final int HANDS = 16;

    private final ExecutorService hands = Executors.newFixedThreadPool(HANDS);
    private Gateways gateways;

    @AfterEach
    void handsOff() {
        hands.shutdownNow();
        if (gateways != null) {
            gateways.forgetRules();
        }
    }

    private <T> List<T> all(List<Callable<T>> calls) throws Exception {
        List<T> answers = new ArrayList<>();
        for (Future<T> answer : hands.invokeAll(calls, 3, TimeUnit.MINUTES)) {
            answers.add(answer.get());
        }
        return answers;
    }

    @Test
    void tenClicksAreOneOrderAndOneCharge(LocalStack stack) throws Exception {
        gateways = new Gateways(stack);
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        String wallet = customer.walletOf(cart, "500.00");
        String otp = customer.asksForPassword(wallet, "50");
        Callable<Client.Answer> click = () -> customer.pays(
                "250.00", Customer.atGateway("PHONEPE", "200.00"), Customer.fromWallet("50.00", wallet, otp));

        List<Client.Answer> answers =
                all(IntStream.range(0, CLICKS).mapToObj(i -> click).toList());

        assertThat(answers).filteredOn(answer -> answer.status() != 200).isEmpty();
        assertThat(answers.stream().map(Client.Answer::body).distinct())
                .as("different answers")
                .hasSize(1);
        JsonNode answer = answers.get(0).body();
        String orderId = answer.at("/order/id").asText();
        gateways.customer(answer.at("/payment/0"), "pay");
        JsonNode order = customer.seesTheEndOf(orderId);
        assertThat(order.get("checkout_state").asText()).isEqualTo("COMPLETED");
        assertThat(order.get("payment_status").asText()).isEqualTo("PAID");
        assertThat(customer.wallet(wallet).get("balance").decimalValue()).isEqualByComparingTo("450");
        assertThat(customer.wallet(wallet).get("entries").findValuesAsText("type"))
                .containsExactlyInAnyOrder("CREDIT", "DEBIT");
        assertThat(Routes.of(stack, orderId)).as("attempts at gateways").hasSize(1);
        Routes.assertBooks(stack, orderId, 200_00, 0);
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
    }

    /** Who wants one, and what came of it. */
    private record Bought(Customer customer, Client.Answer answer) {}

    @Test
    void fiftyPiecesAreSoldAndPaidFiftyTimes(LocalStack stack) throws Exception {
        gateways = new Gateways(stack);
        gateways.rule("PHONEPE", "{\"outcome\": \"PAY\", \"act_after_ms\": 50}");
        List<Customer> buyers = all(IntStream.range(0, BUYERS)
                .<Callable<Customer>>mapToObj(i -> () -> {
                    Customer buyer = new Customer(stack);
                    buyer.adds(PRODUCT, 1);
                    return buyer;
                })
                .toList());
        assertThat(buyers.get(0).stockOf(PRODUCT).get("on_hand").asInt()).isEqualTo(PIECES);

        List<Bought> all = all(buyers.stream()
                .<Callable<Bought>>map(buyer -> () -> new Bought(buyer, buyer.pays(PRICE, Customer.all("PHONEPE"))))
                .toList());

        Map<String, Integer> outcomes = new TreeMap<>();
        all.forEach(bought ->
                outcomes.merge((bought.answer().status() + " " + bought.answer().code()).strip(), 1, Integer::sum));
        assertThat(outcomes).isEqualTo(Map.of("200", PIECES, "409 OUT_OF_STOCK", BUYERS - PIECES));
        long captured = 0;
        for (Bought bought : all) {
            if (bought.answer().status() == 200) {
                String orderId = bought.answer().body().at("/order/id").asText();
                JsonNode order = bought.customer().seesTheEndOf(orderId);
                assertThat(order.get("checkout_state").asText()).as("%s", order).isEqualTo("COMPLETED");
                assertThat(order.get("payment_status").asText()).isEqualTo("PAID");
                Routes.assertBooks(stack, orderId, 199_00, 0);
                captured +=
                        gateways.books(order.at("/payment/0")).get("captured").asLong();
            }
        }
        assertThat(captured).isEqualTo(PIECES * 199_00L);
        JsonNode stock = buyers.get(0).stockOf(PRODUCT);
        assertThat(stock.get("on_hand").asInt()).isZero();
        assertThat(stock.get("held").asInt()).isZero();
    }
}
