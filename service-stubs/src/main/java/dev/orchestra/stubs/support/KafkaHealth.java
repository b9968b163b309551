package dev.orchestra.stubs.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Says whether the Kafka broker answers, as {@code kafka} in the health endpoint. */
@Component("kafkaHealthIndicator")
class KafkaHealth extends AbstractHealthIndicator implements DisposableBean {

    private static final int PATIENCE_MS = 1_000;

    private final KafkaAdmin configuration;
    private Admin admin;

    KafkaHealth(KafkaAdmin configuration) {
        super("Kafka does not answer");
        this.configuration = configuration;
    }

    @Override
    protected synchronized void doHealthCheck(Health.Builder builder) throws Exception {
        if (admin == null) {
            admin = Admin.create(configuration.getConfigurationProperties());
        }
        String cluster = admin.describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MS))
                .clusterId()
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        builder.up().withDetail("cluster", cluster);
    }

    @Override
    public synchronized void destroy() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
