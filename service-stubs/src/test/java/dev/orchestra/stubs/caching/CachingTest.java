package dev.orchestra.stubs.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.stubs.StubsTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import redis.clients.jedis.RedisClient;

class CachingTest extends StubsTest {

    @Autowired
    private RedisClient redis;

    private final String key = "cart:" + newKey() + ":computed";

    @Test
    void whatWasSetIsFoundUntilItsTimeIsOver() {
        assertThat(cached().body().get("hit").asBoolean()).isFalse();
        assertThat(stored(3, "{\"net_payable\": 708.20}")).isTrue();

        Answer found = cached();
        assertThat(found.body().get("hit").asBoolean()).isTrue();
        assertThat(found.body().get("version").asInt()).isEqualTo(3);
        assertThat(found.body().get("age_seconds").asInt()).isBetween(0, 5);
        assertThat(found.http().body()).contains("\"net_payable\":708.20");
        assertThat(redis.ttl(key)).isBetween(1790L, 1800L);

        redis.hset(key, "at", Long.toString(System.currentTimeMillis() - 120_000));
        assertThat(cached().body().get("age_seconds").asInt()).isBetween(120, 125);

        redis.pexpire(key, 1);
        await().until(() -> !cached().body().get("hit").asBoolean());
    }

    @Test
    void anOlderVersionLosesAndTheSameOneReplaces() {
        assertThat(stored(7, "\"seven\"")).isTrue();
        assertThat(stored(6, "\"six\"")).isFalse();
        assertThat(cached().text("/value")).isEqualTo("seven");
        assertThat(stored(7, "\"seven again\"")).isTrue();
        assertThat(stored(10, "\"ten\"")).isTrue();
        assertThat(stored(9, "\"nine\"")).isFalse();
        assertThat(cached().text("/value")).isEqualTo("ten");
    }

    @Test
    void ofManyWritersTheNewestWins() {
        List<CompletableFuture<Answer>> writers = IntStream.rangeClosed(1, 30)
                .mapToObj(version -> sendAsync("POST", "/api/caching/set", set(version, Integer.toString(version))))
                .toList();
        assertThat(writers)
                .allSatisfy(writer -> assertThat(writer.join().status()).isEqualTo(200));

        assertThat(cached().body().get("value").asInt()).isEqualTo(30);
    }

    @Test
    void aLateSetDoesNotBringBackWhatWasDeleted() {
        stored(5, "\"five\"");
        assertThat(deleted(5)).isTrue();
        assertThat(cached().body().get("hit").asBoolean()).isFalse();
        assertThat(deleted(5)).isFalse();

        assertThat(stored(5, "\"five\"")).isFalse();
        assertThat(stored(4, "\"four\"")).isFalse();
        assertThat(cached().body().get("hit").asBoolean()).isFalse();
        assertThat(redis.ttl(key)).isBetween(50L, 60L);
        assertThat(stored(6, "\"six\"")).isTrue();
        assertThat(cached().text("/value")).isEqualTo("six");
    }

    @Test
    void aLateDeleteLeavesWhatIsNewer() {
        stored(6, "\"six\"");

        assertThat(deleted(5)).isFalse();
        assertThat(cached().text("/value")).isEqualTo("six");
    }

    private Answer cached() {
        return get("/api/caching/get?key=" + key);
    }

    private boolean stored(int version, String value) {
        return send("POST", "/api/caching/set", set(version, value))
                .body()
                .get("stored")
                .asBoolean();
    }

    private boolean deleted(int version) {
        return send("DELETE", "/api/caching/delete?key=" + key + "&version=" + version, null)
                .body()
                .get("deleted")
                .asBoolean();
    }

    private String set(int version, String value) {
        return "{\"key\": \"" + key + "\", \"version\": " + version + ", \"ttl_seconds\": 1800, \"value\": " + value
                + "}";
    }
}
