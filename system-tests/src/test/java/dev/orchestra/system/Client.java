package dev.orchestra.system;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A caller of one of the stack's addresses. */
final class Client {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** @param body JSON, null when there is none */
    record Answer(int status, JsonNode body, HttpHeaders headers) {
        String code() {
            return body.path("code").asText();
        }

        String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    private final String url;
    private final boolean asksAgain;
    private final Map<String, String> headers = new LinkedHashMap<>();

    Client(String url) {
        this(url, false);
    }

    private Client(String url, boolean asksAgain) {
        this.url = url;
        this.asksAgain = asksAgain;
    }

    /** The same caller with one more header. */
    Client with(String name, String value) {
        Client more = new Client(url, asksAgain);
        more.headers.putAll(headers);
        more.headers.put(name, value);
        return more;
    }

    /** The same caller with an idempotency key: whatever is sent again with it is the same request. */
    Client keyed() {
        return with("Idempotency-Key", "key-" + UUID.randomUUID());
    }

    /** The same caller, who sends what still runs (202) once more, as the answer says, until it has run. */
    Client whoAsksAgain() {
        Client patient = new Client(url, true);
        patient.headers.putAll(headers);
        return patient;
    }

    Answer get(String path) {
        return send(path, HttpRequest.Builder::GET);
    }

    Answer post(String path, String body) {
        return send(
                path,
                request -> request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body) {
        return send(
                path,
                request -> request.header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer delete(String path) {
        return send(path, HttpRequest.Builder::DELETE);
    }

    private Answer send(String path, UnaryOperator<HttpRequest.Builder> method) {
        Answer answer = send(method.apply(request(path)));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (asksAgain && answer.status() == 202 && System.nanoTime() < end) {
            HttpRequest.Builder again = method.apply(request(path));
            String key = answer.header("Idempotency-Key");
            answer = send(key == null ? again : again.setHeader("Idempotency-Key", key));
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
        headers.forEach(request::header);
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = answer.body().isBlank() ? null : JSON.readTree(answer.body());
            return new Answer(answer.statusCode(), body, answer.headers());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
