package dev.orchestra.api;

/** Brings the basket of a guest along when they sign in: called once in a request that tells both, before it is answered. */
@FunctionalInterface
public interface GuestMerge {

    /**
     * Merges what the guest has into the customer's basket and notes it ({@code OwnerDirectory.noteMerged}), or leaves it for a later request.
     *
     * @param customer who is asking; its {@code basketCartId} is that from before the merge
     */
    void merge(Owner customer, String guestOwnerId);
}
