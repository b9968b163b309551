package dev.orchestra.stubs.support;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Says whether the Kafka broker answers, as {@code kafka} in the health endpoint. */
@Component("kafkaHealthIndicator")
class KafkaHealth implements HealthIndicator, DisposableBean {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final KafkaAdmin configuration;
    private Admin admin;

    KafkaHealth(KafkaAdmin configuration) {
        this.configuration = configuration;
    }

    @Override
    public synchronized Health health() {
        if (admin == null) {
            admin = Admin.create(configuration.getConfigurationProperties());
        }
        try {
            String cluster = admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) PATIENCE.toMillis()))
                    .clusterId()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Health.up().withDetail("cluster", cluster).build();
        } catch (ExecutionException | TimeoutException down) {
            return Health.down(down).build();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Health.unknown().build();
        }
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close(PATIENCE);
        }
    }
}
