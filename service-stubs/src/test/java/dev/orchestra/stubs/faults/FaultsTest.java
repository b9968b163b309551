package dev.orchestra.stubs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.StubsTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class FaultsTest extends StubsTest {

    private static final String ONE_MORE =
            "{\"operations\": [{\"op\": \"ADD\", \"product_id\": \"p\", \"quantity\": 1}]}";

    @AfterEach
    void heal() {
        send("DELETE", "/faults", null);
    }

    @Test
    void anErrorHitsItsPathAndMethodAsOftenAsItSays() {
        String cart = newCart();
        fault(
                "{\"name\": \"down\", \"method\": \"GET\", \"path\": \"/api/carts/**\", \"error_status\": 502, \"times\": 2}");

        assertThat(post(cart + "/items/batch", ONE_MORE).status()).isEqualTo(200);
        assertThat(get("/api/payments?order_id=o").status()).isNotEqualTo(502);
        Answer hit = get(cart);
        assertThat(hit.status()).isEqualTo(502);
        assertThat(hit.text("/code")).isEqualTo("INJECTED_FAULT");
        assertThat(get(cart).status()).isEqualTo(502);
        assertThat(get(cart).status()).isEqualTo(200);
        assertThat(send("GET", "/faults", null).body().at("/rules/0/hits").asInt())
                .isEqualTo(2);
    }

    @Test
    void anErrorRateHitsAboutThatShare() {
        String cart = newCart();
        fault("{\"name\": \"shaky\", \"path\": \"/api/carts/*\", \"error_rate\": 0.5}");

        long errors = IntStream.range(0, 200)
                .filter(number -> get(cart).status() == 503)
                .count();
        assertThat(errors).isBetween(50L, 150L);
    }

    @Test
    void rulesAreReplacedByNameAndRemoved() {
        String cart = newCart();
        fault("{\"name\": \"one\", \"path\": \"/api/carts/**\", \"error_status\": 500}");
        fault("{\"name\": \"one\", \"path\": \"/api/carts/**\", \"error_status\": 429}");
        assertThat(get(cart).status()).isEqualTo(429);
        assertThat(send("GET", "/faults", null).body().get("rules").size()).isEqualTo(1);

        assertThat(send("DELETE", "/faults/one", null).body().get("rules").isEmpty())
                .isTrue();
        assertThat(get(cart).status()).isEqualTo(200);
    }

    @Test
    void aSlowAnswerIsSlowAndThenRight() {
        String cart = newCart();
        fault("{\"name\": \"slow\", \"path\": \"/api/carts/**\", \"latency_ms\": 400}");

        Instant asked = Instant.now();
        assertThat(get(cart).status()).isEqualTo(200);
        assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aDroppedAnswerHidesAWriteThatWasDone() {
        String cart = newCart();
        String key = newKey();
        fault(
                "{\"name\": \"lost\", \"method\": \"POST\", \"path\": \"/api/carts/**\", \"drop_answer\": true, \"times\": 1}");

        assertThatThrownBy(() -> post(cart + "/items/batch", ONE_MORE, key)).hasCauseInstanceOf(IOException.class);
        assertThat(quantity(cart)).isEqualTo(1);
        Answer repeated = post(cart + "/items/batch", ONE_MORE, key);
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(quantity(cart)).isEqualTo(1);
    }

    @Test
    void garbageHidesAWriteThatWasDone() throws Exception {
        String cart = newCart();
        String key = newKey();
        fault(
                "{\"name\": \"mad\", \"method\": \"POST\", \"path\": \"/api/carts/**\", \"garbage\": true, \"latency_ms\": 300, \"times\": 2}");

        Instant asked = Instant.now();
        HttpResponse<String> answer = raw(cart + "/items/batch", ONE_MORE, key);
        assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> json.readTree(answer.body())).isInstanceOf(JacksonException.class);
        assertThat(quantity(cart)).isEqualTo(1);
        // Even a refusal looks like a success.
        HttpResponse<String> refused = raw("/api/carts/none/items/batch", ONE_MORE, newKey());
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).isEqualTo(answer.body());

        Answer repeated = post(cart + "/items/batch", ONE_MORE, key);
        assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(quantity(cart)).isEqualTo(1);
    }

    @Test
    void aLargeAnswerIsDroppedAsAWhole() {
        String cart = newCart();
        String hundred = IntStream.range(0, 100)
                .mapToObj(number -> "{\"op\": \"ADD\", \"product_id\": \"p" + number + "\", \"quantity\": 1}")
                .collect(Collectors.joining(",", "{\"operations\": [", "]}"));
        fault("{\"name\": \"lost\", \"method\": \"POST\", \"path\": \"/api/carts/**\", \"drop_answer\": true}");

        assertThatThrownBy(() -> post(cart + "/items/batch", hundred))
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("header parser received no bytes");
        assertThat(get(cart).body().get("items").size()).isEqualTo(100);
    }

    @Test
    void aDelayedRequestIsExecutedAfterItsCallerGaveUp() {
        String cart = newCart();
        fault(
                "{\"name\": \"late\", \"method\": \"POST\", \"path\": \"/api/carts/*/items/*\", \"delay_ms\": 700, \"times\": 1}");

        assertThatThrownBy(() -> post(cart + "/items/batch", ONE_MORE)).hasCauseInstanceOf(IOException.class);
        assertThat(get(cart).body().get("items").isEmpty()).isTrue();
        await().untilAsserted(() -> assertThat(quantity(cart)).isEqualTo(1));
    }

    @Test
    void aRequestDelayedPastItsOwnUndoDoesNothing() {
        String cart = newCart();
        String forward = newKey();
        fault(
                "{\"name\": \"late\", \"method\": \"POST\", \"path\": \"/api/carts/*/lock\", \"delay_ms\": 500, \"times\": 1}");
        String lock = "{\"attempt\": 2, \"order_id\": \"order_1\"}";
        assertThatThrownBy(() -> post(cart + "/lock", lock, forward)).hasCauseInstanceOf(IOException.class);
        assertThat(post(cart + "/unlock", "{\"attempt\": 1}", newKey(), "Undo-Of", forward)
                        .body()
                        .get("attempt")
                        .asInt())
                .isEqualTo(2);

        await().during(Duration.ofMillis(800))
                .untilAsserted(() ->
                        assertThat(get(cart).body().get("locked_by").isNull()).isTrue());
    }

    @Test
    void aRuleThatMakesNoSenseIsRefused() {
        for (String rule : new String[] {
            "{\"path\": \"/api/**\"}",
            "{\"name\": \"n\"}",
            "{\"name\": \"n\", \"path\": \"/api/{\"}",
            "{\"name\": \"n\", \"path\": \"/api\", \"error_rate\": 2}",
            "{\"name\": \"n\", \"path\": \"/api\", \"times\": 0}"
        }) {
            Answer refused = send("POST", "/faults", "{\"rules\": [" + rule + "]}");
            assertThat(refused.status()).as(rule).isEqualTo(400);
            assertThat(refused.text("/field")).as(rule).startsWith("rules[0]");
        }
    }

    @Test
    void faultsNeverHitTheirOwnEndpoint() {
        fault("{\"name\": \"all\", \"path\": \"/**\", \"error_status\": 500}");

        assertThat(get("/api/carts/x").status()).isEqualTo(500);
        assertThat(send("GET", "/faults", null).status()).isEqualTo(200);
        assertThat(send("DELETE", "/faults", null).status()).isEqualTo(200);
    }

    private HttpResponse<String> raw(String path, String body, String key) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private void fault(String rule) {
        assertThat(send("POST", "/faults", "{\"rules\": [" + rule + "]}").status())
                .isEqualTo(200);
    }

    private String newCart() {
        return "/api/carts/"
                + post("/api/carts/find-or-create", "{\"owner_id\": \"own_" + newKey() + "\", \"kind\": \"BASKET\"}")
                        .text("/cart_id");
    }

    private int quantity(String cart) {
        return get(cart).body().at("/items/0/quantity").asInt(0);
    }
}
