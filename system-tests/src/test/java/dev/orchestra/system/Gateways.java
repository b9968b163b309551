package dev.orchestra.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.orchestra.deploy.LocalStack;
import java.util.Locale;
import java.util.stream.StreamSupport;

/** The gateways' stand-ins behind the scenes: what their customers do, and what is in their books (docs/gateways.md). Money is in paise. */
final class Gateways {

    private static final String CONTROL = "/gateways/control/";

    private final Client control;

    Gateways(LocalStack stack) {
        control = new Client(stack.stubsUrl());
    }

    /** From now on, for whom the rule says. */
    void rule(String gateway, String rule) {
        expectOk(control.post(CONTROL + path(gateway) + "/rules", rule));
    }

    void forgetRules() {
        control.delete(CONTROL + "phonepe/rules");
        control.delete(CONTROL + "razorpay/rules");
    }

    /** The customer of this payment does something there: {@code pay}, {@code fail}, {@code late} … */
    void customer(JsonNode payment, String does) {
        expectOk(control.post(order(payment) + "/" + does, "{}"));
    }

    /** The customer's bank is slow: the money comes in a second, whatever time it is by then. */
    void paysLate(JsonNode payment) {
        expectOk(control.post(order(payment) + "/late", "{\"after_ms\": 1000}"));
    }

    /** Everything that the gateway knows of a payment. */
    JsonNode books(JsonNode payment) {
        return expectOk(control.get(order(payment)));
    }

    /** The line of the gateways' ledger for one of their orders; a missing node when nothing was taken. */
    JsonNode ledger(String gateway, String gatewayOrderId) {
        JsonNode orders = expectOk(control.get(CONTROL + "ledger")).get("orders");
        return StreamSupport.stream(orders.spliterator(), false)
                .filter(order -> gateway.equals(order.get("gateway").asText())
                        && gatewayOrderId.equals(order.get("order_id").asText()))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static String order(JsonNode payment) {
        return CONTROL + path(payment.get("gateway").asText()) + "/orders/"
                + payment.path(payment.has("gatewayOrderId") ? "gatewayOrderId" : "gateway_order_id")
                        .asText();
    }

    private static String path(String gateway) {
        return gateway.toLowerCase(Locale.ROOT);
    }

    private static JsonNode expectOk(Client.Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("the gateways' control API: " + answer);
        }
        return answer.body();
    }
}
