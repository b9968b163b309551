package dev.orchestra.api;

import org.slf4j.MDC;

/** What the log lines of a request are about, under the names that the lines of workflows and activities use. */
public enum LogField {
    OWNER_ID("OwnerId"),
    CART_ID("CartId"),
    ORDER_ID("OrderId"),
    WORKFLOW_ID("WorkflowId");

    private final String key;

    LogField(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Adds the field to all further lines of the request that this thread answers. */
    public void is(String id) {
        MDC.put(key, id);
    }
}
