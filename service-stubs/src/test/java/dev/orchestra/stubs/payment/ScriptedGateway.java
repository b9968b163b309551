package dev.orchestra.stubs.payment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway that answers what a test says. A path that nothing was said of is 404. */
class ScriptedGateway {

    static final Reply LOST = new Reply(0, "", Map.of());

    private final HttpServer server;
    private final JsonMapper json = new JsonMapper();
    private final Map<String, Function<Call, Reply>> script = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /** {@code path} with its query. */
    record Call(String method, String path, Map<String, List<String>> headers, String text, JsonNode body) {

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    /** Status 0 closes the connection without an answer. */
    record Reply(int status, String body, Map<String, String> headers) {

        static Reply ok(String body) {
            return new Reply(200, body, Map.of());
        }

        static Reply of(int status, String body) {
            return new Reply(status, body, Map.of());
        }
    }

    ScriptedGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "scripted-gateway");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What is answered to, for example, {@code POST /v1/orders}; in place of what was said of it before. */
    void on(String methodAndPath, Function<Call, Reply> reply) {
        script.put(methodAndPath, reply);
    }

    void on(String methodAndPath, String body) {
        on(methodAndPath, call -> Reply.ok(body));
    }

    /** The calls of, for example, {@code POST /v1/orders}, the first one first. */
    List<Call> calls(String methodAndPath) {
        return calls.stream()
                .filter(call -> methodAndPath.equals(call.method() + " " + call.path()))
                .toList();
    }

    void forget() {
        script.clear();
        calls.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Call call = new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                text,
                text.startsWith("{") ? json.readTree(text) : json.missingNode());
        calls.add(call);
        Reply reply = script.getOrDefault(call.method() + " " + call.path(), any -> Reply.of(404, "{}"))
                .apply(call);
        if (reply.status() != 0) {
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
