package dev.orchestra.benchmarks;

import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Every operation of the cart API, durable, next to the same activities called directly, without Temporal and without our API: in turns, in one run,
 * against one stack. How to run it and what it said: {@code benchmarks/README.md}.
 */
public final class CartApiBenchmark {

    private static final int[] CLIENTS = {1, 16};

    /** More than any run can sell. */
    private static final int PLENTY = 1_000_000_000;

    private static final int AWAKENINGS = 20;
    private static final int HISTORIES = 5;

    private static final String CACHED = "cached";
    private static final String FLOOR = "floor";

    private final LocalStack stack;
    private final WorkflowClient temporal;
    private final HttpCartApi durable;
    private final CartApi direct;
    private final Load load;
    private final Load warmUp;
    private final List<String> wanted;
    private final List<String> notes = new ArrayList<>();

    private CartApiBenchmark(
            LocalStack stack,
            WorkflowClient temporal,
            CartApi direct,
            List<String> wanted,
            int rounds,
            Duration round) {
        this.stack = stack;
        this.temporal = temporal;
        this.durable = new HttpCartApi(stack.apiUrl(), temporal);
        this.direct = direct;
        this.wanted = wanted;
        this.load = new Load(rounds, round);
        this.warmUp = new Load(1, round);
    }

    /**
     * @param args rows by their ids, comma-separated, or {@code all}; rounds; seconds of a round; each may be left out
     */
    public static void main(String[] args) throws Exception {
        List<String> rows = args.length > 0 ? Arrays.asList(args[0].split(",")) : List.of("all");
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        Path root = Path.of("").toAbsolutePath();
        Path data = Files.createTempDirectory("orchestra-benchmark");
        try (LocalStack stack = LocalStack.builder(root, data)
                // Sixteen customers at full speed from one address are what it is there to refuse.
                .env(Part.API, "ORCHESTRA_RATELIMIT_ENABLED", "false")
                .start()) {
            measure(stack, rows, rounds, Duration.ofSeconds(seconds));
        }
        System.exit(0);
    }

