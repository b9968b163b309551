package dev.orchestra.stubs.gateways.razorpay;

import org.springframework.http.HttpStatus;

/** A request that Razorpay refuses; an id that is not there is a bad request as well. */
class RazorpayProblem extends RuntimeException {

    private final HttpStatus status;
    private final String field;

    /** @param field what of the request is wrong; null for all of it */
    RazorpayProblem(HttpStatus status, String description, String field) {
        super(description);
        this.status = status;
        this.field = field;
    }

    static RazorpayProblem badRequest(String description, String field) {
        return new RazorpayProblem(HttpStatus.BAD_REQUEST, description, field);
    }

    static RazorpayProblem unknownId() {
        return badRequest("The id provided does not exist", null);
    }

    HttpStatus status() {
        return status;
    }

    String field() {
        return field;
    }
}
