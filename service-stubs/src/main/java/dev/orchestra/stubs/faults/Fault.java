package dev.orchestra.stubs.faults;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What goes wrong with which requests.
 *
 * @param name a rule of the same name replaces this one
 * @param method null for any
 * @param path an Ant pattern such as {@code /api/inventory/**}
 * @param latencyMs how long to wait first
 * @param errorRate the share of requests that get {@code errorStatus} and are not executed, 0 to 1; 1 when only the
 *     status is given
 * @param errorStatus 503 when only the rate is given
 * @param dropAnswer execute the request, then close the connection without an answer
 * @param garbage execute the request, then answer 200 with something that is no JSON
 * @param delayMs close the connection at once and execute the request this much later; null for not at all
 * @param times how many requests it hits; null until it is removed
 */
record Fault(
        @NotBlank String name,
        @Pattern(regexp = "GET|POST|PUT|PATCH|DELETE") String method,
        @NotNull @Pattern(regexp = "/.*") String path,
        @Min(0) @Max(600_000) Long latencyMs,
        @DecimalMin("0") @DecimalMax("1") Double errorRate,
        @Min(400) @Max(599) Integer errorStatus,
        Boolean dropAnswer,
        Boolean garbage,
        @Min(0) @Max(600_000) Long delayMs,
        @Min(1) Integer times) {

    Fault {
        if (path != null) {
            PathPatternParser.defaultInstance.parse(path);
        }
        latencyMs = latencyMs == null ? 0 : latencyMs;
        errorRate = errorRate != null ? errorRate : errorStatus == null ? 0.0 : 1.0;
        errorStatus = errorStatus == null ? 503 : errorStatus;
        dropAnswer = Boolean.TRUE.equals(dropAnswer);
        garbage = Boolean.TRUE.equals(garbage);
    }

    boolean concerns(String requestMethod, String requestPath) {
        return (method == null || method.equals(requestMethod))
                && PathPatternParser.defaultInstance.parse(path).matches(PathContainer.parsePath(requestPath));
    }
}