    private static void measure(LocalStack stack, List<String> rows, int rounds, Duration round) throws Exception {
        fillShelves(stack);
        WorkflowServiceStubs connection = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(stack.temporalAddress())
                // As the API's own connection.
                .setGrpcCompression(GrpcCompression.NONE)
                .build());
        try (CartApi direct = new DirectCartApi(stack.stubsUrl())) {
            new CartApiBenchmark(stack, WorkflowClient.newInstance(connection), direct, rows, rounds, round).run();
        } finally {
            connection.shutdownNow();
        }
    }

    private static void fillShelves(LocalStack stack) throws SQLException {
        try (Connection services =
                        DriverManager.getConnection(stack.servicesJdbcUrl(), stack.dbUser(), stack.dbPassword());
                PreparedStatement more = services.prepareStatement(
                        "update inventory.stock set initial = ? + deducted, on_hand = ? where product_id in (?, ?)")) {
            more.setInt(1, PLENTY);
            more.setInt(2, PLENTY);
            more.setString(3, CartApi.FIRST);
            more.setString(4, CartApi.SECOND);
            more.executeUpdate();
        }
    }

    private void run() throws Exception {
        List<Row> rows = Row.ALL.stream().filter(row -> wants(row.id())).toList();
        say("warming up");
        for (Row row : rows) {
            awaken(row, durable);
            awaken(row, direct);
            warmUp.compare(8, Load.Client.of(row, durable), Load.Client.of(row, direct));
        }
        System.out.println("| request | clients | durable p50 | p95 ms | direct p50 | p95 ms | ratio p50 | p95 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (Row row : rows) {
            measure(row);
        }
        if (wants(CACHED)) {
            cached();
        }
        if (wants(FLOOR)) {
            floor();
        }
        System.out.println();
        System.out.println("| request | workflow tasks | local activities | history kB | peak threads of the API |");
        System.out.println("|---|---|---|---|---|");
        notes.forEach(System.out::println);
    }

    /** A process that has never done this may be too slow for its own time limits: once is enough. */
    private static void awaken(Row row, CartApi api) throws Exception {
        Load.Client client = Load.Client.of(row, api);
        for (int attempt = 1; ; attempt++) {
            try {
                Shopper shopper = new Shopper("bench-" + UUID.randomUUID());
                client.arrange(shopper);
                client.before(shopper);
                client.request(shopper);
                client.after(shopper);
                return;
            } catch (Exception cold) {
                if (attempt == AWAKENINGS) {
                    throw cold;
                }
                say(row.title() + " once more: " + cold.getMessage());
            }
        }
    }

    private boolean wants(String row) {
        return wanted.contains("all") || wanted.contains(row);
    }

    private void measure(Row row) throws Exception {
        for (int clients : CLIENTS) {
            List<Load.Times> times = load.compare(clients, Load.Client.of(row, durable), Load.Client.of(row, direct));
            Load.Times a = times.get(0);
            Load.Times b = times.get(1);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f | %.1f | %.1f | **%.1f** | %.1f |%n",
                    row.title(),
                    clients,
                    a.p50(),
                    a.p95(),
                    b.p50(),
                    b.p95(),
                    a.p50() / b.p50(),
                    a.p95() / b.p95());
        }
        Histories histories = histories(row);
        notes.add(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %d |",
                row.title(),
                range(histories.tasks()),
                range(histories.localActivities()),
                histories.bytes().getAverage() / 1024,
                peakThreads()));
    }

    private Histories histories(Row row) throws Exception {
        Load.Client client = Load.Client.of(row, durable);
        Shopper shopper = new Shopper("bench-" + UUID.randomUUID());
        client.arrange(shopper);
        Instant begin = Instant.now();
        for (int i = 0; i < HISTORIES; i++) {
            client.before(shopper);
            client.request(shopper);
            client.after(shopper);
        }
        return Histories.since(begin, temporal, row.workflow());
    }

    private static String range(IntSummaryStatistics figures) {
        return figures.getMin() == figures.getMax()
                ? Integer.toString(figures.getMin())
                : figures.getMin() + " to " + figures.getMax();
    }

    /** A read without a run: next to a request that the same process refuses at the door, so that HTTP itself is on both sides. */
    private void cached() throws Exception {
        Load.Client read = new Load.Client() {
            @Override
            public void arrange(Shopper shopper) throws Exception {
                durable.updateItems(shopper);
            }

            @Override
            public void request(Shopper shopper) throws Exception {
                durable.viewCached(shopper);
            }
        };
        warmUp.compare(8, read, durable::viewRefused);
        System.out.println();
        System.out.println("| request | clients | p50 | p95 ms | refused request p50 | p95 ms | difference p50 ms |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int clients : CLIENTS) {
            List<Load.Times> times = load.compare(clients, read, durable::viewRefused);
            System.out.printf(
                    Locale.ROOT,
                    "| `GET /cart?compute=false` (2) | %d | %.2f | %.2f | %.2f | %.2f | **%.2f** |%n",
                    clients,
                    times.get(0).p50(),
                    times.get(0).p95(),
                    times.get(1).p50(),
                    times.get(1).p95(),
                    times.get(0).p50() - times.get(1).p50());
        }
    }

    private void floor() throws Exception {
        try (TemporalFloor floor = new TemporalFloor(temporal)) {
            Load.Client empty = nobody -> floor.run(0);
            Load.Client busy = nobody -> floor.run(TemporalFloor.ACTIVITIES);
            warmUp.compare(8, empty, busy);
            System.out.println();
            System.out.println("| run that does nothing | clients | p50 | p95 ms | per second |");
            System.out.println("|---|---|---|---|---|");
            for (int clients : CLIENTS) {
                List<Load.Times> times = load.compare(clients, empty, busy);
                floorRow("empty", clients, times.get(0));
                floorRow(TemporalFloor.ACTIVITIES + " empty local activities", clients, times.get(1));
            }
        }
    }

    private static void floorRow(String what, int clients, Load.Times times) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.0f |%n",
                what,
                clients,
                times.p50(),
                times.p95(),
                times.perSecond());
    }

    /** Since the API process began: rows that come later can only raise it. */
    private long peakThreads() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.apiManagementUrl() + "/actuator/prometheus"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("jvm_threads_peak_threads"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void say(String what) {
        System.err.println(what);
    }
}
