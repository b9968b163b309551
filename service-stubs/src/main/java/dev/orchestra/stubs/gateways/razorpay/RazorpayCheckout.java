package dev.orchestra.stubs.gateways.razorpay;

import dev.orchestra.stubs.gateways.Customers;
import dev.orchestra.stubs.gateways.Gateway;
import dev.orchestra.stubs.gateways.GatewayOrder;
import dev.orchestra.stubs.gateways.GatewayPayment;
import dev.orchestra.stubs.gateways.Ledger;
import dev.orchestra.stubs.gateways.PaymentPage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page on which a person pays. Razorpay has its checkout embedded by the merchant; this one is an address of its own,
 * so that a shop without a script can use it, and it sends the browser back by GET.
 */
@RestController
@RequestMapping(RazorpayCheckout.ADDRESS)
class RazorpayCheckout {

    static final String ADDRESS = "/gateways/razorpay/checkout";

    private final Ledger ledger;
    private final RazorpayKeys keys;
    private final Customers customers;
    private final PaymentPage page;

    RazorpayCheckout(Ledger ledger, RazorpayKeys keys, Customers customers, PaymentPage page) {
        this.ledger = ledger;
        this.keys = keys;
        this.customers = customers;
        this.page = page;
    }

    @GetMapping
    ResponseEntity<String> page(
            @RequestParam("order_id") String orderId,
            @RequestParam("callback_url") String callbackUrl,
            @RequestParam("key_id") String keyId) {
        Optional<GatewayOrder> order = ledger.order(Gateway.RAZORPAY, orderId);
        Optional<URI> callback = PaymentPage.webAddress(callbackUrl);
        if (order.isEmpty() || callback.isEmpty() || !keys.isPublicHalf(keyId)) {
            return page.refusal(
                    HttpStatus.BAD_REQUEST, Gateway.RAZORPAY, "The order, the key or the way back is not valid.");
        }
        return page.of(order.get(), ADDRESS, fields(orderId, callbackUrl, keyId));
    }

    /** A button was pressed: {@code act} is pay, fail, close or late. */
    @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> pressed(
            @RequestParam("order_id") String orderId,
            @RequestParam("callback_url") String callbackUrl,
            @RequestParam("key_id") String keyId,
            @RequestParam String act) {
        ResponseEntity<String> shown = page(orderId, callbackUrl, keyId);
        if (!shown.getStatusCode().is2xxSuccessful()) {
            return shown;
        }
        Customers.Act what =
                PaymentPage.button(act).orElseThrow(() -> RazorpayProblem.badRequest("There is no such button", "act"));
        Customers.Outcome outcome = customers.act(orderId, what);
        if (!outcome.done()) {
            return PaymentPage.back(with(ADDRESS, fields(orderId, callbackUrl, keyId)));
        }
        Map<String, String> told = new LinkedHashMap<>();
        outcome.payment().ifPresent(payment -> told.putAll(result(orderId, payment)));
        return PaymentPage.back(with(callbackUrl, told));
    }

    /** What the merchant is told by way of the browser: nothing of a payment of which the bank has said nothing. */
    private Map<String, String> result(String orderId, GatewayPayment payment) {
        Map<String, String> told = new LinkedHashMap<>();
        switch (payment.state()) {
            case AUTHORIZED, CAPTURED -> {
                told.put("razorpay_payment_id", payment.paymentId());
                told.put("razorpay_order_id", orderId);
                told.put("razorpay_signature", keys.browserSignature(orderId, payment.paymentId()));
            }
            case FAILED -> {
                told.put("error[code]", "BAD_REQUEST_ERROR");
                told.put("error[description]", "Payment was not completed");
                told.put("error[reason]", "payment_failed");
            }
            case STARTED, RELEASED -> {
                // The browser goes back as it came.
            }
        }
        return told;
    }

    private static Map<String, String> fields(String orderId, String callbackUrl, String keyId) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("order_id", orderId);
        fields.put("callback_url", callbackUrl);
        fields.put("key_id", keyId);
        return fields;
    }

    private static String with(String address, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return address;
        }
        String query = parameters.entrySet().stream()
                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
        int fragment = address.indexOf('#');
        String before = fragment < 0 ? address : address.substring(0, fragment);
        String after = fragment < 0 ? "" : address.substring(fragment);
        return before + (before.contains("?") ? "&" : "?") + query + after;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
