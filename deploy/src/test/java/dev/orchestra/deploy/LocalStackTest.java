package dev.orchestra.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stack as such; with the services it is tried by the system tests, which have their jars. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LocalStackTest {

    @TempDir
    Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aBusyPortIsNamedWithItsPartAndTheOptionThatMovesIt() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            LocalStack.Builder stack = servers().port(StackPort.REDIS, port);

            assertThatThrownBy(stack::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("port " + port + " (Redis) is taken")
                    .hasMessageContaining("--port-redis");
        }
        // Seen before anything was started.
        assertThat(said).isEmpty();
    }

    @Test
    void aPartThatIsBroughtAlongMayUseThePortOfOurs() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LocalStack stack = LocalStack.builder(folder, folder.resolve("data"))
                        .progress(said::add)
                        .port(StackPort.POSTGRES, other.getLocalPort())
                        .postgresAt("jdbc:postgresql://127.0.0.1:" + other.getLocalPort() + "/theirs", "me", "secret")
                        .temporalAt("127.0.0.1:1", null)
                        .servicesAt("http://127.0.0.1:2")
                        .without(Part.REDIS, Part.WORKERS, Part.API)
                        .start()) {
            assertThat(stack.jdbcUrl()).endsWith("/theirs");
            assertThat(stack.dbUser()).isEqualTo("me");
            assertThat(stack.stubsUrl()).isEqualTo("http://127.0.0.1:2");
            assertThat(stack.temporalAddress()).isEqualTo("127.0.0.1:1");
        }
    }

    @Test
    void aMissingJarIsNamedWithTheCommandThatBuildsIt() {
        LocalStack.Builder stack =
                LocalStack.builder(folder, folder.resolve("data")).progress(said::add);

        assertThatThrownBy(stack::start)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("the jar of")
                .hasMessageContaining("mvn -DskipTests package");
        assertThat(said).isEmpty();
    }

    @Test
    void aPartThatDiesIsReportedAndAKilledOneIsNot() throws Exception {
        try (LocalStack stack = servers().start()) {
            stack.kill(Part.REDIS);
            stack.start(Part.REDIS);
            assertThat(stack.isAlive(Part.REDIS)).isTrue();
            assertThat(stack.unexpectedEnd()).isNotDone();

            ProcessHandle.of(stack.pid(Part.REDIS)).orElseThrow().destroyForcibly();

            assertThat(stack.unexpectedEnd().get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("Redis has ended (exit code 137)")
                    .hasMessageContaining("redis.log");
        }
    }

    @Test
    void closingStopsEverythingAndKeepsTheData() throws Exception {
        long postgres;
        long redis;
        String url;
        try (LocalStack stack = servers().start()) {
            postgres = stack.pid(Part.POSTGRES);
            redis = stack.pid(Part.REDIS);
            url = stack.jdbcUrl();
            try (Connection connection = DriverManager.getConnection(url, stack.dbUser(), stack.dbPassword())) {
                connection.createStatement().execute("create table kept (id int)");
            }
        }
        assertThat(ProcessHandle.of(postgres).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(ProcessHandle.of(redis).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(said).containsSubsequence("stopping Redis", "stopping PostgreSQL");
        try (LocalStack stack = servers().start();
                Connection connection =
                        DriverManager.getConnection(stack.jdbcUrl(), stack.dbUser(), stack.dbPassword())) {
            assertThat(connection.createStatement().execute("select * from kept"))
                    .isTrue();
        }
    }

    @Test
    void twoStacksNeverShareADataFolder() {
        try (DataFolder first = DataFolder.lock(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> DataFolder.lock(folder))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }
        DataFolder.lock(folder).close();
    }

    @Test
    void aSecretIsMadeUpOnceAndIsForTheOwnersEyes() throws IOException {
        String secret = Secret.in(folder, "secret");
        assertThat(secret).matches("[0-9a-f]{64}");
        assertThat(Secret.in(folder, "secret")).isEqualTo(secret);
        assertThat(Files.getPosixFilePermissions(folder.resolve("secret")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(Files.list(folder)).hasSize(1);
    }

    @Test
    void gatewaysAndApiKnowTheSameSecretsAndTheCallersOwnWin() {
        Map<String, String> own = Map.of("RAZORPAY_WEBHOOK_SECRET", "mine");

        Map<String, String> gateways = GatewaySecrets.ofGateways(folder, own);
        Map<String, String> webhooks = GatewaySecrets.ofWebhooks(folder, own);

        assertThat(gateways).containsAllEntriesOf(webhooks).containsEntry("RAZORPAY_WEBHOOK_SECRET", "mine");
        assertThat(webhooks.get("PHONEPE_WEBHOOK_PASSWORD")).matches("[A-Za-z0-9]{8,20}");
        assertThat(webhooks.get("PHONEPE_WEBHOOK_USERNAME")).matches("[A-Za-z0-9_]{5,20}");
        assertThat(webhooks).doesNotContainKeys("PHONEPE_CLIENT_SECRET", "PAYMENT_OTP_KEY");
        assertThat(GatewaySecrets.ofGateways(folder, own)).isEqualTo(gateways);
    }

    @Test
    void aDataFolderThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> DataFolder.lock(file.resolve("data")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--data");
    }

    /** The two servers that start within a second. */
    private LocalStack.Builder servers() {
        return LocalStack.builder(folder, folder.resolve("data"))
                .progress(said::add)
                .temporalAt("127.0.0.1:1", null)
                .without(Part.KAFKA, Part.SERVICE_STUBS, Part.WORKERS, Part.API);
    }
}
