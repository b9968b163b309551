package dev.orchestra.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ManagedProcessTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void whatItWritesIsInItsLog() {
        try (ManagedProcess process = start("echo to out; echo to err >&2; echo $WORD", Map.of("WORD", "from env"))) {
            assertThat(process.ended().join()).isEqualTo("exit code 0");
            assertThat(process.log()).contains("to out", "to err", "from env");
        }
    }

    @Test
    void aProcessThatDiesWhileStartingIsReportedWithItsLastWords() {
        try (ManagedProcess process = start("echo no such luck; exit 3", Map.of())) {
            assertThatThrownBy(() -> process.awaitReady(SOON, () -> false))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("exit code 3")
                    .hasMessageContaining("no such luck")
                    .hasMessageContaining(folder.resolve("worker.log").toString());
        }
    }

    @Test
    void aProcessThatIsNotReadyInTimeIsNotLeftRunning() {
        try (ManagedProcess process = start("sleep 100", Map.of())) {
            assertThatThrownBy(() -> process.awaitReady(Duration.ofMillis(100), () -> false))
                    .hasMessageContaining("not ready within");
            assertThat(Wait.until(SOON, () -> !process.isAlive())).isTrue();
        }
    }

    @Test
    void aPausedProcessDoesNothingUntilItIsResumed() {
        Path ticks = folder.resolve("ticks");
        try (ManagedProcess process = start("while :; do echo . >> ticks; sleep 0.01; done", Map.of())) {
            assertThat(Wait.until(SOON, () -> Files.exists(ticks))).isTrue();
            process.pause();
            assertThat(Wait.until(SOON, () -> !grows(ticks))).isTrue();
            process.resume();
            assertThat(Wait.until(SOON, () -> grows(ticks))).isTrue();
        }
    }

    @Test
    void aPausedProcessCanBeStopped() {
        ManagedProcess process = start("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done", Map.of());
        process.awaitReady(SOON, () -> process.log().contains("up"));
        process.pause();
        process.close();
        assertThat(process.isAlive()).isFalse();
        assertThat(process.log()).contains("bye");
    }

    @Test
    void aProcessThatIgnoresTheRequestToStopIsKilled() {
        ManagedProcess process = ManagedProcess.start(
                "worker",
                folder,
                List.of("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"),
                Map.of(),
                Duration.ofMillis(200));
        process.awaitReady(SOON, () -> process.log().contains("up"));
        process.close();
        assertThat(process.ended().join()).isEqualTo("exit code 137");
    }

    @Test
    void whatAKilledLauncherLeftIsStoppedByTheNextStart() {
        ManagedProcess leftover = start("sleep 100", Map.of());
        try (ManagedProcess next = start("sleep 100", Map.of())) {
            assertThat(leftover.isAlive()).isFalse();
            assertThat(next.isAlive()).isTrue();
        }
    }

    @Test
    void aStrangerThatGotTheNumberOfAnOldProcessIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "100").start();
        try {
            Files.writeString(folder.resolve("worker.pid"), stranger.pid() + " 2001-01-01T00:00:00Z");
            assertThat(ManagedProcess.stopLeftover(folder, "worker")).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private ManagedProcess start(String script, Map<String, String> env) {
        return ManagedProcess.start("worker", folder, List.of("sh", "-c", script), env, SOON);
    }

    private static boolean grows(Path file) {
        long before = size(file);
        return Wait.until(Duration.ofMillis(300), () -> size(file) > before);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
