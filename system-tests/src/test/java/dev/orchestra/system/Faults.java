package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orchestra.deploy.LocalStack;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What service-stubs does wrong when it is asked to, until the end of the test. */
final class Faults implements AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Client services;

    /** @param rule its fields but for the name */
    void rule(LocalStack stack, String rule) {
        services = new Client(stack.stubsUrl());
        Client.Answer set = services.post("/faults", "{\"rules\": [{\"name\": \"trouble\", " + rule + "}]}");
        assertThat(set.status()).as("%s", set).isEqualTo(200);
    }

    /** The first calls there take so much longer. */
    void slow(LocalStack stack, String path, int millis, int times) {
        rule(stack, "\"path\": \"%s\", \"latency_ms\": %d, \"times\": %d".formatted(path, millis, times));
    }

    int hits() {
        return services.get("/faults").body().at("/rules/0/hits").asInt();
    }

    void awaitFirstHit() {
        await("the call has begun")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> hits() == 1);
    }

    void end() {
        services.delete("/faults");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (services != null) {
            end();
        }
    }
}
