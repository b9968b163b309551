package dev.orchestra.stubs.gateways;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** The merchant's end of webhooks, one for all tests. It takes everything unless told otherwise about an order. */
public final class WebhookInbox {

    private static final List<Received> RECEIVED = new CopyOnWriteArrayList<>();
    private static final Map<String, Deque<Integer>> ANSWERS = new ConcurrentHashMap<>();
    private static final HttpServer SERVER = start();

    private WebhookInbox() {}

    /** A webhook as it arrived. */
    public record Received(String path, Map<String, List<String>> headers, String body, int answered) {

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }
    }

    public static String url(String gateway) {
        return "http://127.0.0.1:" + SERVER.getAddress().getPort() + "/webhooks/" + gateway;
    }

    /** What has arrived about an order, one of whose ids is given. */
    public static List<Received> about(String id) {
        return RECEIVED.stream()
                .filter(received -> received.body().contains("\"" + id + "\""))
                .toList();
    }

    /** Answers the next webhooks about an order with these statuses, one after the other. */
    static void answer(String id, Integer... statuses) {
        ANSWERS.put(id, new ArrayDeque<>(Arrays.asList(statuses)));
    }

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/webhooks/", WebhookInbox::take);
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "webhook-inbox");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return server;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = ANSWERS.entrySet().stream()
                .filter(answer -> body.contains("\"" + answer.getKey() + "\""))
                .map(answer -> answer.getValue().poll())
                .filter(next -> next != null)
                .findFirst()
                .orElse(200);
        RECEIVED.add(new Received(
                exchange.getRequestURI().getPath(), Map.copyOf(exchange.getRequestHeaders()), body, status));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
