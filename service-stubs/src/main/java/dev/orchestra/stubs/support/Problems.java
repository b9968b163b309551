package dev.orchestra.stubs.support;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Renders everything that goes wrong as {@code application/problem+json} with a {@code code}, and nothing internal. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ResponseEntity<Object> refused(Refusal refusal) {
        ProblemDetail problem = problem(refusal.status(), refusal.code(), refusal.getMessage());
        refusal.details().forEach(problem::setProperty);
        return answer(problem, HttpHeaders.EMPTY);
    }

    /** A lock that was not had in time or a database that is away: the same request may succeed later. */
    @ExceptionHandler({
        TransientDataAccessException.class,
        DataAccessResourceFailureException.class,
        CannotCreateTransactionException.class
    })
    ResponseEntity<Object> unavailable(Exception cause) {
        log.warn("Database did not do its part: {}", cause.getMessage());
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        return answer(
                problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "DATABASE_UNAVAILABLE",
                        "The database did not answer in time. Try again."),
                headers);
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception cause) {
        log.error("Request failed", cause);
        return answer(
                problem(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "The service failed on this request."),
                HttpHeaders.EMPTY);
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception cause, Object body, HttpHeaders headers, HttpStatusCode statusCode, WebRequest request) {
        HttpStatus status = HttpStatus.valueOf(statusCode.value());
        if (status.is5xxServerError()) {
            return unexpected(cause);
        }
        ProblemDetail problem = problem(status, status.name(), status.getReasonPhrase());
        String field = field(cause);
        if (field != null) {
            problem.setDetail("Missing or not valid: " + field);
            problem.setProperty("field", field);
        } else if (cause instanceof HttpMessageNotReadableException) {
            problem.setDetail("The body is not the JSON that is expected here.");
        }
        return answer(problem, headers);
    }

    /** The name, as the caller writes it, of what is wrong with the request; null when it is the request as a whole. */
    private static String field(Exception cause) {
        if (cause instanceof MethodArgumentNotValidException invalid) {
            boolean camelCase = invalid.getParameter().getParameterType().isAnnotationPresent(CamelCase.class);
            return invalid.getBindingResult().getFieldErrors().stream()
                    .map(error -> camelCase ? error.getField() : snakeCase(error.getField()))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        }
        if (cause instanceof HandlerMethodValidationException invalid) {
            return invalid.getParameterValidationResults().stream()
                    .map(result -> snakeCase(result.getMethodParameter().getParameterName()))
                    .findFirst()
                    .orElse(null);
        }
        if (cause instanceof MissingServletRequestParameterException missing) {
            return missing.getParameterName();
        }
        if (cause instanceof MissingRequestHeaderException missing) {
            return missing.getHeaderName();
        }
        if (cause instanceof MethodArgumentTypeMismatchException mismatch) {
            return snakeCase(mismatch.getName());
        }
        if (cause instanceof TypeMismatchException mismatch) {
            return mismatch.getPropertyName();
        }
        if (cause.getCause() instanceof JacksonException unreadable
                && !unreadable.getPath().isEmpty()) {
            return path(unreadable.getPath());
        }
        return null;
    }

    private static String path(List<JacksonException.Reference> path) {
        return path.stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static ProblemDetail problem(HttpStatus status, String code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return problem;
    }

    private static ResponseEntity<Object> answer(ProblemDetail problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
