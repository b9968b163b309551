package dev.orchestra.openapi;

import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.ErrorInWords;
import dev.orchestra.api.Problem;
import dev.orchestra.api.ProblemCode;
import io.swagger.v3.oas.models.examples.Example;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The examples, one file each: {@code openapi/examples/<operation>/request.json}, {@code 200.json}; where there are several, with a name: {@code request.remove.json}. Problems are
 * in one file, by their codes.
 */
final class Examples {

    private static final String FOLDER = "openapi/examples/";
    private static final TypeReference<Map<String, Map<String, Object>>> PROBLEMS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    /** Amounts stay as they are written. */
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final PathMatchingResourcePatternResolver files = new PathMatchingResourcePatternResolver();
    private final Map<String, Map<String, Object>> problems;

    /** Where the ticket API says something else with the same code. */
    private final Map<String, String> ticketDetails;

    Examples() {
        this.problems = json.readValue(text(files.getResource("classpath:openapi/problems.json")), PROBLEMS);
        this.ticketDetails = json.readValue(text(files.getResource("classpath:openapi/ticket-details.json")), DETAILS);
    }

    /** The examples of a request ({@code request}) or of an answer (its status), by their names. */
    Map<String, Example> of(ApiOperation operation, String of) {
        Map<String, Example> examples = new LinkedHashMap<>();
        for (Resource file : files("classpath*:" + FOLDER + operation.id() + "/" + of + "*.json")) {
            String name = file.getFilename().replaceFirst("\\.json$", "").replaceFirst("^" + of + "\\.?", "");
            examples.put(
                    name.isEmpty() ? "example" : name, new Example().value(json.readValue(text(file), Object.class)));
        }
        return examples;
    }

    /** The answer to a request whose operation goes on. */
    Example stillRunning() {
        return new Example()
                .value(json.readValue(text(files.getResource("classpath:openapi/still-running.json")), Object.class));
    }

    /** What an error with this code looks like. */
    Example of(ErrorCode code) {
        Map<String, Object> told = problems.get(code.name());
        if (told == null) {
            throw new IllegalStateException("openapi/problems.json has no example of " + code + ".");
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("title", code.title());
        problem.put("status", code.status().value());
        problem.put("success", false);
        problem.put("code", code.name());
        problem.putAll(told);
        return new Example().value(problem);
    }

    /** What an error of the ticket API looks like. */
    Example inWords(ProblemCode code) {
        String detail = code instanceof ErrorCode known
                ? (String) problems.get(known.name()).get("detail")
                : code.title();
        return new Example().value(ErrorInWords.of(new Problem(code, ticketDetails.getOrDefault(code.name(), detail))));
    }

    private Resource[] files(String pattern) {
        try {
            Resource[] found = files.getResources(pattern);
            Arrays.sort(found, Comparator.comparing(Resource::getFilename));
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Resource file) {
        try (InputStream content = file.getInputStream()) {
            return new String(content.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
