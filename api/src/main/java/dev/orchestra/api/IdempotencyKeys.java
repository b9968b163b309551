package dev.orchestra.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Gives a write its key before anything else happens, so that every answer names it: also the one that says that something is down, after which
 * the caller sends the same request again.
 */
final class IdempotencyKeys implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String key = IdempotencyKey.orRandom(request.getHeader(IdempotencyKey.HEADER));
        request.setAttribute(IdempotencyKey.ATTRIBUTE, key);
        response.setHeader(IdempotencyKey.HEADER, key);
        return true;
    }
}
