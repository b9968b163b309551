package dev.orchestra.support;

/**
 * The undo of a {@link Write}. It names the key of the forward call, so that the service can refuse a forward call that
 * arrives after its own undo.
 *
 * @param key the undo's own idempotency key
 * @param undoOf the idempotency key of the forward call; null when it takes back whatever there is
 * @param body what is sent
 */
public record Undo<T>(String key, String undoOf, T body) {}
