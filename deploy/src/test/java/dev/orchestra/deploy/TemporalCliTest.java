package dev.orchestra.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The order in which a Temporal server is looked for, with programs that only say what a real one says. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TemporalCliTest {

    private static final String SITE = "io.temporal.testing.devServerDownloadBaseUrl";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private Path path;
    private Path cached;

    @BeforeEach
    void nothingIsThereAndNoSiteAnswers() throws IOException {
        path = Files.createDirectories(folder.resolve("bin"));
        cached = folder.resolve("cache")
                .resolve("temporal-" + TemporalCli.VERSION)
                .resolve("temporal");
        System.setProperty(SITE, "http://127.0.0.1:" + Ports.orFree(0));
    }

    @AfterEach
    void theRealSiteAgain() {
        System.clearProperty(SITE);
    }

    @Test
    void theOneOnThePathComesFirst() throws IOException {
        Path onPath = fakeTemporal(path.resolve("temporal"), "1.29.1");
        fakeTemporal(cached, "1.29.1");

        assertThat(find()).isEqualTo(onPath);
    }

    @Test
    void oneOnThePathThatIsTooOldIsSaidAndPassedOver() throws IOException {
        fakeTemporal(path.resolve("temporal"), "1.24.2");
        fakeTemporal(cached, "1.29.1");

        assertThat(find()).isEqualTo(cached);
        assertThat(said).anySatisfy(line -> assertThat(line).contains("1.24", "older than 1.28"));
    }

    @Test
    void theCachedOneComesBeforeTheDownload() throws Exception {
        fakeTemporal(cached, "1.29.1");
        try (FakeSite site = new FakeSite()) {
            assertThat(find()).isEqualTo(cached);
            assertThat(site.asked).isEmpty();
        }
    }

    @Test
    void theOfficialDownloadGoesIntoTheCache() throws Exception {
        fakeGo();
        try (FakeSite site = new FakeSite()) {
            assertThat(find()).isEqualTo(cached);
            assertThat(site.asked).anySatisfy(uri -> assertThat(uri).startsWith("/cli/v" + TemporalCli.VERSION));
        }
        assertThat(said).noneSatisfy(line -> assertThat(line).contains("go install"));
        // Cached from now on: nothing is asked for again.
        said.clear();
        assertThat(find()).isEqualTo(cached);
        assertThat(said).isEmpty();
    }

    @Test
    void goBuildsItWhereItCannotBeDownloaded() throws IOException {
        fakeGo();

        assertThat(find()).isEqualTo(cached);
        assertThat(said).anySatisfy(line -> assertThat(line).contains("go install"));
    }

    @Test
    void aFailedBuildIsSaidWithItsLastWords() throws IOException {
        script(path.resolve("go"), "echo no route to proxy; exit 1");

        assertThat(new TemporalCli(env(), said::add).find()).isEmpty();
        assertThat(said).anySatisfy(line -> assertThat(line).contains("no route to proxy"));
    }

    @Test
    void aSiteThatTakesTheCallAndSaysNothingHoldsUpNobody() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.setProperty(SITE, "http://127.0.0.1:" + silent.getLocalPort());
            long begin = System.nanoTime();

            assertThat(new TemporalCli(env(), said::add).find()).isEmpty();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void withoutAnyTheTestServerIsUsedAndSaysLoudlyWhatThatMeans() {
        try (Temporal temporal = Temporal.start(folder.resolve("data"), 0, 0, env(), said::add)) {
            assertThat(temporal.durable()).isFalse();
            assertThat(temporal.uiUrl()).isEmpty();
            assertThat(said).anySatisfy(line -> assertThat(line).contains("NOT DURABLE", "NOT VISIBLE"));
        }
    }

    @Test
    void theTestServerIsRefusedWhereCiIsSet() {
        Map<String, String> env = new HashMap<>(env());
        env.put("CI", "true");

        assertThatThrownBy(() -> Temporal.start(folder.resolve("data"), 0, 0, env, said::add))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("no Temporal server could be had");
    }

    @Test
    void anAddressInTheEnvironmentComesBeforeAllAndNothingIsStarted() throws IOException {
        fakeTemporal(path.resolve("temporal"), "1.29.1");
        Map<String, String> env = Map.of("PATH", path.toString(), "TEMPORAL_ADDRESS", "temporal.example:7233");

        try (Temporal temporal = Temporal.start(folder.resolve("data"), 0, 0, env, said::add)) {
            assertThat(temporal.address()).isEqualTo("temporal.example:7233");
            assertThat(temporal.process()).isEmpty();
            assertThat(temporal.durable()).isTrue();
        }
    }

    private Path find() {
        return new TemporalCli(env(), said::add).find().orElseThrow(() -> new AssertionError(said.toString()));
    }

    private Map<String, String> env() {
        return Map.of(
                "PATH",
                path.toString(),
                "ORCHESTRA_CACHE",
                folder.resolve("cache").toString());
    }

    /** A Go whose {@code install} puts a program where GOBIN says. */
    private void fakeGo() throws IOException {
        Path built = fakeTemporal(folder.resolve("built"), "1.29.1");
        script(path.resolve("go"), "[ \"$1\" = install ] && /bin/cp " + built + " \"$GOBIN/temporal\"");
    }

    private static Path fakeTemporal(Path program, String server) throws IOException {
        return script(program, "echo 'temporal version 0.0.0 (Server " + server + ", UI 2.42.1)'");
    }

    private static Path script(Path program, String body) throws IOException {
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Answers as the official download site does: first where the archive is, then the archive. */
    private static final class FakeSite implements AutoCloseable {

        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final List<String> asked = new ArrayList<>();

        FakeSite() throws IOException {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            byte[] archive = archive();
            server.createContext("/cli/", exchange -> {
                asked.add(exchange.getRequestURI().toString());
                byte[] where = ("{\"archiveUrl\":\"" + address + "/archive\",\"fileToExtract\":\"temporal\"}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, where.length);
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(where);
                }
            });
            server.createContext("/archive", exchange -> {
                exchange.sendResponseHeaders(200, archive.length);
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(archive);
                }
            });
            server.start();
            System.setProperty(SITE, address);
        }

        @Override
        public void close() {
            server.stop(0);
        }

        private static byte[] archive() throws IOException {
            byte[] program = "#!/bin/sh\necho 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)'\n"
                    .getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
                TarArchiveEntry entry = new TarArchiveEntry("temporal");
                entry.setSize(program.length);
                tar.putArchiveEntry(entry);
                tar.write(program);
                tar.closeArchiveEntry();
            }
            return bytes.toByteArray();
        }
    }
}
