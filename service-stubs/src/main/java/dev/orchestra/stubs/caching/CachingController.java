package dev.orchestra.stubs.caching;

import dev.orchestra.stubs.support.Refusal;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import redis.clients.jedis.exceptions.JedisException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Caching service's endpoints. Without Redis each answers 503 {@code CACHE_UNAVAILABLE}. */
@RestController
@RequestMapping("/api/caching")
class CachingController {

    private static final Logger log = LoggerFactory.getLogger(CachingController.class);

    private final VersionedCache cache;
    private final JsonMapper json;

    CachingController(VersionedCache cache, JsonMapper json) {
        this.cache = cache;
        this.json = json;
    }

    @PostMapping("/set")
    Stored set(@Valid @RequestBody Set request) {
        return available(() -> new Stored(cache.set(
                request.key(),
                request.version(),
                json.writeValueAsString(request.value()),
                Duration.ofSeconds(request.ttlSeconds()))));
    }

    @GetMapping("/get")
    Cached get(@RequestParam String key) {
        return available(() -> cache.get(key)
                .map(entry -> new Cached(
                        true, entry.version(), Math.max(0, entry.age().toSeconds()), json.readTree(entry.value())))
                .orElse(new Cached(false, null, null, null)));
    }

    @DeleteMapping("/delete")
    Deleted delete(@RequestParam String key, @RequestParam long version) {
        return available(() -> new Deleted(cache.delete(key, version)));
    }

    private static <T> T available(Supplier<T> work) {
        try {
            return work.get();
        } catch (JedisException down) {
            log.warn("Redis did not do its part: {}", down.getMessage());
            throw new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "CACHE_UNAVAILABLE", "The cache does not answer.");
        }
    }

    record Set(
            @NotBlank String key,
            @NotNull Long version,
            @NotNull @Min(1) @Max(86_400) Long ttlSeconds,
            @NotNull JsonNode value) {}

    record Stored(boolean stored) {}

    record Cached(boolean hit, Long version, Long ageSeconds, JsonNode value) {}

    record Deleted(boolean deleted) {}
}
