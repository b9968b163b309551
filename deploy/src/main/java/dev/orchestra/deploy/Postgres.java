package dev.orchestra.deploy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of its own, as durable as a production one: what was committed is there after a kill. The cluster
 * stays in its folder when the server stops.
 */
public final class Postgres implements Running {

    /** The database of the orchestrator; {@link #jdbcUrl(String)} makes others. */
    public static final String DATABASE = "orchestra";

    /** The superuser; also taken as the password, which nobody checks. */
    static final String USER = "postgres";

    private static final Duration STARTUP = Duration.ofSeconds(60);
    private static final Duration SHUTDOWN = Duration.ofSeconds(15);

    private final EmbeddedPostgres server;
    private final Path log;
    private final int port;
    private final ProcessHandle postmaster;

    private Postgres(EmbeddedPostgres server, Path log, int port, ProcessHandle postmaster) {
        this.server = server;
        this.log = log;
        this.port = port;
        this.postmaster = postmaster;
    }

    /**
     * Starts a server, on the cluster of an earlier start when there is one.
     *
     * @param data the cluster is kept in {@code <data>/cluster}, the log is {@code <data>/postgres.log}
     * @param port 0 picks a free one
     * @throws StartFailure when it does not start; the message names the log
     */
    public static Postgres start(Path data, int port) {
        Path folder = data.toAbsolutePath();
        Path cluster = folder.resolve("cluster");
        Path complete = folder.resolve("cluster-complete");
        Path log = folder.resolve("postgres.log");
        int realPort = Ports.orFree(port);
        try {
            Files.createDirectories(folder);
            stopLeftover(data);
            if (!Files.exists(complete)) {
                // An interrupted first start leaves half a cluster, on which no server ever starts.
                Folders.deleteTree(cluster);
            }
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(cluster)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setOverrideWorkingDirectory(
                            Cache.folder(System.getenv()).resolve("postgres").toFile())
                    .setPort(realPort)
                    .setPGStartupWait(STARTUP)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    // The library trades durability for speed unless it is told otherwise.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("listen_addresses", "localhost")
                    // No socket file: its path would be shared by every server on this port, whoever owns it.
                    .setServerConfig("unix_socket_directories", "")
                    .setLocaleConfig("locale", "C.UTF-8")
                    .start();
            Postgres started = new Postgres(server, log, realPort, postmaster(cluster));
            try {
                started.createDatabase(DATABASE);
                Files.writeString(complete, "");
            } catch (IOException | StartFailure e) {
                started.close();
                throw e;
            }
            return started;
        } catch (IOException | IllegalStateException e) {
            throw new StartFailure(
                    "PostgreSQL did not start: " + e.getMessage() + "." + ManagedProcess.lastWords(log), e);
        }
    }

    /** The address of the orchestrator's database, without user and password. */
    public String jdbcUrl() {
        return url(DATABASE);
    }

    /** The address of another database of this server, which is created when it is not there. */
    public String jdbcUrl(String database) {
        createDatabase(database);
        return url(database);
    }

    public String user() {
        return USER;
    }

    /** Local connections are trusted: any password will do. */
    public String password() {
        return USER;
    }

    public int port() {
        return port;
    }

    /** The process id of the postmaster. */
    @Override
    public long pid() {
        return postmaster.pid();
    }

    @Override
    public boolean isAlive() {
        return postmaster.isAlive();
    }

    @Override
    public CompletableFuture<String> ended() {
        // It is not a child of this process: its exit code is not ours to read.
        return postmaster.onExit().thenApply(ended -> "no exit code known");
    }

    @Override
    public Path logFile() {
        return log;
    }

    /** SIGKILL to the postmaster; its backends notice and end. The same folder can be started again. */
    @Override
    public void kill() {
        List<ProcessHandle> backends = postmaster.children().toList();
        postmaster.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        Wait.until(SHUTDOWN, () -> !postmaster.isAlive() && backends.stream().noneMatch(ProcessHandle::isAlive));
        // Releases the library's own lock on the folder; there is no server left that it could stop.
        closeLibrary();
    }

    /** SIGSTOP to the postmaster and to its backends: connections stay open and answer nothing. */
    @Override
    public void pause() {
        Stream.concat(Stream.of(postmaster), postmaster.children())
                .forEach(process -> ManagedProcess.signal(process.pid(), "STOP"));
    }

    @Override
    public void resume() {
        Stream.concat(Stream.of(postmaster), postmaster.children())
                .forEach(process -> ManagedProcess.signal(process.pid(), "CONT"));
    }

    /** A fast, clean shutdown: open transactions are rolled back, the cluster stays. */
    @Override
    public void close() {
        if (postmaster.isAlive()) {
            resume();
        }
        closeLibrary();
        if (!Wait.until(SHUTDOWN, () -> !postmaster.isAlive())) {
            postmaster.destroyForcibly();
        }
    }

    /**
     * Stops the server that a killed launcher left on this folder.
     *
     * @return whether there was one
     */
    static boolean stopLeftover(Path data) {
        Path cluster = data.toAbsolutePath().resolve("cluster");
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return false;
        }
        try {
            ProcessHandle process = ProcessHandle.of(pidIn(pidFile)).orElse(null);
            boolean ours = process != null
                    && process.info()
                            .command()
                            .map(command -> command.endsWith("/postgres"))
                            .orElse(false);
            if (!ours) {
                // After a power cut the number may belong to any program: PostgreSQL would refuse to start.
                Files.deleteIfExists(pidFile);
                return false;
            }
            ManagedProcess.signal(process.pid(), "CONT");
            // PostgreSQL's "fast" shutdown.
            ManagedProcess.signal(process.pid(), "INT");
            if (!Wait.until(SHUTDOWN, () -> !process.isAlive())) {
                process.destroyForcibly();
            }
            return true;
        } catch (IOException | NumberFormatException e) {
            throw new StartFailure("PostgreSQL's file " + pidFile + " cannot be read: " + e.getMessage(), e);
        }
    }

    private String url(String database) {
        return url(port, database);
    }

    /** Of a database of a server on this machine. */
    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private void createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,40}")) {
            throw new IllegalArgumentException("not a database name: " + name);
        }
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, USER);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select 1 from pg_database where datname = '" + name + "'")) {
            if (!found.next()) {
                statement.execute("create database " + name);
            }
        } catch (SQLException e) {
            throw new StartFailure("database " + name + " could not be created: " + e.getMessage(), e);
        }
    }

    private void closeLibrary() {
        try {
            server.close();
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL could not be stopped: " + e.getMessage(), e);
        }
    }

    private static ProcessHandle postmaster(Path cluster) throws IOException {
        long pid = pidIn(cluster.resolve("postmaster.pid"));
        return ProcessHandle.of(pid)
                .orElseThrow(() -> new StartFailure("PostgreSQL ended right after its start (process " + pid + ")"));
    }

    private static long pidIn(Path pidFile) throws IOException {
        try (Stream<String> lines = Files.lines(pidFile)) {
            return Long.parseLong(lines.findFirst().orElse("").trim());
        }
    }
}
