package dev.orchestra.deploy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of our services, unpacked, with the JVM's archive of its loaded classes (CDS): measured, that takes more than half
 * of the processor time off a start, without touching how it runs afterwards. The unpacked copy also keeps a running
 * process safe from a build that replaces the jar under it.
 *
 * <p>Lives in {@code target/fast-start} of the module, one folder for each build and Java, so that {@code mvn clean}
 * removes it.
 */
final class FastStart {

    private static final Duration UNPACKING = Duration.ofMinutes(2);
    private static final Duration UNUSED = Duration.ofDays(1);

    private final Path folder;
    private final Path jar;

    private FastStart(Path folder, Path jar) {
        this.folder = folder;
        this.jar = jar;
    }

    /** Unpacks the jar unless that was done before. */
    static FastStart of(Path execJar) {
        try {
            Path all = execJar.resolveSibling("fast-start");
            Path folder = all.resolve(String.format(
                    "%d-%d-%08x",
                    Files.size(execJar),
                    Files.getLastModifiedTime(execJar).toMillis(),
                    System.getProperty("java.vm.version").hashCode()));
            FastStart start = new FastStart(folder, folder.resolve(execJar.getFileName()));
            if (!Files.exists(start.jar)) {
                Files.createDirectories(all);
                deleteUnused(all);
                unpack(execJar, all, folder);
            }
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
            return start;
        } catch (IOException e) {
            throw new StartFailure(execJar + " could not be unpacked: " + e.getMessage(), e);
        }
    }

    /** The end of the command line: what to run, and the archive when there is one. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        if (isTrained()) {
            arguments.add("-XX:SharedArchiveFile=" + archive());
        }
        arguments.addAll(List.of("-jar", jar.toString()));
        return arguments;
    }

    boolean isTrained() {
        return Files.exists(archive());
    }

    /** The end of the command line of a run that ends by itself before it serves anything, and leaves the archive. */
    List<String> trainingArguments() {
        return List.of(
                "-Dspring.context.exit=onRefresh", "-XX:ArchiveClassesAtExit=" + unfinished(), "-jar", jar.toString());
    }

    /** Takes over the archive that a training run has written. */
    void trained() throws IOException {
        // In one step: a start that happens meanwhile must not read half of it.
        Files.move(unfinished(), archive(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path unfinished() {
        return folder.resolve("classes-" + ProcessHandle.current().pid() + ".jsa");
    }

    private Path archive() {
        return folder.resolve("classes.jsa");
    }

    private static void unpack(Path execJar, Path all, Path folder) throws IOException {
        Path unpacking = Files.createTempDirectory(all, "unpacking");
        Path log = unpacking.resolve("unpack.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djarmode=tools",
                        "-jar",
                        execJar.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        unpacking.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!Wait.until(UNPACKING, () -> !process.isAlive()) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new StartFailure(execJar + " could not be unpacked." + ManagedProcess.lastWords(log));
        }
        try {
            Files.move(unpacking, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another stack was faster; its copy is as good.
            Folders.deleteTree(unpacking);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void deleteUnused(Path all) throws IOException {
        Instant limit = Instant.now().minus(UNUSED);
        List<Path> unused;
        try (Stream<Path> folders = Files.list(all)) {
            unused = folders.filter(folder -> lastUse(folder).isBefore(limit)).toList();
        }
        for (Path folder : unused) {
            Folders.deleteTree(folder);
        }
    }

    private static Instant lastUse(Path folder) {
        try {
            return Files.getLastModifiedTime(folder).toInstant();
        } catch (IOException e) {
            return Instant.now();
        }
    }
}
