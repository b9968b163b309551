package dev.orchestra.api;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Counts requests, in Redis, for all processes of the API together. A limit that cannot be counted limits nobody: while Redis is away every request passes,
 * and Redis is asked again only now and then.
 */
@Component
public class RateLimits {

    /** How many requests may be made at once. The headers tell of the limit that has less left. */
    static final String LIMIT = "RateLimit-Limit";

    static final String REMAINING = "RateLimit-Remaining";

    /** Seconds until all of the limit is there again. */
    static final String RESET = "RateLimit-Reset";

    private static final Logger log = LoggerFactory.getLogger(RateLimits.class);

    private static final String TOLD = RateLimits.class.getName() + ".told";

    /** A request waits no longer than this for one answer of Redis, and none of those that follow waits. */
    private static final int PATIENCE_MILLIS = 45;

    private static final Duration NOT_ASKED_AGAIN_FOR = Duration.ofSeconds(5);
    private static final Duration KEPT_WHEN_FULL = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 64;
    private static final int BYTES_OF_AN_IPV6_NETWORK = 8;

    private final RateLimitProperties quotas;
    private final Fingerprint fingerprint;
    private final RedisClient redis;
    private final ProxyManager<byte[]> buckets;

    /** {@link System#nanoTime()} from which on Redis is asked again; zero while it answers. */
    private final AtomicLong awayUntil = new AtomicLong();

    public RateLimits(RateLimitProperties quotas, RedisProperties redis, Fingerprint fingerprint) {
        this.quotas = quotas;
        this.fingerprint = fingerprint;
        this.redis = client(redis);
        this.buckets = Bucket4jJedis.casBasedBuilder(this.redis)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL))
                .build();
    }

    /**
     * Counts a request of a client address, and tells its answer of it.
     *
     * @throws Problem RATE_LIMITED
     */
    void countAddress(HttpServletRequest request, HttpServletResponse response) {
        // Who reads Redis does not find out who was here.
        String address = fingerprint.ofText(network(request.getRemoteAddr())).substring(0, 32);
        count("address", quotas.address(), address, request, response);
    }

    /**
     * Counts a request of an owner, and tells its answer of it when less is left to the owner than to the address.
     *
     * @throws Problem RATE_LIMITED
     */
    void countOwner(String ownerId, HttpServletRequest request, HttpServletResponse response) {
        count("owner", quotas.owner(), ownerId, request, response);
    }

    private void count(
            String kind,
            RateLimitProperties.Quota quota,
            String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        if (!quotas.enabled()) {
            return;
        }
        Optional<ConsumptionProbe> counted = take(kind, quota, id);
        counted.ifPresent(probe -> tell(quota, probe, request, response));
        if (counted.isPresent() && !counted.get().isConsumed()) {
            throw new Problem(
                            ErrorCode.RATE_LIMITED,
                            "Too many requests from this " + kind + ": try again a little later.")
                    .withHeader(HttpHeaders.RETRY_AFTER, seconds(counted.get().getNanosToWaitForRefill()));
        }
    }

    private Optional<ConsumptionProbe> take(String kind, RateLimitProperties.Quota quota, String id) {
        long until = awayUntil.get();
        if (until != 0 && (System.nanoTime() - until < 0 || !awayUntil.compareAndSet(until, later()))) {
            return Optional.empty();
        }
        try {
            // By its size as well: a bucket that is in use never takes over another configuration.
            String key = "orchestra:rate:" + kind + ":" + quota.capacity() + ":" + quota.refillPerSecond() + ":" + id;
            ConsumptionProbe probe = buckets.builder()
                    .build(key.getBytes(StandardCharsets.UTF_8), () -> configuration(quota))
                    .tryConsumeAndReturnRemaining(1);
            if (awayUntil.getAndSet(0) != 0) {
                log.info("Redis answers: requests are limited again.");
            }
            return Optional.of(probe);
        } catch (RuntimeException failure) {
            if (awayUntil.getAndSet(later()) == 0) {
                log.warn("Redis does not answer, requests are not limited until it does: {}", failure.getMessage());
            }
            // Connections of before the outage would each fail once more.
            redis.getPool().clear();
            return Optional.empty();
        }
    }

    private static long later() {
        return System.nanoTime() + NOT_ASKED_AGAIN_FOR.toNanos();
    }

    private static BucketConfiguration configuration(RateLimitProperties.Quota quota) {
        return BucketConfiguration.builder()
                .addLimit(limit ->
                        limit.capacity(quota.capacity()).refillGreedy(quota.refillPerSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private static void tell(
            RateLimitProperties.Quota quota,
            ConsumptionProbe probe,
            HttpServletRequest request,
            HttpServletResponse response) {
        Long told = (Long) request.getAttribute(TOLD);
        if (told == null || probe.getRemainingTokens() < told) {
            request.setAttribute(TOLD, probe.getRemainingTokens());
            response.setHeader(LIMIT, Integer.toString(quota.capacity()));
            response.setHeader(REMAINING, Long.toString(probe.getRemainingTokens()));
            response.setHeader(RESET, seconds(probe.getNanosToWaitForReset()));
        }
    }

    private static String seconds(long nanos) {
        return Long.toString(TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    /** The address, of IPv6 its network: whoever has one address there has all of them. */
    private static String network(String remoteAddress) {
        if (!remoteAddress.contains(":")) {
            return remoteAddress;
        }
        try {
            // With colons it is no name that somebody would be asked for.
            byte[] address = InetAddress.getByName(remoteAddress).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(address, BYTES_OF_AN_IPV6_NETWORK));
        } catch (UnknownHostException noAddress) {
            return remoteAddress;
        }
    }

    private static RedisClient client(RedisProperties settings) {
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(Duration.ofMillis(PATIENCE_MILLIS));
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(settings.url()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .user(JedisURIHelper.getUser(settings.url()))
                        .password(JedisURIHelper.getPassword(settings.url()))
                        .database(JedisURIHelper.getDBIndex(settings.url()))
                        .ssl(JedisURIHelper.isRedisSSLScheme(settings.url()))
                        .connectionTimeoutMillis(PATIENCE_MILLIS)
                        .socketTimeoutMillis(PATIENCE_MILLIS)
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .build())
                .poolConfig(pool)
                .build();
    }

    @PreDestroy
    void stop() {
        redis.close();
    }
}
