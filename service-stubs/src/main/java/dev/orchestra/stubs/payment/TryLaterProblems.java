package dev.orchestra.stubs.payment;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Renders {@link TryLater}, before anything takes it for a failure of this service. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class TryLaterProblems {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tryLater(TryLater later) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(later.status(), later.getMessage());
        problem.setProperty("code", later.code());
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(later.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (later.retryAfter() != null) {
            answer.header(HttpHeaders.RETRY_AFTER, later.retryAfter().toString());
        }
        return answer.body(problem);
    }
}
