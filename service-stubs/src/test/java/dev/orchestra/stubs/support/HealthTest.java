package dev.orchestra.stubs.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orchestra.stubs.StubsTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;
import tools.jackson.databind.JsonNode;

class HealthTest extends StubsTest {

    @LocalManagementPort
    private int managementPort;

    @Test
    void tellsOfEachThingTheServicesStandOn() throws Exception {
        JsonNode health = json.readTree(management("/actuator/health"));

        assertThat(health.get("status").asString()).isEqualTo("UP");
        for (String part : new String[] {"db", "redis", "kafka"}) {
            assertThat(health.at("/components/" + part + "/status").asString(""))
                    .as(part)
                    .isEqualTo("UP");
        }
        assertThat(management("/actuator/health/readiness")).contains("UP");
        assertThat(management("/actuator/health/liveness")).contains("UP");
    }

    @Test
    void isNotToldOnThePortOfTheServices() {
        assertThat(get("/actuator/health").status()).isEqualTo(404);
    }

    private String management(String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
