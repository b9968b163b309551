package dev.orchestra.checkout;

import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.IdempotentRequests;
import dev.orchestra.api.Owner;
import dev.orchestra.api.Pending;
import dev.orchestra.api.Problems;
import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.payment.Payment;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Place Order (13 steps, two phases); the answer leaves at the end of phase 1. */
@RestController
public class PlaceOrderController {

    private final Checkout checkout;
    private final CallbackUrls callbacks;
    private final IdempotentRequests requests;
    private final Fingerprint fingerprint;

    PlaceOrderController(
            Checkout checkout, CallbackUrls callbacks, IdempotentRequests requests, Fingerprint fingerprint) {
        this.checkout = checkout;
        this.callbacks = callbacks;
        this.requests = requests;
        this.fingerprint = fingerprint;
    }

    /** Answer of {@code POST /cart/place-order}. */
    public record PlaceOrderAnswer(boolean success, PlaceOrderWorkflow.PlacedOrder order, List<Payment> payment) {}

    @PostMapping("/cart/place-order")
    ResponseEntity<Object> placeOrder(
            Owner owner, HttpServletRequest http, @Valid @RequestBody PlaceOrderRequest request) {
        List<InvalidField> misfits = request.instructions().misfits("payment_instruction");
        if (!misfits.isEmpty()) {
            throw Problems.invalid(misfits);
        }
        callbacks.check(request.instructions().callbackUrls());
        String print = fingerprint.of(request.comparable());
        // A refused order is followed by another attempt of the cart: the same click later is a new one.
        return requests.onceAccepted(
                owner, "POST /cart/place-order", http, print, pin -> place(owner, request, print, pin));
    }

    private ResponseEntity<Object> place(
            Owner owner, PlaceOrderRequest request, String print, IdempotentRequests.Pin pin) {
        return checkout.place(owner, request, print, pin)
                .<ResponseEntity<Object>>map(
                        answer -> ResponseEntity.ok(new PlaceOrderAnswer(true, answer.order(), answer.payment())))
                .orElseGet(Pending::answer);
    }
}
