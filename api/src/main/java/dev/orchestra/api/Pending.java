package dev.orchestra.api;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** The answer to a request whose operation goes on after the request's time: repeat it to attach to the same run. */
public record Pending(boolean success, String code, String detail) {

    private static final String RETRY_AFTER_SECONDS = "1";

    public static ResponseEntity<Object> answer() {
        return ResponseEntity.accepted()
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(
                        new Pending(
                                false,
                                "STILL_RUNNING",
                                "The operation goes on. Send the same request with the same Idempotency-Key to get its answer."));
    }
}
