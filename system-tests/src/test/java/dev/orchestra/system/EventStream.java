package dev.orchestra.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What a browser's EventSource gets to see of one address. */
final class EventStream {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** One event, as it came. */
    record Event(int id, String name, JsonNode data) {
        String state() {
            return data.get("state").asText();
        }

        String title() {
            return data.get("title").asText();
        }
    }

    /** So far. */
    final List<Event> events = new CopyOnWriteArrayList<>();

    /** The status, when the server has ended the answer. */
    final CompletableFuture<Integer> end;

    private String id;
    private String name;

    /** @param lastEventId null for the first time */
    EventStream(String address, String userId, Integer lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("X-User-Id", userId)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId.toString());
        }
        end = HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
                .thenApplyAsync(answer -> {
                    try (Stream<String> lines = answer.body()) {
                        lines.forEach(this::take);
                    }
                    return answer.statusCode();
                });
    }

    private void take(String line) {
        if (line.startsWith("id:")) {
            id = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
            name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
            try {
                events.add(new Event(
                        Integer.parseInt(id),
                        name,
                        JSON.readTree(line.substring(5).strip())));
            } catch (JsonProcessingException mistake) {
                throw new IllegalStateException(line, mistake);
            }
        }
    }
}
