package dev.orchestra.api;

/**
 * Who is asking, and by which of their names.
 *
 * @param userId null unless a customer asks
 * @param guestToken null unless a guest asks
 */
public record Caller(Owner owner, String userId, String guestToken) {

    /** Without what one could ask in their name with. */
    @Override
    public String toString() {
        return "Caller[" + owner + "]";
    }
}
