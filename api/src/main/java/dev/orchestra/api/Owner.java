package dev.orchestra.api;

/**
 * Who is asking, by the opaque id that everything else knows them by.
 *
 * @param basketCartId the active basket as last seen, or null; may be out of date
 */
public record Owner(String ownerId, String basketCartId) {}
