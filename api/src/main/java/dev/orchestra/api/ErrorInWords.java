package dev.orchestra.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;

/** An error as the ticket API tells it: {@code {"error": "…"}}, in words alone. */
public record ErrorInWords(String error) {

    /** By their address: a request that comes to no operation there is answered in the same way. */
    private static final Pattern TICKETS =
            Pattern.compile("/(cart/add|cart/seats(/[^/]*)?|orders/checkout|reservations(/.*)?|events/.*)");

    private static final Pattern NEXT_WORD = Pattern.compile("_([a-z])");

    /** A problem as the API that was asked tells it. */
    record Told(MediaType type, Object body) {

        static Told of(Problem problem, HttpServletRequest request) {
            String path =
                    request.getRequestURI().substring(request.getContextPath().length());
            return TICKETS.matcher(path).matches()
                    ? new Told(MediaType.APPLICATION_JSON, ErrorInWords.of(problem))
                    : new Told(MediaType.APPLICATION_PROBLEM_JSON, problem.body());
        }
    }

    public static ErrorInWords of(Problem problem) {
        String detail = problem.body().getDetail();
        return new ErrorInWords(words(problem.code() == ErrorCode.UNKNOWN_FIELD ? detail : inCamelCase(detail)));
    }

    /** As the ticket API spells fields. */
    private static String inCamelCase(String text) {
        return NEXT_WORD.matcher(text).replaceAll(word -> word.group(1).toUpperCase(java.util.Locale.ROOT));
    }

    private static String words(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
