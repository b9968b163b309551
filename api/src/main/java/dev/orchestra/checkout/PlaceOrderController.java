package dev.orchestra.checkout;

import dev.orchestra.api.Owner;
import dev.orchestra.api.Pending;
import dev.orchestra.services.payment.PaymentService.Payment;
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

    public PlaceOrderController(Checkout checkout) {
        this.checkout = checkout;
    }

    /** Answer of {@code POST /cart/place-order}. */
    public record PlaceOrderAnswer(boolean success, PlaceOrderWorkflow.PlacedOrder order, List<Payment> payment) {}

    @PostMapping("/cart/place-order")
    ResponseEntity<Object> placeOrder(Owner owner, @Valid @RequestBody PlaceOrderRequest request) {
        return checkout.place(owner, request)
                .<ResponseEntity<Object>>map(
                        answer -> ResponseEntity.ok(new PlaceOrderAnswer(true, answer.order(), answer.payment())))
                .orElseGet(Pending::answer);
    }
}
