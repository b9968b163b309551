package dev.orchestra.stubs.inventory.seats;

/** Whether a seat can be had. */
public enum SeatState {
    AVAILABLE,
    /** Reserved by somebody, for now. */
    HELD,
    SOLD
}
