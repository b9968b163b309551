package dev.orchestra.support;

/**
 * A write to a core service with its idempotency key: sent twice, it happens once.
 *
 * @param key the idempotency key, {@code {workflowId}/{step}[/{counter}]}, derived in the workflow
 * @param body what is sent
 */
public record Write<T>(String key, T body) {}
