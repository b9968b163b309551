package dev.orchestra.stubs.seller;

/** A seller's store; it sells only while it is {@code ONLINE}. */
public record Store(String storeId, String domainId, String name, Status status, String city) {

    /** Whether it sells at present. */
    public enum Status {
        ONLINE,
        OFFLINE
    }
}
