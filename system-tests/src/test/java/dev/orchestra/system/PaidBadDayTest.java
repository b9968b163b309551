package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever dies while an order waits for its money: it is paid once, and comes to its end. */
@ExtendWith(Stack.class)
class PaidBadDayTest {

    @ParameterizedTest
    @EnumSource(
            value = Part.class,
            names = {"WORKERS", "API", "SERVICE_STUBS"})
    void aPartThatIsKilledDuringTheWaitLosesNoPayment(Part part, LocalStack stack) {
        Customer customer = new Customer(stack);
        JsonNode cart = customer.adds("prod_250", 1);
        int before = customer.stockOf("prod_250").get("on_hand").asInt();
        String wallet = customer.walletOf(cart, "50.00");
        String otp = customer.asksForPassword(wallet, "50");
        Client.Answer placed = customer.pays(
                "250.00", Customer.atGateway("PHONEPE", "200.00"), Customer.fromWallet("50.00", wallet, otp));
        assertThat(placed.status()).as("%s", placed).isEqualTo(200);
        String orderId = placed.body().at("/order/id").asText();
        JsonNode payment = placed.body().at("/payment/0");
        Gateways gateways = new Gateways(stack);

        stack.kill(part);
        if (part == Part.SERVICE_STUBS) {
            // The gateway itself was away: the customer pays when it is back.
            stack.start(part);
            gateways.customer(payment, "pay");
        } else {
            gateways.customer(payment, "pay");
            stack.start(part);
        }

        JsonNode order = customer.seesTheEndOf(orderId);
        assertThat(order.get("checkout_state").asText()).isEqualTo("COMPLETED");
        assertThat(order.get("payment_status").asText()).isEqualTo("PAID");
        Routes.assertBooks(stack, orderId, 200_00, 0);
        assertThat(customer.wallet(wallet).get("entries").findValuesAsText("type"))
                .containsExactlyInAnyOrder("CREDIT", "DEBIT");
        assertThat(customer.stockOf("prod_250").get("on_hand").asInt()).isEqualTo(before - 1);
        assertThat(customer.holdsOf(orderId).findValuesAsText("status")).containsExactly("DEDUCTED");
    }
}
