package dev.orchestra.stubs.gateways.phonepe;

import com.fasterxml.jackson.annotation.JsonInclude;
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

/** Errors in PhonePe's form. */
@RestControllerAdvice(basePackageClasses = PhonePeProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PhonePeProblems {

    private static final Logger log = LoggerFactory.getLogger(PhonePeProblems.class);

    @ExceptionHandler
    ResponseEntity<Body> refused(PhonePeProblem problem) {
        return answer(problem.status(), problem.code(), problem.getMessage());
    }

    @ExceptionHandler({HttpMessageNotReadableException.class, MethodArgumentTypeMismatchException.class})
    ResponseEntity<Body> unreadable() {
        return answer(HttpStatus.BAD_REQUEST, "BAD_REQUEST", "Bad Request - Request cannot be read.");
    }

    @ExceptionHandler
    ResponseEntity<Body> other(Exception cause) {
        if (cause instanceof ErrorResponse error && error.getStatusCode().is4xxClientError()) {
            HttpStatus status = HttpStatus.valueOf(error.getStatusCode().value());
            return answer(status, status.name(), status.getReasonPhrase());
        }
        log.error("PhonePe simulator failed on a request", cause);
        return answer(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", "Internal Server Error");
    }

    private static ResponseEntity<Body> answer(HttpStatus status, String code, String message) {
        return ResponseEntity.status(status).body(new Body(false, code, message, null));
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Body(boolean success, String code, String message, String data) {}
}
