package dev.orchestra.checkout;

import dev.orchestra.checkout.PlaceOrderWorkflow.PlaceOrder;
import dev.orchestra.fakes.FakePayments;
import dev.orchestra.fakes.FakeShop;
import dev.orchestra.payment.PaymentInstruction;
import dev.orchestra.support.Steps;
import java.math.BigDecimal;
import java.util.List;

/** What customers ask for in tests. */
final class Orders {

    static final PaymentInstruction CASH = new PaymentInstruction(true, null, "INR", "MANUAL", "COD");

    private Orders() {}

    /** All of the basket by cash on delivery, agreed at {@code total}. */
    static PlaceOrder cash(FakeShop shop, String total) {
        return paidBy(shop, total, false, CASH);
    }

    /** The same for any cart of the owner, and any attempt of it. */
    static PlaceOrder cash(String cartId, int attempt, String total) {
        return order(cartId, attempt, total, false, CASH);
    }

    static PlaceOrder paidBy(FakeShop shop, String total, boolean multiple, PaymentInstruction... instructions) {
        return order(shop.cartId(), 1, total, multiple, instructions);
    }

    private static PlaceOrder order(
            String cartId, int attempt, String total, boolean multiple, PaymentInstruction... instructions) {
        return new PlaceOrder(
                FakeShop.OWNER,
                cartId,
                attempt,
                List.of(instructions),
                new BigDecimal(total),
                multiple,
                "WEB",
                "req_1",
                "fingerprint_1",
                CheckoutPolicy.DEFAULT);
    }

    static PlaceOrder withPolicy(PlaceOrder order, CheckoutPolicy policy) {
        return new PlaceOrder(
                order.ownerId(),
                order.cartId(),
                order.attempt(),
                order.paymentInstructions(),
                order.totalOrderAmount(),
                order.multiplePaymentMethods(),
                order.channel(),
                order.checkoutRequestId(),
                order.fingerprint(),
                policy);
    }

    /** How a run calls the payment of its n-th instruction. */
    static String paymentId(String run, int number) {
        return Steps.id("pay_", run, "/7/" + number);
    }

    /** The basket of case and mug, 419.00, by the given instructions. */
    static PlaceOrder split(FakeShop shop, PaymentInstruction... instructions) {
        shop.basket(FakeShop.CASE, FakeShop.MUG);
        return paidBy(shop, "419.00", instructions.length > 1, instructions);
    }

    static PaymentInstruction at(String gateway, String amount) {
        return part(amount, "INR", "GATEWAY", gateway);
    }

    static PaymentInstruction wallet(String amount) {
        return new PaymentInstruction(
                false, new BigDecimal(amount), "INR", "WALLET", "STORE-WALLET", FakePayments.WALLET, "wauth_1");
    }

    static PaymentInstruction door(String amount) {
        return part(amount, "INR", "MANUAL", "COD");
    }

    static PaymentInstruction part(String amount, String currency, String mode, String gateway) {
        return new PaymentInstruction(false, new BigDecimal(amount), currency, mode, gateway);
    }
}
