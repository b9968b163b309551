package dev.orchestra.deploy;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The launcher behind {@code deploy/up}: starts the stack, says where everything is, watches it, and stops it when it is
 * told to (SIGINT, SIGTERM) or when a part has died.
 *
 * <p>{@code deploy/up check} starts nothing: it says which {@link Invariants} of a running stack are broken.
 *
 * <p>Exit codes: 0 stopped on request, or nothing is broken; 1 something failed, or is broken; 2 the command line is wrong.
 */
public final class Up {

    private final long begin = System.nanoTime();
    private final PrintStream out;
    private final PrintStream err;

    /** Somebody asked for the end: what then fails is its consequence. */
    private volatile boolean stopping;

    /** The end has another reason; its exit code stands. */
    private volatile boolean failed;

    private Up(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        // What libraries would write here is their own business: a failure becomes one of our messages.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        UpOptions options;
        try {
            options = UpOptions.parse(args);
        } catch (UpOptions.Wrong e) {
            System.err.println("deploy/up: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(UpOptions.usage());
            return;
        }
        Up up = new Up(System.out, System.err);
        System.exit(options.check() ? up.check(options) : up.run(options));
    }

    /** Returns only when something failed; a signal ends the process from within the shutdown hook. */
    private int run(UpOptions options) {
        Path root = Path.of(System.getProperty("orchestra.root", "")).toAbsolutePath();
        Path data = options.data() != null ? options.data().toAbsolutePath().normalize() : root.resolve(".data");
        try (DataFolder locked = DataFolder.lock(data);
                LocalStack stack =
                        settings(root, data, options).progress(this::say).build()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOnSignal(stack, locked), "stop"));
            try {
                stack.start();
                printAddresses(stack, data);
                if (options.demo()) {
                    new Demo(stack, out).play();
                }
                stack.prepareFasterStarts();
                throw stack.unexpectedEnd().join();
            } catch (RuntimeException | Error e) {
                failed = !stopping;
                throw e;
            }
        } catch (StartFailure e) {
            if (!stopping) {
                err.println("deploy/up: " + e.getMessage());
            }
            return 1;
        } catch (RuntimeException | Error e) {
            if (!stopping) {
                err.println("deploy/up: a mistake in the launcher itself:");
                e.printStackTrace(err);
            }
            return 1;
        }
    }

    private int check(UpOptions options) {
        List<Invariants.Broken> broken;
        try {
            broken = options.postgresUrl() != null
                    ? Invariants.check(
                            options.postgresUrl(),
                            options.postgresUrl(),
                            user(options),
                            password(options),
                            temporal(options))
                    : Invariants.check(
                            Postgres.url(port(options, StackPort.POSTGRES), LocalStack.SERVICES_DATABASE),
                            Postgres.url(port(options, StackPort.POSTGRES), Postgres.DATABASE),
                            Postgres.USER,
                            Postgres.USER,
                            temporal(options));
        } catch (RuntimeException failure) {
            err.println("deploy/up check: " + failure.getMessage());
            return 1;
        }
        for (Invariants.Invariant invariant : Invariants.ALL) {
            Optional<Invariants.Broken> found = broken.stream()
                    .filter(each -> each.invariant() == invariant)
                    .findFirst();
            out.printf("%-6s %-18s %s%n", found.isEmpty() ? "ok" : "BROKEN", invariant.id(), invariant.meaning());
            found.ifPresent(each -> each.rows().forEach(row -> out.println("                          " + row)));
        }
        return broken.isEmpty() ? 0 : 1;
    }

    private static String temporal(UpOptions options) {
        return options.temporalAddress() != null
                ? options.temporalAddress()
                : "127.0.0.1:" + port(options, StackPort.TEMPORAL);
    }

    private static int port(UpOptions options, StackPort port) {
        return options.ports().getOrDefault(port, port.standard());
    }

    private static String user(UpOptions options) {
        return Objects.requireNonNullElse(options.postgresUser(), Postgres.USER);
    }

    private static String password(UpOptions options) {
        return Objects.requireNonNullElse(options.postgresPassword(), "");
    }

    private void stopOnSignal(LocalStack stack, DataFolder locked) {
        if (failed) {
            return;
        }
        stopping = true;
        out.println();
        say("stopping");
        stack.close();
        locked.close();
        say("everything that was started here is stopped");
        out.flush();
        // A JVM that a signal ends would exit with 130 or 143, but this is the end that was asked for.
        Runtime.getRuntime().halt(0);
    }

    private static LocalStack.Builder settings(Path root, Path data, UpOptions options) {
        LocalStack.Builder settings = LocalStack.builder(root, data).standardPorts();
        options.ports().forEach(settings::port);
        if (options.temporalAddress() != null) {
            settings.temporalAt(options.temporalAddress(), options.temporalUi());
        }
        if (options.postgresUrl() != null) {
            settings.postgresAt(options.postgresUrl(), user(options), password(options));
        }
        if (options.redisUrl() != null) {
            settings.redisAt(options.redisUrl());
        }
        if (options.kafkaServers() != null) {
            settings.kafkaAt(options.kafkaServers());
        }
        if (options.servicesUrl() != null) {
            settings.servicesAt(options.servicesUrl());
        }
        return settings;
    }

    private void printAddresses(LocalStack stack, Path data) {
        out.println();
        out.println("  API             " + stack.apiUrl());
        out.println("  API docs        " + stack.apiUrl() + "/v3/api-docs");
        out.println("  Temporal UI     "
                + stack.temporalUiUrl().orElse("none" + (stack.temporalIsDurable() ? " known" : ": test server")));
        out.println("  core services   " + stack.stubsUrl());
        out.println("  data and logs   " + data + " (a folder for each part)");
        out.println();
        out.printf("ready in %.0f s%n", (System.nanoTime() - begin) / 1e9);
        out.println("Ctrl-C stops everything");
    }

    private void say(String line) {
        out.printf("[%5.1f s] %s%n", (System.nanoTime() - begin) / 1e9, line);
    }
}
