package dev.orchestra.stubs.payment;

import org.springframework.http.HttpStatus;

/** A request that may succeed later as it is. {@code retryAfter} is a number of seconds, null when nobody knows. */
class TryLater extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final Long retryAfter;

    TryLater(HttpStatus status, String code, String detail, Long retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    static TryLater gatewayUnavailable(String gateway, Long retryAfter) {
        return new TryLater(
                HttpStatus.SERVICE_UNAVAILABLE,
                "GATEWAY_UNAVAILABLE",
                "The gateway " + gateway + " did not do its part. Try again.",
                retryAfter);
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    Long retryAfter() {
        return retryAfter;
    }
}
