package dev.orchestra.stubs.gateways.phonepe;

import org.springframework.http.HttpStatus;

/** A request that PhonePe refuses. The published pages name the statuses; of the codes they name few. */
class PhonePeProblem extends RuntimeException {

    private final HttpStatus status;
    private final String code;

    PhonePeProblem(HttpStatus status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static PhonePeProblem badRequest(String message) {
        return new PhonePeProblem(HttpStatus.BAD_REQUEST, "BAD_REQUEST", message);
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }
}
