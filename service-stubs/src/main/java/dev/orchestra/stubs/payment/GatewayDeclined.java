package dev.orchestra.stubs.payment;

/** A gateway's clear no (4xx). {@code code} is the gateway's own, null when it gave none. */
class GatewayDeclined extends Exception {

    private final int status;
    private final String code;

    GatewayDeclined(int status, String code) {
        super("Declined with " + status + (code == null ? "" : " " + code));
        this.status = status;
        this.code = code;
    }

    String code() {
        return code;
    }

    /** Whether it does not know or does not like who asks, which says nothing of what was asked. */
    boolean forbidden() {
        return status == 401 || status == 403;
    }
}
