package dev.orchestra.stubs.customer;

/** A postal address of an owner; without an owner it is a demo address that everybody has. */
public record Address(
        String addressId,
        String ownerId,
        String name,
        String line1,
        String line2,
        String city,
        String state,
        String postalCode,
        String country,
        String phone,
        Status status) {

    /** Whether anything may be sent there. */
    public enum Status {
        ACTIVE,
        INACTIVE
    }
}
