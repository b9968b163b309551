package dev.orchestra.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Gives a write its key before anything else happens, so that every answer names it: also the one that says that something is down, after which
 * the caller sends the same request again.
 */
final class IdempotencyKeys implements HandlerInterceptor {

    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final String SENT = IdempotencyKeys.class.getName() + ".sent";

    /** The key that the caller chose; empty when it was made up here, so that nobody can repeat the request before its answer. */
    static Optional<String> sent(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(SENT));
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!WRITES.contains(request.getMethod())) {
            return true;
        }
        String sent = request.getHeader(IdempotencyKey.HEADER);
        String key = IdempotencyKey.orRandom(sent);
        request.setAttribute(SENT, sent);
        request.setAttribute(IdempotencyKey.ATTRIBUTE, key);
        response.setHeader(IdempotencyKey.HEADER, key);
        return true;
    }
}
