package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Payment service: attempts, refunds and payment methods. */
@RestController
class PaymentController {

    private final Payments payments;
    private final Attempts attempts;
    private final PaymentMethods methods;

    PaymentController(Payments payments, Attempts attempts, PaymentMethods methods) {
        this.payments = payments;
        this.attempts = attempts;
        this.methods = methods;
    }

    @PostMapping("/api/payments/initiate")
    Attempt initiate(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid InitiateRequest request) {
        return payments.initiate(key, request);
    }

    @GetMapping("/api/payments/{attemptId}")
    Attempt status(@PathVariable String attemptId) {
        return payments.status(attemptId);
    }

    @PostMapping("/api/payments/capture")
    Attempt capture(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid AttemptOfOrder request) {
        return payments.capture(key, request);
    }

    @PostMapping("/api/payments/cancel")
    Attempt cancel(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid AttemptOfOrder request) {
        return payments.cancel(key, undoOf, request);
    }

    @PostMapping("/api/payments/refund")
    Refund refund(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid RefundRequest request) {
        return payments.refund(key, request);
    }

    @GetMapping("/api/payments/refunds/{refundId}")
    Refund refundStatus(@PathVariable String refundId) {
        return payments.refundStatus(refundId);
    }

    @GetMapping("/api/payments")
    PaymentList payments(@RequestParam("order_id") @NotBlank String orderId) {
        return new PaymentList(attempts.ofOrder(orderId));
    }

    @GetMapping("/api/payment-methods/{id}")
    PaymentMethod method(@PathVariable String id) {
        return methods.method(id)
                .orElseThrow(() -> new Refusal(
                        HttpStatus.NOT_FOUND, "PAYMENT_METHOD_NOT_FOUND", "There is no payment method " + id + "."));
    }

    record PaymentList(List<Attempt> payments) {}
}
