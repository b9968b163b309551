package dev.orchestra.ticket;

import dev.orchestra.api.Caller;
import dev.orchestra.api.Callers;
import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.Fingerprint;
import dev.orchestra.api.Pending;
import dev.orchestra.api.Problem;
import dev.orchestra.api.Problems;
import dev.orchestra.api.Problems.InvalidField;
import dev.orchestra.checkout.CallbackUrls;
import dev.orchestra.checkout.Instructions;
import dev.orchestra.checkout.PlaceOrderRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The checkout of a draft order of seats (ticket flow, "Workflow", Checkout); the answer leaves at the end of phase 1. */
@RestController
public class TicketCheckoutController {

    private final Callers callers;
    private final TicketCheckouts checkouts;
    private final CallbackUrls callbacks;
    private final TicketRequests requests;
    private final Fingerprint fingerprint;

    public TicketCheckoutController(
            Callers callers,
            TicketCheckouts checkouts,
            CallbackUrls callbacks,
            TicketRequests requests,
            Fingerprint fingerprint) {
        this.callers = callers;
        this.checkouts = checkouts;
        this.callbacks = callbacks;
        this.requests = requests;
        this.fingerprint = fingerprint;
    }

    /** What tells one such request from another. */
    private record Asked(String orderId, List<PlaceOrderRequest.Instruction> payment) {}

    @PostMapping("/orders/checkout")
    ResponseEntity<Object> checkOut(
            HttpServletRequest http, HttpServletResponse response, @Valid @RequestBody TicketCheckoutRequest request) {
        Caller caller = callers.find(http, response, request.userId(), request.guestToken())
                .orElseThrow(TicketError::nobody);
        Instructions instructions = request.instructions();
        check(instructions);
        // Whether the order is named or found, it is the same order.
        String print = fingerprint.of(new Asked(null, instructions.comparable()));
        return requests.onceAccepted(
                caller,
                "POST /orders/checkout",
                http,
                fingerprint.of(new Asked(request.orderId(), instructions.comparable())),
                pin -> checkouts
                        .checkOut(caller.owner(), request.orderId(), instructions, print, pin)
                        .<ResponseEntity<Object>>map(answer -> ResponseEntity.ok(
                                TicketOrderAnswer.of(answer.order()).with(answer.payment())))
                        .orElseGet(Pending::answer));
    }

    private void check(Instructions instructions) {
        List<InvalidField> misfits = instructions.misfits("payment");
        if (!misfits.isEmpty()) {
            throw Problems.invalid(misfits);
        }
        if (instructions.anyAtTheDoor()) {
            throw new Problem(ErrorCode.COD_NOT_ALLOWED, "Tickets cannot be paid at the door.");
        }
        callbacks.check(instructions.callbackUrls());
    }
}
