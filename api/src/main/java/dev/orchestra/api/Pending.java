package dev.orchestra.api;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** The answer to a request whose operation goes on after the request's time: repeat it to attach to the same run. */
public record Pending(boolean success, String code, String detail) {

    public static final String CODE = "STILL_RUNNING";

    private static final String RETRY_AFTER_SECONDS = "1";

    public static ResponseEntity<Object> answer() {
        return ResponseEntity.accepted()
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(
                        new Pending(
                                false,
                                CODE,
                                "The operation goes on. Send the same request again to get its answer; with the Idempotency-Key of this answer where there is one."));
    }
}
