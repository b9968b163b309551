package dev.orchestra.stubs.gateways.razorpay;

import dev.orchestra.stubs.gateways.Gateway;
import dev.orchestra.stubs.gateways.GatewayOrder;
import dev.orchestra.stubs.gateways.Ledger;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.CaptureOptions;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.CaptureRequest;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.Collection;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.OrderEntity;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.OrderRequest;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.PaymentEntity;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.PaymentOptions;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.RefundEntity;
import dev.orchestra.stubs.gateways.razorpay.RazorpayMessages.RefundRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Razorpay's endpoints. */
@RestController
@RequestMapping("/gateways/razorpay/v1")
class RazorpayController {

    private static final long LEAST_AMOUNT = 100;
    private static final int LONGEST_RECEIPT = 40;
    private static final int MOST_NOTES = 15;
    private static final int LONGEST_NOTE = 256;
    private static final int SHORTEST_EXPIRY = 12;
    private static final int LONGEST_EXPIRY = 7_200;

    private final Razorpay razorpay;
    private final RazorpayKeys keys;
    private final Ledger ledger;

    RazorpayController(Razorpay razorpay, RazorpayKeys keys, Ledger ledger) {
        this.razorpay = razorpay;
        this.keys = keys;
        this.ledger = ledger;
    }

    /** Before each request. */
    @ModelAttribute
    void authenticate(@RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) String authorization) {
        keys.verify(authorization);
    }

    @PostMapping("/orders")
    OrderEntity place(@RequestBody OrderRequest request) {
        check(request.amount() != null, "The amount field is required.", "amount");
        check(request.amount() >= LEAST_AMOUNT, "Order amount less than minimum amount allowed", "amount");
        check(
                request.currency() != null && request.currency().matches("[A-Z]{3}"),
                "Currency is not supported",
                "currency");
        check(
                request.receipt() == null || request.receipt().length() <= LONGEST_RECEIPT,
                "The receipt may not be greater than 40 characters.",
                "receipt");
        checkNotes(request.notes());
        if (request.payment() != null) {
            check(request.payment());
        }
        return razorpay.place(request);
    }

    @GetMapping("/orders")
    Collection<OrderEntity> orders(@RequestParam String receipt) {
        return Collection.of(ledger.ofMerchant(Gateway.RAZORPAY, receipt).stream()
                .map(razorpay::view)
                .toList());
    }

    @GetMapping("/orders/{id}")
    OrderEntity order(@PathVariable String id) {
        return razorpay.view(razorpay.order(id));
    }

    @GetMapping("/orders/{id}/payments")
    Collection<PaymentEntity> payments(@PathVariable String id) {
        GatewayOrder order = razorpay.order(id);
        return Collection.of(razorpay.payments(order));
    }

    @GetMapping("/payments/{id}")
    PaymentEntity payment(@PathVariable String id) {
        return razorpay.view(razorpay.payment(id));
    }

    @PostMapping("/payments/{id}/capture")
    PaymentEntity capture(@PathVariable String id, @RequestBody CaptureRequest request) {
        return razorpay.capture(id, request);
    }

    @PostMapping("/payments/{id}/refund")
    RefundEntity refund(
            @PathVariable String id,
            @RequestHeader(name = "X-Refund-Idempotency", required = false) String idempotencyKey,
            @RequestBody(required = false) RefundRequest body) {
        RefundRequest request = body == null ? new RefundRequest(null, null, null, null) : body;
        check(
                idempotencyKey == null || idempotencyKey.matches("[A-Za-z0-9_-]{10,255}"),
                "The idempotency key has to be of 10 or more letters, digits, hyphens and underscores",
                null);
        check(
                request.amount() == null || request.amount() >= LEAST_AMOUNT,
                "The amount must be atleast INR 1.00",
                "amount");
        check(
                request.speed() == null || Set.of("normal", "optimum").contains(request.speed()),
                "The selected speed is invalid.",
                "speed");
        checkNotes(request.notes());
        return razorpay.refund(id, idempotencyKey, request);
    }

    @GetMapping("/payments/{id}/refunds")
    Collection<RefundEntity> refunds(@PathVariable String id) {
        return Collection.of(razorpay.refunds(razorpay.payment(id)));
    }

    @GetMapping("/refunds/{id}")
    RefundEntity refund(@PathVariable String id) {
        return razorpay.refund(id);
    }

    private static void check(PaymentOptions payment) {
        check(
                payment.capture() != null && Set.of("automatic", "manual").contains(payment.capture()),
                "The selected capture is invalid.",
                "payment.capture");
        CaptureOptions options = payment.captureOptions();
        if (options == null) {
            return;
        }
        Integer automatic = options.automaticExpiryPeriod();
        Integer manual = options.manualExpiryPeriod();
        check(
                automatic == null || automatic >= SHORTEST_EXPIRY && automatic <= LONGEST_EXPIRY,
                "The automatic expiry period is out of bounds",
                "automatic_expiry_period");
        check(
                manual == null
                        || manual >= (automatic == null ? SHORTEST_EXPIRY : automatic) && manual <= LONGEST_EXPIRY,
                "The manual expiry period is out of bounds",
                "manual_expiry_period");
        check(
                options.refundSpeed() == null || Set.of("normal", "optimum").contains(options.refundSpeed()),
                "The selected refund speed is invalid.",
                "refund_speed");
    }

    private static void checkNotes(JsonNode notes) {
        if (notes == null || notes.isNull() || notes.isEmpty()) {
            return;
        }
        check(notes.isObject() && notes.size() <= MOST_NOTES, "Notes are at most 15 pairs", "notes");
        List<JsonNode> values =
                notes.properties().stream().map(Map.Entry::getValue).toList();
        check(
                values.stream().allMatch(note -> note.asString("").length() <= LONGEST_NOTE),
                "A note is of at most 256 characters",
                "notes");
    }

    private static void check(boolean right, String description, String field) {
        if (!right) {
            throw RazorpayProblem.badRequest(description, field);
        }
    }
}
