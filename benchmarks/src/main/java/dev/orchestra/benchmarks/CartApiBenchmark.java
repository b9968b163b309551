package dev.orchestra.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Every operation of the cart API, durable, next to the same activities called directly, without Temporal and without our API: in turns, in one run,
 * against one stack. How to run it and what it said: {@code benchmarks/README.md}.
 */
public final class CartApiBenchmark {

    private static final int[] CLIENTS = {1, 16};

    private static final String CACHED = "cached";
    private static final String FLOOR = "floor";

    private final Bench bench;
    private final HttpCartApi durable;
    private final CartApi direct;
    private final Load load;
    private final Load warmUp;
    private final List<String> wanted;
    private final List<String> notes = new ArrayList<>();

    private CartApiBenchmark(Bench bench, List<String> wanted, int rounds, Duration round) {
        this.bench = bench;
        this.durable = bench.durable();
        this.direct = bench.direct();
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
        try (Bench bench = Bench.start()) {
            new CartApiBenchmark(bench, rows, rounds, Duration.ofSeconds(seconds)).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        List<Row> rows = Row.ALL.stream().filter(row -> wants(row.id())).toList();
        Bench.say("warming up");
        for (Row row : rows) {
            Bench.awaken(row, durable);
            Bench.awaken(row, direct);
            warmUp.compare(8, Load.Client.of(row, durable), Load.Client.of(row, direct));
        }
        Tables.comparisonHead();
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

    private boolean wants(String row) {
        return wanted.contains("all") || wanted.contains(row);
    }

    private void measure(Row row) throws Exception {
        for (int clients : CLIENTS) {
            List<Load.Times> times = load.compare(clients, Load.Client.of(row, durable), Load.Client.of(row, direct));
            Tables.comparison(row.title(), clients, times);
        }
        Histories histories = bench.histories(row);
        notes.add(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %d |",
                row.title(),
                Tables.range(histories.tasks()),
                Tables.range(histories.localActivities()),
                histories.bytes().getAverage() / 1024,
                peakThreads()));
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
        try (TemporalFloor floor = new TemporalFloor(bench.temporal())) {
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
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(bench.stack().apiManagementUrl() + "/actuator/prometheus"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("jvm_threads_peak_threads"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
