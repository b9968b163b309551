package dev.orchestra.ticket;

import dev.orchestra.support.Refusal;

/** Why a seat or an order of seats was refused, with the words that the ticket flow answers in {@code error} (docs/tickets.md lists them). */
public enum SeatRefusal {
    /** Ticket flow, "400 Bad Request - Reservation Not Found". */
    RESERVATION_NOT_FOUND("Reservation not found"),
    /** Ticket flow, "400 Bad Request - Seat Already in Cart". */
    SEAT_IN_CART("Seat is already in the cart"),
    /** Ticket flow, "400 Bad Request - Reservation Expired". */
    RESERVATION_EXPIRED("Reservation has expired"),
    RESERVATION_OF_ANOTHER("Reservation belongs to another user"),
    RESERVATION_OF_ANOTHER_SEAT("Reservation is for another seat"),
    RESERVATION_USED("Reservation has already been used"),
    PRICE_CHANGED("Price has changed"),
    SEAT_NOT_FOUND("Seat not found"),
    EVENT_NOT_FOUND("Event not found"),
    SEAT_TAKEN("Seat is not available"),
    CART_FULL("Cart has too many seats"),
    SEAT_NOT_IN_CART("Seat is not in the cart"),
    /** The reservation is part of an order that is being paid, or was. */
    RESERVATION_IN_ORDER("Reservation is part of an order"),
    ORDER_NOT_FOUND("Order not found"),
    CART_EMPTY("Cart is empty"),
    /** The order is not a draft any more, or another attempt of it runs. */
    ATTEMPT_OVER("The order has changed meanwhile, send the request again");

    private final String words;

    SeatRefusal(String words) {
        this.words = words;
    }

    /** As it is answered. */
    public String words() {
        return words;
    }

    public Refusal refusal() {
        return Refusal.of(name(), words);
    }
}
