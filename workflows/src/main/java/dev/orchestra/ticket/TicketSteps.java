package dev.orchestra.ticket;

import static dev.orchestra.support.Step.Kind.INSIST;
import static dev.orchestra.support.Step.Kind.INSIST_REGULAR;
import static dev.orchestra.support.Step.Kind.TRY;
import static dev.orchestra.support.Step.Kind.TRY_REGULAR;

import dev.orchestra.support.Step;
import dev.orchestra.support.Step.Service;

/** The steps of the ticket flow. Those of its checkout have the numbers that the same steps have in place-order. */
final class TicketSteps {

    // POST /cart/add.
    static final Step SEAT = new Step("1", "Look the seat and its price up", Service.CATALOG, TRY);
    static final Step RESERVE = new Step("2a", "Reserve the seat on the spot", Service.INVENTORY, TRY);
    static final Step DRAFT = new Step("2b", "See whether the seat is in the draft order", Service.STORE, TRY);
    static final Step NOTE_RESERVED = new Step("2c", "Note the reservation", Service.STORE, TRY);
    static final Step ADD = new Step("3", "Add the seat to the draft order", Service.STORE, TRY);

    // DELETE /cart/seats/{seatId} and /reservations/{reservationId}.
    static final Step REMOVE = new Step("1", "Take the seat out of the draft order", Service.STORE, INSIST);
    static final Step RELEASE = new Step("2", "Release the seat", Service.INVENTORY, INSIST);
    static final Step NOTE_RELEASED = new Step("2a", "Note that the reservation is over", Service.STORE, INSIST);

    // A reservation.
    static final Step NOTE = new Step("1", "Note the reservation", Service.STORE, INSIST);
    static final Step LOOK = new Step("2", "Look how the reservation stands", Service.STORE, INSIST);
    static final Step EXTEND_SEAT = new Step("3a", "Have the seat held longer", Service.INVENTORY, TRY_REGULAR);
    static final Step EXTEND = new Step("3b", "Note the new end", Service.STORE, INSIST_REGULAR);
    static final Step EXPIRE = new Step("4", "End the reservation", Service.STORE, INSIST);
    static final Step RELEASE_EXPIRED = new Step("5", "Release the seat", Service.INVENTORY, INSIST_REGULAR);
    static final Step PUBLISH_EXPIRED = new Step("6", "Publish reservation-expired", Service.EVENT, INSIST_REGULAR);

    // POST /orders/checkout, phase 1.
    static final Step CLAIM = new Step("1", "Claim the draft order for this attempt", Service.STORE, TRY);
    static final Step CLAIM_SEATS = new Step("3", "Claim the seats", Service.INVENTORY, TRY);

    // Phase 2.
    static final Step CONFIRM_SEATS = new Step("8", "Sell the seats", Service.INVENTORY, INSIST_REGULAR);
    static final Step COMPLETE = new Step("8a", "Complete the order", Service.STORE, INSIST);
    static final Step NOTIFY = new Step("12", "Send EMAIL, SMS, PUSH", Service.NOTIFICATION, INSIST_REGULAR);
    static final Step PUBLISH = new Step("13", "Publish what became of the order", Service.EVENT, INSIST_REGULAR);

    // Not paid in time, and paid late after all.
    static final Step LAPSE_SEATS = new Step("lapse 3", "Give the seats free", Service.INVENTORY, INSIST_REGULAR);
    static final Step LAPSE = new Step("lapse 1", "Note that the seats are free", Service.STORE, INSIST_REGULAR);
    static final Step REGAIN_SEATS =
            new Step("late 3", "Claim the same seats again", Service.INVENTORY, INSIST_REGULAR);
    static final Step REGAIN =
            new Step("late 1", "Note that the seats are the order's again", Service.STORE, INSIST_REGULAR);
    static final Step UNDO_REGAIN_SEATS =
            new Step("undo late 3", "Give the seats back", Service.INVENTORY, INSIST_REGULAR);

    // Undo.
    static final Step UNDO_CLAIM = new Step("undo 1", "Give the draft order back", Service.STORE, INSIST_REGULAR);
    static final Step FIND_DRAFT = new Step("undo 1a", "Find where the seats went", Service.STORE, INSIST);
    static final Step UNDO_CLAIM_SEATS = new Step("undo 3", "Give the seats back", Service.INVENTORY, INSIST_REGULAR);

    private TicketSteps() {}
}
