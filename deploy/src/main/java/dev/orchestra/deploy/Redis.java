package dev.orchestra.deploy;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import redis.embedded.core.ExecutableProvider;

/** A Redis server of its own; an append-only file keeps its data in the folder when it stops or is killed. */
public final class Redis implements AutoCloseable {

    private static final Duration STARTUP = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ManagedProcess process;
    private final int port;

    private Redis(ManagedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server.
     *
     * @param data folder of the append-only file and of {@code redis.log}
     * @param port 0 picks a free one
     * @throws StartFailure when it does not start
     */
    public static Redis start(Path data, int port) {
        Path folder = data.toAbsolutePath();
        int realPort = Ports.orFree(port);
        ManagedProcess process = ManagedProcess.start(
                "redis",
                folder,
                List.of(
                        program().toString(),
                        "--port",
                        Integer.toString(realPort),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--appendonly",
                        "yes",
                        "--save",
                        ""),
                Map.of(),
                GRACE);
        process.awaitReady(STARTUP, () -> answersPing(realPort));
        return new Redis(process, realPort);
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The running server, to kill or pause it. */
    public ManagedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private static boolean answersPing(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            // While it still reads its file it answers -LOADING.
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    private static Path program() {
        Path target = Cache.folder(System.getenv()).resolve("redis").resolve("redis-server");
        if (Files.isExecutable(target)) {
            return target;
        }
        try {
            Files.createDirectories(target.getParent());
            Path unpacking = Files.createTempDirectory(target.getParent(), "unpacking");
            File unpacked = ExecutableProvider.newJarResourceProvider(unpacking.toFile())
                    .get();
            // Moved in one step: two stacks may start for the first time together, and a running program cannot be
            // overwritten.
            Files.move(unpacked.toPath(), target, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(unpacking);
            return target;
        } catch (IOException e) {
            throw new StartFailure("Redis could not be unpacked to " + target + ": " + e.getMessage(), e);
        }
    }
}
