package dev.orchestra.checkout;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orchestra.support.ServiceJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The Cart service, which knows the carts of a test, and the wallets of the Payment service, which say what a test tells them. */
public final class ScriptedServices implements AutoCloseable {

    /** @param key null for a question */
    public record Call(String path, String key, String body) {}

    public record Answer(int status, String body, Map<String, String> headers) {

        public static Answer ok(String body) {
            return new Answer(200, body, Map.of());
        }

        public static Answer refusal(int status, String code, String more) {
            return new Answer(status, "{\"status\": " + status + ", \"code\": \"" + code + "\"" + more + "}", Map.of());
        }
    }

    public final List<Call> walletCalls = new CopyOnWriteArrayList<>();
    public volatile Function<Call, Answer> wallets;

    private final Map<String, String> ownerOfCart = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public ScriptedServices() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        server.setExecutor(threads);
        server.createContext("/api/wallets/", this::wallet);
        server.createContext("/api/carts", this::cart);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void cartIs(String ownerId, String cartId) {
        ownerOfCart.put(cartId, ownerId);
    }

    private void wallet(HttpExchange http) throws IOException {
        var call = new Call(
                http.getRequestURI().getPath(),
                http.getRequestHeaders().getFirst("Idempotency-Key"),
                new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        walletCalls.add(call);
        send(http, wallets.apply(call));
    }

    private void cart(HttpExchange http) throws IOException {
        String query = http.getRequestURI().getQuery();
        if (query != null) {
            String ownerId = query.substring("owner_id=".length());
            String cart = ownerOfCart.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(ownerId))
                    .findFirst()
                    .map(entry -> json(entry.getKey(), ownerId))
                    .orElse("null");
            send(http, Answer.ok("{\"cart\": " + cart + ", \"tombstone\": null}"));
            return;
        }
        String cartId = http.getRequestURI().getPath().substring("/api/carts/".length());
        String ownerId = ownerOfCart.get(cartId);
        send(http, ownerId == null ? Answer.refusal(404, "CART_NOT_FOUND", "") : Answer.ok(json(cartId, ownerId)));
    }

    private static String json(String cartId, String ownerId) {
        return """
                {"cart_id": "%s", "owner_id": "%s", "kind": "BASKET", "currency": "INR", "version": 7, "options_version": 3, "computed_version": 7,
                 "computed": true, "attempt": 1, "items": [{"item_id": "item_1", "product_id": "prod_250", "quantity": 1, "addons": [], "discounts": []}],
                 "coupons_applied": [], "promotions_applied": [], "stores": [], "created_at": "2026-01-01T12:00:00Z", "updated_at": "2026-01-01T12:00:01Z"}
                """.formatted(cartId, ownerId);
    }

    private static void send(HttpExchange http, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach((name, value) -> http.getResponseHeaders().set(name, value));
        http.getResponseHeaders().set("Content-Type", "application/json");
        http.sendResponseHeaders(answer.status(), body.length);
        http.getResponseBody().write(body);
        http.close();
    }

    /** A field of a call's body. */
    public static String field(Call call, String name) {
        try {
            return ServiceJson.MAPPER.readTree(call.body()).path(name).asText();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
