package dev.orchestra.deploy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A Kafka broker of its own: one node that is broker and controller (KRaft), in a Java process of its own. */
public final class Kafka implements AutoCloseable {

    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final ManagedProcess process;
    private final int port;

    private Kafka(ManagedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a broker.
     *
     * @param data topics are kept in {@code <data>/topics}, the log is {@code <data>/kafka.log}
     * @param port 0 picks a free one
     * @throws StartFailure when it does not start
     */
    public static Kafka start(Path data, int port) {
        Path folder = data.toAbsolutePath();
        int realPort = Ports.orFree(port);
        ManagedProcess.stopLeftover(folder, "kafka");
        Path config = writeConfig(folder, realPort);
        ManagedProcess process = ManagedProcess.start("kafka", folder, command(config), Map.of(), GRACE);
        process.awaitReady(STARTUP, () -> answers(realPort));
        return new Kafka(process, realPort);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The running broker, to kill or pause it. */
    public ManagedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }

    private static List<String> command(Path config) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // Start-up is most of its life here: the optimising compiler would only compete for the few cores.
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                // Whichever logging library the class path of a test brings: warnings only.
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dlogback.configurationFile=kafka-logback.xml",
                "-cp",
                classPath(),
                KafkaProcess.class.getName(),
                config.toString());
    }

    /** Of this process, but valid in any folder. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path writeConfig(Path folder, int port) {
        Properties config = new Properties();
        config.setProperty("process.roles", "broker,controller");
        config.setProperty("node.id", "1");
        int controllerPort = Ports.orFree(0);
        config.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        config.setProperty("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        config.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        config.setProperty("controller.listener.names", "CONTROLLER");
        config.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.setProperty("log.dirs", folder.resolve("topics").toString());
        // One node: nothing can be kept twice.
        config.setProperty("offsets.topic.replication.factor", "1");
        config.setProperty("offsets.topic.num.partitions", "4");
        config.setProperty("transaction.state.log.replication.factor", "1");
        config.setProperty("transaction.state.log.min.isr", "1");
        config.setProperty("transaction.state.log.num.partitions", "4");
        config.setProperty("share.coordinator.state.topic.replication.factor", "1");
        config.setProperty("share.coordinator.state.topic.min.isr", "1");
        // A first consumer need not wait for others to join.
        config.setProperty("group.initial.rebalance.delay.ms", "0");
        // After a kill the node must wait until its former self has timed out.
        config.setProperty("broker.heartbeat.interval.ms", "500");
        config.setProperty("broker.session.timeout.ms", "3000");
        config.setProperty("num.network.threads", "2");
        config.setProperty("num.io.threads", "2");
        config.setProperty("background.threads", "2");
        // The default of 128 MB would not fit into the heap.
        config.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
        Path file = folder.resolve("server.properties");
        try {
            Files.createDirectories(folder);
            try (Writer writer = Files.newBufferedWriter(file)) {
                config.store(writer, "written at each start");
            }
        } catch (IOException e) {
            throw new StartFailure("Kafka's configuration could not be written: " + e.getMessage(), e);
        }
        return file;
    }

    /** An ApiVersions request, byte by byte: the broker answers it once it serves clients. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            socket.setSoTimeout(2000);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            short apiVersions = 18;
            out.writeInt(10);
            out.writeShort(apiVersions);
            out.writeShort(0);
            out.writeInt(1);
            out.writeShort(-1);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readInt();
            int correlation = in.readInt();
            int error = in.readShort();
            return correlation == 1 && error == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
