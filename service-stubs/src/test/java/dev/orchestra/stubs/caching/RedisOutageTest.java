package dev.orchestra.stubs.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.ServiceStubs;
import dev.orchestra.stubs.StubsTest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A second process whose Redis takes connections and never answers: worse than one that is gone. Kafka is gone. */
class RedisOutageTest extends StubsTest {

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient database;

    @Test
    void theProcessStartsAndSaysSoonThatTheCacheIsAway() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ConfigurableApplicationContext process = startWith("redis://127.0.0.1:" + silent.getLocalPort())) {
            port = process.getEnvironment().getRequiredProperty("local.server.port", Integer.class);

            Instant asked = Instant.now();
            Answer refused = get("/api/caching/get?key=k");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("/code")).isEqualTo("CACHE_UNAVAILABLE");
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(4));
            assertThat(send(
                                    "POST",
                                    "/api/caching/set",
                                    "{\"key\": \"k\", \"version\": 1, \"ttl_seconds\": 9, \"value\": 1}")
                            .text("/code"))
                    .isEqualTo("CACHE_UNAVAILABLE");
            assertThat(get("/api/carts/none").status()).isEqualTo(404);

            port = process.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
            assertThat(get("/actuator/health/readiness").text("/status")).isEqualTo("UP");
            Answer health = get("/actuator/health");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.text("/components/redis/status")).isEqualTo("DOWN");
            assertThat(health.text("/components/kafka/status")).isEqualTo("DOWN");
        }
    }

    private ConfigurableApplicationContext startWith(String redis) {
        database.sql("create database redis_outage").update();
        return new SpringApplicationBuilder(ServiceStubs.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--stubs.redis-url=" + redis,
                        "--spring.datasource.url="
                                + environment
                                        .getRequiredProperty("spring.datasource.url")
                                        .replaceFirst("/postgres\\b", "/redis_outage"),
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1");
    }
}
