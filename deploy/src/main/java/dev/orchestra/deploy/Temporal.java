package dev.orchestra.deploy;

import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Temporal server: one that is already there, one started here from the Temporal CLI, or, when no CLI can be had, the
 * SDK's test server inside this JVM, which forgets everything when it stops and has no UI.
 */
public final class Temporal implements AutoCloseable {

    /** Set by every continuous integration; there the test server would make the tests say less than they seem to. */
    private static final String CI = "CI";

    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String address;
    private final String uiUrl;
    private final ManagedProcess process;
    private final TestServer.PortBoundTestServer inJvm;

    private Temporal(String address, String uiUrl, ManagedProcess process, TestServer.PortBoundTestServer inJvm) {
        this.address = address;
        this.uiUrl = uiUrl;
        this.process = process;
        this.inJvm = inJvm;
    }

    /**
     * Finds or starts a server, in the order that {@link TemporalCli} documents; {@code TEMPORAL_ADDRESS} in the
     * environment comes before all, then nothing is started.
     *
     * @param data the database is {@code <data>/temporal.db}, the log {@code <data>/temporal.log}
     * @param port of the gRPC frontend, 0 picks a free one
     * @param uiPort of the UI and its HTTP API, 0 picks a free one
     * @throws StartFailure when a server was found but does not start, or none was found where {@code CI} is set
     */
    public static Temporal start(Path data, int port, int uiPort) {
        return start(data, port, uiPort, System.getenv(), Progress.STDERR);
    }

    static Temporal start(Path data, int port, int uiPort, Map<String, String> env, Progress progress) {
        String existing = env.get("TEMPORAL_ADDRESS");
        if (existing != null && !existing.isBlank()) {
            return at(existing, env.get("TEMPORAL_UI_URL"));
        }
        Optional<Path> cli = new TemporalCli(env, progress).find();
        if (cli.isPresent()) {
            return startCli(cli.get(), data, Ports.orFree(port), Ports.orFree(uiPort));
        }
        if (!Set.of("", "false").contains(env.getOrDefault(CI, ""))) {
            throw new StartFailure("no Temporal server could be had, and the test server will not do where CI is set");
        }
        int realPort = Ports.orFree(port);
        progress.say("NO TEMPORAL SERVER COULD BE HAD: using the SDK's test server inside this process. Runs are NOT"
                + " DURABLE (a restart forgets them) and NOT VISIBLE in a UI. Install the Temporal CLI, or name a server"
                + " with TEMPORAL_ADDRESS.");
        // Time skipping stays locked: holds and polls must take as long as they say.
        return new Temporal("127.0.0.1:" + realPort, null, null, TestServer.createPortBoundServer(realPort, true));
    }

    /**
     * A server that somebody else runs: {@link #close()} leaves it alone.
     *
     * @param uiUrl null when it is not known
     */
    public static Temporal at(String address, String uiUrl) {
        return new Temporal(address, uiUrl == null || uiUrl.isBlank() ? null : uiUrl, null, null);
    }

    /** Host and port of the gRPC frontend. */
    public String address() {
        return address;
    }

    /** The base address of the UI; empty for the test server and for a server whose UI is not known. */
    public Optional<String> uiUrl() {
        return Optional.ofNullable(uiUrl);
    }

    /** Whether runs survive a restart of the server; false for the test server only. */
    public boolean durable() {
        return inJvm == null;
    }

    /** The running server, to kill or pause it; empty when it is not a process that was started here. */
    public Optional<ManagedProcess> process() {
        return Optional.ofNullable(process);
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        if (inJvm != null) {
            inJvm.close();
        }
    }

    private static Temporal startCli(Path cli, Path data, int port, int uiPort) {
        Path folder = data.toAbsolutePath();
        Path database = folder.resolve("temporal.db");
        Path complete = folder.resolve("temporal.db-complete");
        try {
            Files.createDirectories(folder);
            ManagedProcess.stopLeftover(folder, "temporal");
            if (!Files.exists(complete)) {
                // An interrupted first start leaves half a schema, on which no server ever starts.
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(folder.resolve("temporal.db" + suffix));
                }
            }
        } catch (IOException e) {
            throw new StartFailure("Temporal's folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
        List<String> command = new ArrayList<>(List.of(cli.toString(), "server", "start-dev", "--ip", "127.0.0.1"));
        command.addAll(List.of("--port", Integer.toString(port), "--ui-port", Integer.toString(uiPort)));
        command.addAll(List.of("--db-filename", database.toString()));
        // Three to four times as fast as the defaults, and still safe when the process is killed.
        command.addAll(List.of("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"));
        command.addAll(List.of("--log-level", "warn"));
        for (String value : List.of(
                // One history shard: the defaults put a floor of 50 ms under every workflow task.
                "history.transferProcessorMaxPollRPS=5000",
                "history.timerProcessorMaxPollRPS=5000",
                "history.visibilityProcessorMaxPollRPS=5000",
                // With four partitions some tasks wait two seconds for a poller of the right one.
                "matching.numTaskqueueReadPartitions=1",
                "matching.numTaskqueueWritePartitions=1",
                // Bounds a missed wake-up of a caller that waits for a result.
                "history.longPollExpirationInterval=\"2s\"",
                "system.enableActivityEagerExecution=true")) {
            command.addAll(List.of("--dynamic-config-value", value));
        }
        ManagedProcess process = ManagedProcess.start("temporal", folder, command, Map.of(), GRACE);
        String uiUrl = "http://127.0.0.1:" + uiPort;
        // Asked through the UI, whose answer means that frontend, history and UI all work.
        process.awaitReady(STARTUP, () -> Http.isOk(uiUrl + "/api/v1/namespaces/default"));
        try {
            Files.writeString(complete, "");
        } catch (IOException e) {
            process.close();
            throw new StartFailure("Temporal's folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
        return new Temporal("127.0.0.1:" + port, uiUrl, process, null);
    }
}
