package dev.orchestra.stubs.faults;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Does to each request what a fault says, before and after anything of the services runs. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class FaultFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(FaultFilter.class);

    /** Headers that belong to a connection or that the client sets itself. */
    private static final Set<String> NOT_RESENT =
            Set.of("connection", "content-length", "expect", "host", "http2-settings", "transfer-encoding", "upgrade");

    private static final String SECOND_TIME = "Orchestra-Fault-Passed";

    private final Faults faults;
    private final HttpClient self =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Only this process can know it, so no caller slips past the faults. */
    private final String pass = UUID.randomUUID().toString();

    FaultFilter(Faults faults) {
        this.faults = faults;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals("/faults")
                || path.startsWith("/faults/")
                || path.startsWith("/actuator")
                || pass.equals(request.getHeader(SECOND_TIME));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Faults.Effect effect =
                faults.strike(request.getMethod(), request.getRequestURI()).orElse(null);
        if (effect == null) {
            chain.doFilter(request, response);
            return;
        }
        Fault rule = effect.rule();
        log.info("Fault {} hits {} {}", rule.name(), request.getMethod(), request.getRequestURI());
        pause(rule.latencyMs());
        if (effect.error()) {
            response.setStatus(rule.errorStatus());
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getWriter()
                    .write("{\"status\":" + rule.errorStatus()
                            + ",\"code\":\"INJECTED_FAULT\",\"detail\":\"A fault on demand.\"}");
        } else if (rule.delayMs() != null) {
            executeLater(request, rule.delayMs());
            ConnectionBreaker.close(request);
        } else if (rule.dropAnswer()) {
            chain.doFilter(request, new ContentCachingResponseWrapper(response));
            ConnectionBreaker.close(request);
        } else if (rule.garbage()) {
            chain.doFilter(request, new ContentCachingResponseWrapper(response));
            response.reset();
            response.setContentType(MediaType.TEXT_HTML_VALUE);
            response.getWriter().write("<html><body><h1>It works!</h1></body></html>");
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Sends the request to this process again, as the network would if it had held it back. */
    private void executeLater(HttpServletRequest request, long delayMs) throws IOException {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        HttpRequest.Builder copy = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + request.getLocalPort() + request.getRequestURI() + query))
                .method(
                        request.getMethod(),
                        BodyPublishers.ofByteArray(request.getInputStream().readAllBytes()))
                .header(SECOND_TIME, pass);
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!NOT_RESENT.contains(name.toLowerCase(Locale.ROOT))) {
                Collections.list(request.getHeaders(name)).forEach(value -> copy.header(name, value));
            }
        }
        HttpRequest late = copy.build();
        CompletableFuture.runAsync(
                () -> self.sendAsync(late, BodyHandlers.discarding())
                        .whenComplete((answer, failure) -> log.info(
                                "Late {} {}: {}",
                                late.method(),
                                late.uri().getPath(),
                                failure == null ? answer.statusCode() : failure)),
                CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS));
    }

    private static void pause(long milliseconds) throws IOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("The process stops", interrupted);
        }
    }
}
