package dev.orchestra.stubs.caching;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import redis.clients.jedis.RedisClient;

/**
 * Values in Redis that only a newer version replaces. A deleted value leaves a marker with its version for a minute, so
 * that a writer who was slower than the delete does not bring it back. Compare and set are one script, hence one step.
 */
@Component
class VersionedCache {

    private static final Duration MARKER_STANDS_FOR = Duration.ofSeconds(60);

    /** Answers 1 when the value was stored. */
    private static final String SET = """
            local held = redis.call('HMGET', KEYS[1], 'version', 'deleted')
            local version = tonumber(ARGV[1])
            if held[1] and (tonumber(held[1]) > version or (held[2] and tonumber(held[1]) == version)) then
              return 0
            end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'version', ARGV[1], 'value', ARGV[2], 'at', ARGV[3])
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return 1
            """;

    /** Answers 1 when there was a value to delete. */
    private static final String DELETE = """
            local held = redis.call('HMGET', KEYS[1], 'version', 'deleted')
            if held[1] and tonumber(held[1]) > tonumber(ARGV[1]) then
              return 0
            end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'version', ARGV[1], 'deleted', '1')
            redis.call('EXPIRE', KEYS[1], ARGV[2])
            if held[1] and not held[2] then
              return 1
            end
            return 0
            """;

    private final RedisClient redis;

    VersionedCache(RedisClient redis) {
        this.redis = redis;
    }

    boolean set(String key, long version, String value, Duration timeToLive) {
        return done(redis.eval(
                SET,
                List.of(key),
                List.of(
                        Long.toString(version),
                        value,
                        Long.toString(Instant.now().toEpochMilli()),
                        Long.toString(timeToLive.toSeconds()))));
    }

    Optional<Entry> get(String key) {
        List<String> held = redis.hmget(key, "version", "value", "at");
        if (held.get(1) == null) {
            return Optional.empty();
        }
        Duration age = Duration.between(Instant.ofEpochMilli(Long.parseLong(held.get(2))), Instant.now());
        return Optional.of(new Entry(Long.parseLong(held.get(0)), held.get(1), age));
    }

    boolean delete(String key, long version) {
        return done(redis.eval(
                DELETE, List.of(key), List.of(Long.toString(version), Long.toString(MARKER_STANDS_FOR.toSeconds()))));
    }

    private static boolean done(Object answer) {
        return Long.valueOf(1).equals(answer);
    }

    record Entry(long version, String value, Duration age) {}
}
