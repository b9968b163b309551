package dev.orchestra.deploy;

import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.internal.devserver.TemporalDevServerDownloader;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gets the Temporal CLI, whose {@code server start-dev} is the local server. In this order: {@code temporal} on the PATH;
 * the cached program; the official download into the cache; {@code go install} into the cache, when Go is there.
 */
final class TemporalCli {

    /** The newest version that {@code go install} accepts; the official download is asked for the same. */
    static final String VERSION = "1.5.1";

    /** The first server with everything that the product uses. */
    private static final int[] OLDEST_SERVER = {1, 28};

    private static final Pattern SERVER_VERSION = Pattern.compile("Server (\\d+)\\.(\\d+)");
    private static final String DOWNLOAD_SITE = "https://temporal.download";

    /** Long enough for a slow line, short enough that a machine without one hardly notices. */
    private static final Duration SITE_ANSWERS = Duration.ofSeconds(4);

    private static final Duration DOWNLOAD = Duration.ofMinutes(5);
    private static final Duration BUILD = Duration.ofMinutes(20);

    private final Map<String, String> env;
    private final Progress progress;

    TemporalCli(Map<String, String> env, Progress progress) {
        this.env = env;
        this.progress = progress;
    }

    /** The program, or empty when none of the ways works; says which way is taken when it takes time. */
    Optional<Path> find() {
        Optional<Path> onPath = onPath("temporal");
        if (onPath.isPresent() && isUsable(onPath.get())) {
            return onPath;
        }
        Path cached = Cache.folder(env).resolve("temporal-" + VERSION).resolve("temporal");
        if (Files.isExecutable(cached) && isUsable(cached)) {
            return Optional.of(cached);
        }
        if (download(cached) || goInstall(cached)) {
            return Optional.of(cached);
        }
        return Optional.empty();
    }

    private boolean isUsable(Path program) {
        String answer;
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            progress.say("not used: " + program + " cannot be run (" + e.getMessage() + ")");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while looking for the Temporal CLI", e);
        }
        Matcher server = SERVER_VERSION.matcher(answer);
        if (!server.find()) {
            progress.say("not used: " + program + " does not say which Temporal server it brings");
            return false;
        }
        int major = Integer.parseInt(server.group(1));
        int minor = Integer.parseInt(server.group(2));
        boolean newEnough = major > OLDEST_SERVER[0] || (major == OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
        if (!newEnough) {
            progress.say("not used: " + program + " brings Temporal server " + major + "." + minor + ", older than "
                    + OLDEST_SERVER[0] + "." + OLDEST_SERVER[1]);
        }
        return newEnough;
    }

    private boolean download(Path target) {
        if (!siteAnswers()) {
            return false;
        }
        progress.say("downloading the Temporal CLI " + VERSION + " into " + target.getParent());
        Path folder = target.resolveSibling("download");
        TemporalDevServerOptions options = TemporalDevServerOptions.newBuilder()
                .setDownloadVersion("v" + VERSION)
                .setDownloadDestination(folder.toString())
                .build();
        try {
            Path program = bounded(DOWNLOAD, () -> TemporalDevServerDownloader.prepare(options));
            Files.move(program, target, StandardCopyOption.ATOMIC_MOVE);
            return isUsable(target);
        } catch (IOException | ExecutionException | TimeoutException e) {
            progress.say("the download failed: " + reason(e));
            return false;
        }
    }

    /** Asked first because the SDK's helper waits much longer for a site that cannot be reached. */
    private boolean siteAnswers() {
        // The property is the one that the SDK's helper reads.
        String site = System.getProperty("io.temporal.testing.devServerDownloadBaseUrl", DOWNLOAD_SITE);
        try {
            return bounded(SITE_ANSWERS, () -> {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(site).toURL().openConnection();
                connection.setConnectTimeout((int) SITE_ANSWERS.toMillis());
                connection.setReadTimeout((int) SITE_ANSWERS.toMillis());
                connection.setRequestMethod("HEAD");
                connection.setInstanceFollowRedirects(false);
                try {
                    return connection.getResponseCode() > 0;
                } finally {
                    connection.disconnect();
                }
            });
        } catch (ExecutionException | TimeoutException e) {
            progress.say("the Temporal CLI cannot be downloaded here: " + reason(e));
            return false;
        }
    }

    private boolean goInstall(Path target) {
        Optional<Path> go = onPath("go");
        if (go.isEmpty()) {
            progress.say("the Temporal CLI cannot be built here: no `go` on the PATH");
            return false;
        }
        progress.say("building the Temporal CLI " + VERSION + " with `go install`, once (about 2 minutes)");
        Path folder = target.getParent();
        try {
            Files.createDirectories(folder);
            Path building = Files.createTempDirectory(folder, "building");
            ProcessBuilder builder = new ProcessBuilder(
                    go.get().toString(), "install", "github.com/temporalio/cli/cmd/temporal@v" + VERSION);
            builder.environment().put("GOBIN", building.toString());
            Path log = folder.resolve("go-install.log");
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            Process process = builder.start();
            // Whoever stops the launcher meanwhile stops the build too.
            Thread stopper = new Thread(() -> process.descendants().forEach(ProcessHandle::destroy));
            Runtime.getRuntime().addShutdownHook(stopper);
            boolean ended = process.waitFor(BUILD.toMinutes(), TimeUnit.MINUTES);
            Runtime.getRuntime().removeShutdownHook(stopper);
            if (!ended) {
                process.destroyForcibly();
                progress.say("`go install` did not end within " + BUILD.toMinutes() + " minutes");
                return false;
            }
            if (process.exitValue() != 0) {
                progress.say("`go install` failed." + ManagedProcess.lastWords(log));
                return false;
            }
            Files.move(building.resolve("temporal"), target, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(building);
            return isUsable(target);
        } catch (IOException e) {
            progress.say("the Temporal CLI could not be built: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while building the Temporal CLI", e);
        }
    }

    private Optional<Path> onPath(String program) {
        for (String folder : env.getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isBlank()) {
                Path candidate = Path.of(folder, program).toAbsolutePath();
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** In a thread of its own, because looking up a name can neither be bounded nor interrupted. */
    private static <T> T bounded(Duration atMost, Callable<T> work) throws ExecutionException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "temporal-cli-download");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while getting the Temporal CLI", e);
        }
    }

    private static String reason(Exception e) {
        if (e instanceof TimeoutException) {
            return "no answer in time";
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
