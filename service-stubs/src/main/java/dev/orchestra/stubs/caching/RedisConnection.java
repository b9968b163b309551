package dev.orchestra.stubs.caching;

import java.net.URI;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/** One pool of connections to Redis, impatient on purpose: a cache that is slow is worse than none. */
@Configuration
class RedisConnection {

    private static final int PATIENCE_MS = 500;

    /** Connects on first use, so that the process starts without Redis. */
    @Bean(destroyMethod = "close")
    RedisClient redis(@Value("${stubs.redis-url}") URI address) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(32);
        pool.setMaxWait(Duration.ofMillis(PATIENCE_MS));
        // A Redis that came back is found at once, instead of one broken connection after the other.
        pool.setTestOnBorrow(true);
        return RedisClient.builder()
                .clientConfig(DefaultJedisClientConfig.builder(address)
                        .connectionTimeoutMillis(PATIENCE_MS)
                        .socketTimeoutMillis(PATIENCE_MS)
                        .build())
                .hostAndPort(JedisURIHelper.getHostAndPort(address))
                .poolConfig(pool)
                .build();
    }

    /** Says whether Redis answers, as {@code redis} in the health endpoint. */
    @Bean
    HealthIndicator redisHealthIndicator(RedisClient redis) {
        return () -> {
            try {
                return Health.up().withDetail("answer", redis.ping()).build();
            } catch (JedisException down) {
                return Health.down(down).build();
            }
        };
    }
}
