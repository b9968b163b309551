package dev.orchestra.api;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns whatever goes wrong into a {@link Problem}. Nothing internal leaves: a bug is logged here and answered without its reason. */
@RestControllerAdvice
public class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    /** SQLSTATE classes: no connection, out of resources, shut down by an operator. */
    private static final Set<String> DATABASE_AWAY = Set.of("08", "53", "57");

    /** One wrong value. */
    public record InvalidField(String field, String message) {}

    @ExceptionHandler
    ResponseEntity<Object> problem(Problem problem, WebRequest request) {
        RequestLog.outcome(request, problem.code());
        var told = ErrorInWords.Told.of(problem, ((ServletWebRequest) request).getRequest());
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.code().status())
                .headers(problem.headers())
                .contentType(told.type());
        if (problem.code().status().value() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.body(told.body());
    }

    /** A database that is away, or a lock that was not had in time, is a bad moment; any other failure of a statement is a bug. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<Object> store(NestedRuntimeException failure, WebRequest request) {
        if (!isBadMoment(failure)) {
            return bug(failure, request);
        }
        log.warn("The database did not do its part: {}", failure.getMessage());
        return problem(
                new Problem(
                                ErrorCode.SERVICE_UNAVAILABLE,
                                "The store of this API does not answer. Send the same request again in a moment; with the Idempotency-Key of this answer where there is one.")
                        .with("service", "store"),
                request);
    }

    private static boolean isBadMoment(NestedRuntimeException failure) {
        if (failure instanceof CannotCreateTransactionException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof TransientDataAccessException) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                // A connection that broke under a statement comes without a class of its own.
                return DATABASE_AWAY.contains(sql.getSQLState().substring(0, 2));
            }
        }
        return false;
    }

    /** A query that the server cannot take apart: a parameter without a name, or half of an encoded character. */
    @ExceptionHandler
    ResponseEntity<Object> query(InvalidParameterException unreadable, WebRequest request) {
        return problem(invalid(List.of(new InvalidField("(query)", "cannot be read"))), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> bug(Exception bug, WebRequest request) {
        log.error("Unexpected failure", bug);
        return problem(
                new Problem(ErrorCode.INTERNAL_ERROR, "The failure was logged; nothing more can be said here."),
                request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return problem(unreadable(failure.getCause()), request);
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof UnrecognizedPropertyException unknown) {
            String field = path(unknown);
            return new Problem(ErrorCode.UNKNOWN_FIELD, "There is no field " + field + " here.").with("field", field);
        }
        if (cause instanceof InputCoercionException number) {
            return wrongType(number);
        }
        if (cause instanceof StreamReadException) {
            return new Problem(ErrorCode.MALFORMED_JSON, "The body cannot be read as JSON.");
        }
        if (cause instanceof DatabindException wrong) {
            return wrongType(wrong);
        }
        return new Problem(ErrorCode.MALFORMED_JSON, "A JSON body is needed.");
    }

    private static Problem wrongType(JacksonException wrong) {
        String field = path(wrong);
        return invalid(List.of(new InvalidField(field.isEmpty() ? "(body)" : field, "has a value of the wrong type")));
    }

    private static String path(JacksonException failure) {
        return failure.getPath().stream()
                .map(part ->
                        part.getPropertyName() == null ? "[" + part.getIndex() + "]" : "." + part.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    /** What bean validation and our own checks found, in the field names of the API. */
    public static Problem invalid(List<InvalidField> errors) {
        String first = errors.get(0).field() + " " + errors.get(0).message();
        return new Problem(ErrorCode.INVALID_FIELD, first + (errors.size() > 1 ? ", and more" : "") + ".")
                .with("errors", errors);
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<InvalidField> errors = new ArrayList<>();
        for (FieldError error : failure.getFieldErrors()) {
            errors.add(new InvalidField(pathInTheBody(error.getField()), error.getDefaultMessage()));
        }
        failure.getGlobalErrors().forEach(error -> errors.add(new InvalidField("(body)", error.getDefaultMessage())));
        return problem(invalid(errors), request);
    }

    /** In snake_case, and without the {@code value} of a {@code Change}, which the body does not have. */
    static String pathInTheBody(String field) {
        return field.replaceAll("\\.value(?=[.\\[]|$)", "")
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception failure, Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ErrorCode code = switch (status.value()) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            default -> status.is4xxClientError() ? ErrorCode.INVALID_FIELD : ErrorCode.INTERNAL_ERROR;
        };
        if (code == ErrorCode.INTERNAL_ERROR) {
            return bug(failure, request);
        }
        ResponseEntity<Object> answer = problem(new Problem(code, code.title() + "."), request);
        return ResponseEntity.status(answer.getStatusCode())
                .headers(headers)
                .headers(answer.getHeaders())
                .body(answer.getBody());
    }
}
