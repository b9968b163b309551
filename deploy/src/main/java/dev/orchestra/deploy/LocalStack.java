package dev.orchestra.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Everything that the product needs on one machine, as processes: PostgreSQL, Temporal, Redis, Kafka, service-stubs,
 * workers and api. Made for {@code deploy/up} and for tests, which may kill, pause and restart each part.
 *
 * <p>Addresses stay the same for the life of a stack, also when a part is restarted.
 */
public final class LocalStack implements AutoCloseable {

    /** The database of service-stubs. */
    static final String SERVICES_DATABASE = "services";

    private static final Duration SERVICE_STARTUP = Duration.ofSeconds(180);

    private static final Duration TRAINING = Duration.ofMinutes(10);

    /** Workers first let their running steps end; the others answer what they are asked. */
    private static final Duration SERVICE_GRACE = Duration.ofSeconds(40);

    /** How long a stack that is closed in the middle of its start waits for what is on its way. */
    private static final Duration STARTERS_END = Duration.ofSeconds(60);

    private static final Set<Part> OWN_PROCESSES = EnumSet.of(Part.SERVICE_STUBS, Part.WORKERS, Part.API);

    private final Builder settings;
    private final Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
    private final Map<Part, Running> running = new EnumMap<>(Part.class);
    private final Set<Running> stoppedOnPurpose = ConcurrentHashMap.newKeySet();
    private final Set<Running> ready = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<StartFailure> firstDeath = new CompletableFuture<>();
    private final ExecutorService starters = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "local-stack-starter");
        thread.setDaemon(true);
        return thread;
    });

    private volatile Temporal temporal;
    private volatile String jdbcUrl;
    private volatile String servicesJdbcUrl;
    private volatile boolean closing;

    private LocalStack(Builder settings) {
        this.settings = settings;
    }

    /**
     * A stack of all parts, on free ports.
     *
     * @param root the root of the repository, whose modules are built ({@code mvn package})
     * @param data where all parts keep their data and logs, one folder each; kept when the stack stops
     */
    public static Builder builder(Path root, Path data) {
        return new Builder(
                root.toAbsolutePath().normalize(), data.toAbsolutePath().normalize());
    }

    /** What to start, where, and what is brought along instead. */
    public static final class Builder {

        private final Path root;
        private final Path data;
        private final Set<Part> parts = EnumSet.allOf(Part.class);
        private final Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
        private final Map<Part, Map<String, String>> env = new EnumMap<>(Part.class);
        private final Map<Part, List<String>> javaOptions = new EnumMap<>(Part.class);
        private Progress progress = Progress.STDERR;
        private String temporalAddress;
        private String temporalUiUrl;
        private String jdbcUrl;
        private String dbUser;
        private String dbPassword;
        private String redisUrl;
        private String kafkaServers;
        private String servicesUrl;

        private Builder(Path root, Path data) {
            this.root = root;
            this.data = data;
        }

        /** 0, the default, picks a free one. */
        public Builder port(StackPort port, int number) {
            ports.put(port, number);
            return this;
        }

        /** The ports that the documentation names. */
        public Builder standardPorts() {
            Arrays.stream(StackPort.values()).forEach(port -> ports.put(port, port.standard()));
            return this;
        }

        /** Leaves parts out, with nothing in their place: the others start without them. */
        public Builder without(Part... left) {
            Arrays.asList(left).forEach(parts::remove);
            return this;
        }

        /** Uses this Temporal server; the UI's address may be null. */
        public Builder temporalAt(String address, String uiUrl) {
            temporalAddress = address;
            temporalUiUrl = uiUrl;
            return without(Part.TEMPORAL);
        }

        /** Uses this database for all: orchestrator and service-stubs keep to schemas of their own. */
        public Builder postgresAt(String url, String user, String password) {
            jdbcUrl = url;
            dbUser = user;
            dbPassword = password;
            return without(Part.POSTGRES);
        }

        public Builder redisAt(String url) {
            redisUrl = url;
            return without(Part.REDIS);
        }

        public Builder kafkaAt(String servers) {
            kafkaServers = servers;
            return without(Part.KAFKA);
        }

        /** Uses these core services: service-stubs, and what only they need, are not started. */
        public Builder servicesAt(String url) {
            servicesUrl = url;
            return without(Part.SERVICE_STUBS, Part.KAFKA);
        }

        /** An environment variable of one of our own processes; wins over what the stack sets. */
        public Builder env(Part part, String name, String value) {
            env.computeIfAbsent(part, key -> new LinkedHashMap<>()).put(name, value);
            return this;
        }

        /** JVM options of one of our own processes, after the stack's own. */
        public Builder javaOptions(Part part, String... options) {
            javaOptions.computeIfAbsent(part, key -> new ArrayList<>()).addAll(Arrays.asList(options));
            return this;
        }

        public Builder progress(Progress listener) {
            progress = listener;
            return this;
        }

        /**
         * Nothing is started yet: {@link LocalStack#start()} does, so that another thread can close a stack that is
         * still starting.
         */
        public LocalStack build() {
            return new LocalStack(this);
        }

        /** Builds and starts. */
        public LocalStack start() {
            LocalStack stack = build();
            stack.start();
            return stack;
        }
    }

    /**
     * Starts all parts, as many at a time as their needs allow, and returns when each is ready.
     *
     * @throws StartFailure when one cannot be started or dies meanwhile; everything is stopped again then
     */
    public void start() {
        try {
            prepare();
            CompletableFuture<Void> postgres = CompletableFuture.runAsync(() -> launch(Part.POSTGRES), starters);
            CompletableFuture<Void> temporalServer = CompletableFuture.runAsync(() -> launch(Part.TEMPORAL), starters);
            CompletableFuture<Void> both = CompletableFuture.allOf(postgres, temporalServer);
            List<CompletableFuture<Void>> all = List.of(
                    postgres,
                    temporalServer,
                    // These two only serve service-stubs, which starts without them.
                    CompletableFuture.runAsync(() -> launch(Part.REDIS), starters),
                    CompletableFuture.runAsync(() -> launch(Part.KAFKA), starters),
                    postgres.thenRunAsync(() -> launch(Part.SERVICE_STUBS), starters),
                    both.thenRunAsync(() -> launch(Part.WORKERS), starters),
                    both.thenRunAsync(() -> launch(Part.API), starters));
            // The first failure ends the start: waiting for the others would only hide it.
            CompletableFuture<Void> failure = new CompletableFuture<>();
            all.forEach(each -> each.whenComplete((done, e) -> {
                if (e != null) {
                    failure.completeExceptionally(e);
                }
            }));
            firstDeath.thenAccept(failure::completeExceptionally);
            CompletableFuture<Void> success = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
            CompletableFuture.anyOf(success, failure).join();
        } catch (RuntimeException e) {
            close();
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            throw cause instanceof StartFailure known
                    ? known
                    : new StartFailure("the stack could not be started: " + cause, cause);
        }
    }

    /** Starts one part again after {@link #kill} or {@link #stop}, at its old address; returns when it is ready. */
    public void start(Part part) {
        launch(part);
    }

    /**
     * Makes later starts of our own processes faster, here and in every other stack of this build: a run of each that
     * ends before it serves anything, at the lowest priority, one after the other. Does nothing where that was done.
     * Returns at once; {@link #close()} ends it.
     */
    public void prepareFasterStarts() {
        starters.execute(() -> OWN_PROCESSES.stream()
                .filter(settings.parts::contains)
                .takeWhile(part -> !closing)
                .forEach(this::train));
    }

    /** SIGKILL. */
    public void kill(Part part) {
        onPurpose(part).kill();
    }

    /** SIGTERM, and what the part does with it. */
    public void stop(Part part) {
        onPurpose(part).close();
    }

    /** SIGSTOP. */
    public void pause(Part part) {
        process(part).pause();
    }

    /** SIGCONT. */
    public void resume(Part part) {
        process(part).resume();
    }

    public boolean isAlive(Part part) {
        return process(part).isAlive();
    }

    public long pid(Part part) {
        return process(part).pid();
    }

    /** Everything that the part wrote since the data folder is in use. */
    public String log(Part part) {
        return ManagedProcess.readLog(process(part).logFile());
    }

    /** The data and logs of a part. */
    public Path folder(Part part) {
        return settings.data.resolve(part.folder());
    }

    /** Completes when a part ends that nobody here stopped, with a message for people. */
    public CompletableFuture<StartFailure> unexpectedEnd() {
        return firstDeath;
    }

    public String apiUrl() {
        return local(StackPort.API);
    }

    /** Health and metrics of the API. */
    public String apiManagementUrl() {
        return local(StackPort.API_MANAGEMENT);
    }

    /** Health and metrics of the workers; they serve nothing else. */
    public String workersManagementUrl() {
        return local(StackPort.WORKERS);
    }

    /** The core services: service-stubs, or what was brought in their place. */
    public String stubsUrl() {
        return settings.servicesUrl != null ? settings.servicesUrl : local(StackPort.SERVICE_STUBS);
    }

    public String stubsManagementUrl() {
        return local(StackPort.SERVICE_STUBS_MANAGEMENT);
    }

    public String temporalAddress() {
        return temporal.address();
    }

    /** Empty when there is no UI or its address is not known. */
    public Optional<String> temporalUiUrl() {
        return temporal.uiUrl();
    }

    /** Whether runs survive a restart of the Temporal server. */
    public boolean temporalIsDurable() {
        return temporal.durable();
    }

    /** The orchestrator's database. */
    public String jdbcUrl() {
        return jdbcUrl;
    }

    /** The database of service-stubs. */
    public String servicesJdbcUrl() {
        return servicesJdbcUrl;
    }

    public String dbUser() {
        return settings.dbUser != null ? settings.dbUser : Postgres.USER;
    }

    public String dbPassword() {
        return settings.dbPassword != null ? settings.dbPassword : Postgres.USER;
    }

    public String redisUrl() {
        return settings.redisUrl != null ? settings.redisUrl : "redis://127.0.0.1:" + ports.get(StackPort.REDIS);
    }

    public String kafkaServers() {
        return settings.kafkaServers != null ? settings.kafkaServers : "127.0.0.1:" + ports.get(StackPort.KAFKA);
    }

    /** Stops what was started here, and nothing else, in the reverse order; also in the middle of a start. */
    @Override
    public void close() {
        synchronized (running) {
            closing = true;
        }
        synchronized (starters) {
            // Not interrupted: half-started servers would be lost. What becomes ready from now on stops at once.
            starters.shutdown();
            Part[] parts = Part.values();
            for (int i = parts.length - 1; i >= 0; i--) {
                Running process;
                synchronized (running) {
                    process = running.remove(parts[i]);
                }
                if (process != null) {
                    stoppedOnPurpose.add(process);
                    if (process.isAlive()) {
                        settings.progress.say("stopping " + parts[i].title());
                    }
                    if (ready.contains(process)) {
                        process.close();
                    } else {
                        // It serves nobody yet, and a service that is asked to stop first ends its start.
                        process.kill();
                    }
                }
                if (parts[i] == Part.TEMPORAL && temporal != null) {
                    temporal.close();
                }
            }
            try {
                starters.awaitTermination(STARTERS_END.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void prepare() {
        String existing = System.getenv("TEMPORAL_ADDRESS");
        if (existing != null && !existing.isBlank() && settings.temporalAddress == null) {
            settings.temporalAt(existing, System.getenv("TEMPORAL_UI_URL"));
        }
        if (settings.temporalAddress != null) {
            temporal = Temporal.at(settings.temporalAddress, settings.temporalUiUrl);
        }
        if (settings.jdbcUrl != null) {
            jdbcUrl = settings.jdbcUrl;
            servicesJdbcUrl = settings.jdbcUrl;
        }
        OWN_PROCESSES.stream().filter(settings.parts::contains).forEach(this::jar);
        stopLeftovers();
        for (StackPort port : StackPort.values()) {
            int wanted = settings.ports.getOrDefault(port, 0);
            if (settings.parts.contains(port.part()) && wanted != 0 && !Ports.isFree(wanted)) {
                throw new StartFailure("port " + wanted + " (" + port.part().title()
                        + ") is taken by another program: stop that one, or move this with " + port.option() + " N");
            }
            ports.put(port, Ports.orFree(wanted));
        }
    }

    private void stopLeftovers() {
        Part[] parts = Part.values();
        for (int i = parts.length - 1; i >= 0; i--) {
            Path folder = folder(parts[i]);
            boolean stopped = parts[i] == Part.POSTGRES
                    ? Postgres.stopLeftover(folder)
                    : ManagedProcess.stopLeftover(folder, parts[i].folder());
            if (stopped) {
                settings.progress.say("stopped " + parts[i].title() + ", left over from a run that was killed");
            }
        }
    }

    private void launch(Part part) {
        if (!settings.parts.contains(part)) {
            return;
        }
        if (closing) {
            throw new StartFailure("stopped while starting");
        }
        long begin = System.nanoTime();
        switch (part) {
            case POSTGRES -> {
                Postgres postgres = Postgres.start(folder(part), ports.get(StackPort.POSTGRES));
                register(part, postgres);
                jdbcUrl = postgres.jdbcUrl();
                servicesJdbcUrl = postgres.jdbcUrl(SERVICES_DATABASE);
            }
            case TEMPORAL -> {
                temporal = Temporal.start(
                        folder(part),
                        ports.get(StackPort.TEMPORAL),
                        ports.get(StackPort.TEMPORAL_UI),
                        System.getenv(),
                        settings.progress);
                temporal.process().ifPresent(process -> register(part, process));
                if (closing) {
                    temporal.close();
                }
            }
            case REDIS ->
                register(
                        part,
                        Redis.start(folder(part), ports.get(StackPort.REDIS)).process());
            case KAFKA ->
                register(
                        part,
                        Kafka.start(folder(part), ports.get(StackPort.KAFKA)).process());
            case SERVICE_STUBS -> startJava(part, stubsManagementUrl());
            case WORKERS -> startJava(part, workersManagementUrl());
            case API -> startJava(part, apiManagementUrl());
        }
        running(part).ifPresent(process -> watch(part, process));
        settings.progress.say(
                String.format("%-13s ready after %.1f s", part.title(), (System.nanoTime() - begin) / 1e9));
    }

    private void startJava(Part part, String managementUrl) {
        List<String> command = new ArrayList<>(javaCommand(part));
        command.addAll(settings.javaOptions.getOrDefault(part, List.of()));
        command.addAll(FastStart.of(jar(part)).arguments());
        ManagedProcess process = ManagedProcess.start(part.folder(), folder(part), command, env(part), SERVICE_GRACE);
        register(part, process);
        process.awaitReady(SERVICE_STARTUP, () -> Http.isOk(managementUrl + "/actuator/health/readiness"));
    }

    private void train(Part part) {
        FastStart start = FastStart.of(jar(part));
        if (start.isTrained()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.addAll(javaCommand(part));
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(start.trainingArguments());
        try (ManagedProcess process =
                ManagedProcess.start("training", folder(part), command, env(part), Duration.ZERO)) {
            boolean ended = Wait.until(TRAINING, () -> closing || !process.isAlive());
            if (ended && !closing) {
                start.trained();
            }
        } catch (IOException | StartFailure e) {
            // A later start is slower than it could be: nothing that anybody must act on.
            settings.progress.say("no faster starts of " + part.title() + ": " + e.getMessage());
        }
    }

    private static List<String> javaCommand(Part part) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                part == Part.SERVICE_STUBS ? "-Xmx320m" : "-Xmx384m",
                // Small heaps on few cores: the parallel collectors' threads cost more than they bring.
                "-XX:+UseSerialGC");
    }

    private Map<String, String> env(Part part) {
        Map<String, String> env = new LinkedHashMap<>();
        switch (part) {
            case SERVICE_STUBS -> env.putAll(stubsEnv());
            case WORKERS -> {
                env.putAll(orchestratorEnv(StackPort.WORKERS, StackPort.WORKERS));
                env.put("ORCHESTRA_PAYMENTS_RETURN_URL", apiUrl() + "/payments/return");
            }
            case API -> {
                env.putAll(orchestratorEnv(StackPort.API, StackPort.API_MANAGEMENT));
                env.put("ORCHESTRA_IDENTITY_MODE", "local");
                env.put("ORCHESTRA_REDIS_URL", redisUrl());
                env.put("KAFKA_BOOTSTRAP_SERVERS", kafkaServers());
                env.put("ORCHESTRA_SECRET", Secret.in(settings.data, "secret"));
                env.putAll(GatewaySecrets.ofWebhooks(settings.data, System.getenv()));
            }
            default -> throw new IllegalArgumentException(part.title());
        }
        env.putAll(settings.env.getOrDefault(part, Map.of()));
        return env;
    }

    private Map<String, String> stubsEnv() {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("STUBS_DB_URL", servicesJdbcUrl);
        env.put("STUBS_DB_USER", dbUser());
        env.put("STUBS_DB_PASSWORD", dbPassword());
        env.put("REDIS_URL", redisUrl());
        env.put("KAFKA_BOOTSTRAP_SERVERS", kafkaServers());
        env.put("SERVER_PORT", number(StackPort.SERVICE_STUBS));
        env.put("MANAGEMENT_SERVER_PORT", number(StackPort.SERVICE_STUBS_MANAGEMENT));
        env.put("GATEWAY_PHONEPE_WEBHOOK_URL", apiUrl() + "/webhooks/phonepe");
        env.put("GATEWAY_RAZORPAY_WEBHOOK_URL", apiUrl() + "/webhooks/razorpay");
        env.putAll(GatewaySecrets.ofGateways(settings.data, System.getenv()));
        return env;
    }

    private Map<String, String> orchestratorEnv(StackPort server, StackPort management) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("TEMPORAL_ADDRESS", temporalAddress());
        env.put("ORCHESTRA_DB_URL", jdbcUrl);
        env.put("ORCHESTRA_DB_USER", dbUser());
        env.put("ORCHESTRA_DB_PASSWORD", dbPassword());
        env.put("ORCHESTRA_SERVICES_URL", stubsUrl());
        // A person reads these logs.
        env.put("SPRING_PROFILES_ACTIVE", "plain");
        env.put("SERVER_PORT", number(server));
        env.put("MANAGEMENT_SERVER_PORT", number(management));
        return env;
    }

    private Path jar(Part part) {
        Path target = settings.root.resolve(part.folder()).resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                Optional<Path> jar = files.filter(file -> file.toString().endsWith("-exec.jar"))
                        .findFirst();
                if (jar.isPresent()) {
                    return jar.get();
                }
            } catch (IOException e) {
                throw new StartFailure(target + " cannot be read: " + e.getMessage(), e);
            }
        }
        throw new StartFailure("the jar of " + part.folder() + " is missing (" + target.resolve("*-exec.jar")
                + "): build it with `mvn -DskipTests package`");
    }

    private void register(Part part, Running process) {
        synchronized (running) {
            if (!closing) {
                running.put(part, process);
                return;
            }
        }
        process.close();
        throw new StartFailure("stopped while starting");
    }

    /** From now on an end that nobody here asked for is news. */
    private void watch(Part part, Running process) {
        ready.add(process);
        process.ended().thenAccept(how -> {
            if (!stoppedOnPurpose.contains(process)) {
                firstDeath.complete(new StartFailure(
                        part.title() + " has ended (" + how + ")." + ManagedProcess.lastWords(process.logFile())));
            }
        });
    }

    private Running onPurpose(Part part) {
        Running process = process(part);
        stoppedOnPurpose.add(process);
        return process;
    }

    private Running process(Part part) {
        return running(part)
                .orElseThrow(() -> new IllegalStateException(part.title() + " is not a process of this stack"));
    }

    private Optional<Running> running(Part part) {
        synchronized (running) {
            return Optional.ofNullable(running.get(part));
        }
    }

    private String local(StackPort port) {
        return "http://127.0.0.1:" + ports.get(port);
    }

    private String number(StackPort port) {
        return Integer.toString(ports.get(port));
    }
}
