package dev.orchestra.api;

/**
 * Who is asking, by the opaque id that everything else knows them by.
 *
 * @param basketCartId the active basket as last seen, or null; may be out of date
 * @param guestOwnerId the guest that a customer was until now and whose basket has not come along yet, else null
 */
public record Owner(String ownerId, String basketCartId, String guestOwnerId) {}
