package dev.orchestra.stubs.gateways.razorpay;

import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Errors in Razorpay's form. */
@RestControllerAdvice(basePackageClasses = RazorpayProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class RazorpayProblems {

    private static final Logger log = LoggerFactory.getLogger(RazorpayProblems.class);

    @ExceptionHandler
    ResponseEntity<Body> refused(RazorpayProblem problem) {
        return answer(problem.status(), "BAD_REQUEST_ERROR", problem.getMessage(), problem.field());
    }

    @ExceptionHandler({HttpMessageNotReadableException.class, MethodArgumentTypeMismatchException.class})
    ResponseEntity<Body> unreadable() {
        return answer(HttpStatus.BAD_REQUEST, "BAD_REQUEST_ERROR", "The request could not be read", null);
    }

    @ExceptionHandler
    ResponseEntity<Body> other(Exception cause) {
        if (cause instanceof ErrorResponse error && error.getStatusCode().is4xxClientError()) {
            HttpStatus status = HttpStatus.valueOf(error.getStatusCode().value());
            return answer(status, "BAD_REQUEST_ERROR", status.getReasonPhrase(), null);
        }
        log.error("Razorpay simulator failed on a request", cause);
        return answer(
                HttpStatus.INTERNAL_SERVER_ERROR, "SERVER_ERROR", "The server encountered an unexpected error", null);
    }

    private static ResponseEntity<Body> answer(HttpStatus status, String code, String description, String field) {
        boolean ours = status.is5xxServerError();
        return ResponseEntity.status(status)
                .body(new Body(new Detail(
                        code,
                        description,
                        ours ? "internal" : "business",
                        "payment_initiation",
                        ours ? "server_error" : "input_validation_failed",
                        new TreeMap<>(),
                        field)));
    }

    record Body(Detail error) {}

    record Detail(
            String code,
            String description,
            String source,
            String step,
            String reason,
            SortedMap<String, String> metadata,
            String field) {}
}
