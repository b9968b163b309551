package dev.orchestra.payment;

import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.INSIST_REGULAR;
import static dev.orchestra.support.Step.Kind.TRY;
import static dev.orchestra.support.Step.Kind.TRY_REGULAR;

import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;

/** The steps of paying, by the numbers of the cart API (Place Order, step 7); what it needs but does not number has a letter more. */
final class PaymentSteps {

    static final Step ROUTE = new Step("7 route", "Note whom the payment belongs to", Service.STORE, TRY);
    static final Step ROUTE_MOVED = new Step("7 route", "Note how the payment stands", Service.STORE, INSIST);

    static final Step BEGIN = new Step("7a", "Begin the payment at the gateway", Service.PAYMENT, TRY_REGULAR);
    static final Step DEBIT = new Step("7b", "Debit the wallet", Service.PAYMENT, TRY);
    static final Step CASH = new Step("7c", "Register cash on delivery", Service.PAYMENT, TRY);

    /** The customer who changes to cash has a request of their own, long after that of phase 1. */
    static final Step CASH_INSTEAD = new Step("7c", "Register cash on delivery", Service.PAYMENT, TRY_REGULAR);

    static final Step ASK = new Step("7d", "Ask the gateway how the payment stands", Service.PAYMENT, TRY_REGULAR);
    static final Step CAPTURE = new Step("7e", "Take the authorised payment", Service.PAYMENT, TRY_REGULAR);
    static final Step CHECK = new Step("7f", "Check the amount that was taken", Service.PAYMENT, TRY_REGULAR);

    static final Step UNDO = new Step("undo 7", "Cancel the payment", Service.PAYMENT, INSIST_REGULAR);
    static final Step REFUND = new Step("undo 7e", "Refund the payment", Service.PAYMENT, INSIST_REGULAR);
    static final Step ASK_REFUND =
            new Step("undo 7f", "Ask the gateway how the refund stands", Service.PAYMENT, TRY_REGULAR);

    static final Step TELL = new Step("timeline", "Tell what came of a late payment", Service.STORE, INSIST);

    private PaymentSteps() {}
}
