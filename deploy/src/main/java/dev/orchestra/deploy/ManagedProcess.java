package dev.orchestra.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A process that was started here: its output goes to a log file, its id to a file beside it, so that a later start can
 * stop what a killed launcher left behind. Every method is safe to call on a process that has already ended.
 */
public final class ManagedProcess implements Running {

    private static final Duration KILL_WAIT = Duration.ofSeconds(10);

    private static final long LOG_LIMIT_BYTES = 20L * 1024 * 1024;

    private final String name;
    private final Path log;
    private final Process process;
    private final Duration grace;

    private ManagedProcess(String name, Path log, Process process, Duration grace) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.grace = grace;
    }

    /**
     * Starts a process.
     *
     * @param folder where {@code <name>.log} (appended to) and {@code <name>.pid} are kept
     * @param env added to this process' own environment
     * @param grace how long {@link #close()} waits after SIGTERM before SIGKILL
     * @throws StartFailure when the program cannot be run
     */
    public static ManagedProcess start(
            String name, Path folder, List<String> command, Map<String, String> env, Duration grace) {
        Path log = folder.resolve(name + ".log");
        Path pidFile = pidFile(folder, name);
        try {
            Files.createDirectories(folder);
            stopLeftover(folder, name);
            if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
                Files.move(log, folder.resolve(name + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.directory(folder.toFile());
            builder.environment().putAll(env);
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            Process process = builder.start();
            Files.writeString(pidFile, identity(process.toHandle()));
            return new ManagedProcess(name, log, process, grace);
        } catch (IOException e) {
            throw new StartFailure(name + " could not be started: " + e.getMessage(), e);
        }
    }

    /**
     * Stops what an earlier run left behind under this name: only the very process that was started then, never another
     * one that got its number since.
     *
     * @return whether there was one
     */
    public static boolean stopLeftover(Path folder, String name) {
        Path pidFile = pidFile(folder, name);
        if (!Files.exists(pidFile)) {
            return false;
        }
        try {
            String recorded = Files.readString(pidFile).trim();
            Files.delete(pidFile);
            long pid = Long.parseLong(recorded.substring(0, recorded.indexOf(' ')));
            ProcessHandle leftover = ProcessHandle.of(pid).orElse(null);
            if (leftover == null || !leftover.isAlive() || !identity(leftover).equals(recorded)) {
                return false;
            }
            signal(pid, "CONT");
            leftover.destroy();
            if (!Wait.until(KILL_WAIT, () -> !leftover.isAlive())) {
                leftover.destroyForcibly();
                Wait.until(KILL_WAIT, () -> !leftover.isAlive());
            }
            return true;
        } catch (IOException | RuntimeException e) {
            // A half-written file of a machine that lost power: nothing that could still run is named by it.
            return false;
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public CompletableFuture<String> ended() {
        return process.onExit().thenApply(ended -> "exit code " + ended.exitValue());
    }

    @Override
    public Path logFile() {
        return log;
    }

    /** Everything that this process, and its predecessors in the same folder, wrote. */
    public String log() {
        return readLog(log);
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        await(KILL_WAIT);
    }

    @Override
    public void pause() {
        signal(pid(), "STOP");
    }

    @Override
    public void resume() {
        signal(pid(), "CONT");
    }

    /** SIGTERM, then SIGKILL when the grace is over. */
    @Override
    public void close() {
        if (process.isAlive()) {
            // A stopped process does not see SIGTERM before it runs again.
            resume();
            process.destroy();
            if (!await(grace)) {
                kill();
            }
        }
    }

    /**
     * Waits until the condition holds. A process that is not ready in the end is killed.
     *
     * @throws StartFailure with the end of the log, when the process ends before or the time is over
     */
    public void awaitReady(Duration atMost, BooleanSupplier ready) {
        boolean inTime = false;
        try {
            inTime = Wait.until(atMost, () -> !process.isAlive() || ready.getAsBoolean());
        } finally {
            if (!inTime) {
                process.destroyForcibly();
            }
        }
        if (!inTime) {
            throw new StartFailure(name + " was not ready within " + atMost.toSeconds() + " s." + lastWords(log));
        }
        if (!process.isAlive()) {
            throw new StartFailure(
                    name + " ended with exit code " + process.exitValue() + " while starting." + lastWords(log));
        }
    }

    /** The last lines of a log and where the rest is, as the end of a message. */
    static String lastWords(Path log) {
        String[] lines = readLog(log).split("\n");
        String tail = Arrays.stream(lines)
                .skip(Math.max(0, lines.length - 8))
                .map(line -> "    | " + (line.length() > 240 ? line.substring(0, 240) + "…" : line))
                .collect(Collectors.joining("\n"));
        return " The end of its log (" + log + "):\n" + tail;
    }

    static String readLog(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    static void signal(long pid, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new StartFailure("signal " + signal + " could not be sent: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while sending signal " + signal, e);
        }
    }

    private boolean await(Duration atMost) {
        return Wait.until(atMost, () -> !process.isAlive());
    }

    private static Path pidFile(Path folder, String name) {
        return folder.resolve(name + ".pid");
    }

    private static String identity(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(Object::toString).orElse("unknown");
    }
}
