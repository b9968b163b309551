package dev.orchestra.stubs.seller;

/** Whether an option can be chosen at present. */
public enum Status {
    ACTIVE,
    INACTIVE
}
