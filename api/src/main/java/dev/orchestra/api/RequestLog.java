package dev.orchestra.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpMethod;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * One line for each finished write, and the ids that every line of a request carries. Ids only: nothing that the caller sent as a header or a
 * body is logged.
 */
final class RequestLog implements AsyncHandlerInterceptor {

    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);
    private static final String BEGIN = RequestLog.class.getName() + ".begin";
    private static final String OUTCOME = RequestLog.class.getName() + ".outcome";

    /** Notes the code that the request ends with. */
    static void outcome(WebRequest request, ProblemCode code) {
        request.setAttribute(OUTCOME, code.name(), RequestAttributes.SCOPE_REQUEST);
    }

    static void outcome(HttpServletRequest request, ProblemCode code) {
        request.setAttribute(OUTCOME, code.name());
    }

    /** Notes that the request was answered with what an earlier one was told. */
    static void replayed(HttpServletRequest request) {
        request.setAttribute(OUTCOME, "REPLAYED");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        request.setAttribute(BEGIN, System.nanoTime());
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, Exception failure) {
        if (!HttpMethod.GET.matches(request.getMethod())) {
            // The pattern of the address, not the address: it may name anything.
            log.info(
                    "{} {}: {} in {} ms",
                    request.getMethod(),
                    request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                    outcome(request, response.getStatus()),
                    Duration.ofNanos(System.nanoTime() - (long) request.getAttribute(BEGIN))
                            .toMillis());
        }
        forget();
    }

    /** A stream of events goes on without this thread, which is somebody else's from now on. */
    @Override
    public void afterConcurrentHandlingStarted(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        forget();
    }

    private static void forget() {
        for (LogField field : LogField.values()) {
            MDC.remove(field.key());
        }
    }

    private static Object outcome(HttpServletRequest request, int status) {
        Object code = request.getAttribute(OUTCOME);
        if (code != null) {
            return code;
        }
        return status == HttpServletResponse.SC_ACCEPTED ? Pending.CODE : "OK";
    }
}
