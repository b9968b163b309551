package dev.orchestra.api;

import dev.orchestra.support.Refusal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;

/**
 * An error of the cart or order API (RFC 9457): {@code application/problem+json} with {@code success:false} and a stable code. The ticket API tells it by {@link
 * ErrorInWords}.
 */
public class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ProblemCode code;
    private final transient ProblemDetail body;
    private final transient HttpHeaders headers = new HttpHeaders();

    public Problem(ProblemCode code, String detail) {
        super(code.name() + ": " + detail);
        this.code = code;
        this.body = ProblemDetail.forStatusAndDetail(code.status(), detail);
        body.setTitle(code.title());
        body.setProperty("success", false);
        body.setProperty("code", code.name());
    }

    /** A workflow's refusal, with all that it knows. */
    public static Problem of(Refusal refusal) {
        ErrorCode code = ErrorCode.of(refusal.code()).orElse(ErrorCode.UNEXPECTED_REFUSAL);
        Problem problem = new Problem(code, refusal.message());
        if (code == ErrorCode.UNEXPECTED_REFUSAL) {
            problem.with("refusal", refusal.code());
        }
        return problem.with("service", refusal.service())
                .with("order_id", refusal.orderId())
                .with("problems", refusal.problems())
                .with("changes", refusal.changes())
                .with("total", refusal.total());
    }

    /** Adds a detail that a program can use; nulls are left out. */
    public Problem with(String name, Object value) {
        if (value != null) {
            body.setProperty(name, value);
        }
        return this;
    }

    /** Adds a header to the answer. */
    public Problem withHeader(String name, String value) {
        headers.set(name, value);
        return this;
    }

    HttpHeaders headers() {
        return headers;
    }

    public ProblemCode code() {
        return code;
    }

    public ProblemDetail body() {
        return body;
    }
}
