package dev.orchestra.stubs.payment;

import dev.orchestra.stubs.payment.Payment.Status;
import dev.orchestra.stubs.support.Headers;
import dev.orchestra.stubs.support.IdempotentWrites;
import dev.orchestra.stubs.support.Ids;
import dev.orchestra.stubs.support.Money;
import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Payment service. It takes cash on delivery; the courier collects it. */
@RestController
class PaymentController {

    private static final String SERVICE = "payment";
    private static final BigDecimal LEAST_AMOUNT = new BigDecimal("1.00");
    private static final BigDecimal MOST_AT_THE_DOOR = new BigDecimal("10000.00");

    private final Payments payments;
    private final PaymentMethods methods;
    private final IdempotentWrites writes;

    PaymentController(Payments payments, PaymentMethods methods, IdempotentWrites writes) {
        this.payments = payments;
        this.methods = methods;
        this.writes = writes;
    }

    @PostMapping("/api/payments/initiate")
    Payment initiate(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestBody @Valid PaymentRequest request) {
        return writes.once(SERVICE, key, request, Payment.class, () -> {
            if (!request.paymentMode().equals("MANUAL") || !request.gateway().equals("COD")) {
                throw new Refusal(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "PAYMENT_MODE_UNSUPPORTED",
                        "There is no way to pay by " + request.paymentMode() + " at " + request.gateway() + ".");
            }
            if (request.amount().compareTo(LEAST_AMOUNT) < 0) {
                throw new Refusal(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "AMOUNT_OUT_OF_BOUNDS",
                        "A payment is of " + LEAST_AMOUNT + " at least.");
            }
            payments.lock(request.orderId());
            if (payments.dueAtTheDoor(request.orderId()).add(request.amount()).compareTo(MOST_AT_THE_DOOR) > 0) {
                throw new Refusal(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "COD_NOT_ALLOWED",
                                "Cash on delivery is for at most " + MOST_AT_THE_DOOR + " an order.")
                        .with("limit", MOST_AT_THE_DOOR);
            }
            Payment payment = new Payment(
                    Ids.next("pay"),
                    Status.SUCCESS,
                    request.paymentMode(),
                    request.gateway(),
                    Money.of(request.amount()),
                    request.currency(),
                    null,
                    null);
            payments.add(request.orderId(), request.ownerId(), payment);
            return payment;
        });
    }

    @PostMapping("/api/payments/cancel")
    Cancelled cancel(
            @RequestHeader(name = Headers.IDEMPOTENCY_KEY, required = false) String key,
            @RequestHeader(name = Headers.UNDO_OF, required = false) String undoOf,
            @RequestBody @Valid CancelRequest request) {
        return writes.undo(SERVICE, key, undoOf, request, Cancelled.class, () -> {
            payments.lock(request.orderId());
            return new Cancelled(payments.cancel(request.orderId()));
        });
    }

    @GetMapping("/api/payments")
    PaymentList payments(@RequestParam("order_id") @NotBlank String orderId) {
        return new PaymentList(payments.ofOrder(orderId));
    }

    @GetMapping("/api/payment-methods/{id}")
    PaymentMethod method(@PathVariable String id) {
        return methods.method(id)
                .orElseThrow(() -> new Refusal(
                        HttpStatus.NOT_FOUND, "PAYMENT_METHOD_NOT_FOUND", "There is no payment method " + id + "."));
    }

    record PaymentRequest(
            @NotBlank @Size(max = 64) String orderId,
            @NotBlank @Size(max = 64) String ownerId,
            @NotBlank @Size(max = 16) String paymentMode,
            @NotBlank @Size(max = 32) String gateway,
            @NotNull @Digits(integer = 10, fraction = 2) BigDecimal amount,
            @NotNull @Pattern(regexp = "INR") String currency) {}

    record CancelRequest(@NotBlank @Size(max = 64) String orderId) {}

    record Cancelled(List<String> cancelled) {}

    record PaymentList(List<Payment> payments) {}
}
