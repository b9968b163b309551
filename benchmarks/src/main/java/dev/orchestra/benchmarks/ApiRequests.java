package dev.orchestra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;

/** Requests to the API, with the identity header of its mode {@code local}; each write has a key. */
final class ApiRequests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final String url;

    ApiRequests(HttpClient http, String url) {
        this.http = http;
        this.url = url;
    }

    /**
     * @param body null for none
     * @return what it was answered, a missing node when nothing
     */
    JsonNode ask(Shopper shopper, String method, String path, String body) throws Exception {
        BodyPublisher sent = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("X-User-Id", shopper.name)
                .method(method, sent);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!"GET".equals(method)) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        HttpRequest ready = request.build();
        HttpResponse<byte[]> answer = http.send(ready, HttpResponse.BodyHandlers.ofByteArray());
        while (answer.statusCode() == 202 || answer.statusCode() == 503) {
            // On a machine that is too busy a request's time may run out: its caller asks again, and the time counts.
            answer = http.send(ready, HttpResponse.BodyHandlers.ofByteArray());
        }
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    method + " " + path + ": " + answer.statusCode() + " " + new String(answer.body()));
        }
        return JSON.readTree(answer.body());
    }
}
