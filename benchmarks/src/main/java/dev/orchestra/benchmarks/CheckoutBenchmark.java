package dev.orchestra.benchmarks;

import dev.orchestra.deploy.Part;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * What an order costs: phase 1 next to the same calls without durability, the way from a gateway's webhook to the completed order, the answer to webhooks, and complete orders a
 * second, and a great many that wait to be paid. How to run it and what it said: {@code benchmarks/README.md}.
 */
public final class CheckoutBenchmark {

    private static final String PHASE_1 = "phase1";
    private static final String COMPLETED = "completed";
    private static final String WEBHOOKS = "webhooks";
    private static final String ORDERS = "orders";
    private static final String WAITING = "waiting";
    private static final Duration REST = Duration.ofSeconds(15);

    /** Of a core, what workers that nobody gives anything to do use at most. */
    private static final double AT_REST = 0.05;

    private static final int[] CLIENTS = {1, 16};
    private static final int USERS = 16;
    private static final int WEBHOOKS_A_SECOND = 50;
    private static final Duration GATEWAY_ANSWERS_AFTER = Duration.ofMillis(20);

    /** Phase 1 is quite over when the customer, who has been to the gateway's page, presses the button. */
    private static final Duration CUSTOMER_LOOKS = Duration.ofMillis(300);

    private static final Duration CUSTOMER_PAYS_AFTER = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * What is measured, and for how long.
     *
     * @param parts by their ids, or {@code all}
     * @param rounds of phase 1, on each side
     * @param seconds of such a round
     * @param orders whose webhook is followed
     * @param window in which webhooks come, and in which complete orders are counted, in seconds
     * @param waiting orders that nobody pays
     */
    private record Settings(List<String> parts, int rounds, int seconds, int orders, int window, int waiting) {

        static Settings of(String... args) {
            return new Settings(
                    args.length > 0 ? Arrays.asList(args[0].split(",")) : List.of("all"),
                    number(args, 1, 4),
                    number(args, 2, 4),
                    number(args, 3, 100),
                    number(args, 4, 30),
                    number(args, 5, 10_000));
        }

        private static int number(String[] args, int at, int usual) {
            return args.length > at ? Integer.parseInt(args[at]) : usual;
        }

        boolean wants(String part) {
            return parts.contains("all") || parts.contains(part);
        }

        /** What comes first is not counted: the stack needs some time to be at its speed. */
        Duration warmUp() {
            return Duration.ofSeconds(Math.max(1, window / 3));
        }
    }

    private final Bench bench;
    private final HttpCartApi api;
    private final PhonePeStandIn phonePe;
    private final Settings settings;

    private CheckoutBenchmark(Bench bench, Settings settings) {
        this.bench = bench;
        this.api = bench.durable();
        this.phonePe = bench.phonePe();
        this.settings = settings;
    }

    /**
     * @param args parts, comma-separated ({@code phase1}, {@code completed}, {@code webhooks}, {@code orders}, {@code waiting}), or {@code all}; rounds; seconds of a round;
     *     orders; seconds of a window; orders that wait; each may be left out
     */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.of(args);
        try (Bench bench = Bench.start()) {
            new CheckoutBenchmark(bench, settings).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        Bench.say("warming up");
        for (Row row : Row.CHECKOUT) {
            Bench.awaken(row, api);
            Bench.awaken(row, bench.direct());
            new Load(1, Duration.ofSeconds(settings.seconds()))
                    .compare(8, Load.Client.of(row, api), Load.Client.of(row, bench.direct()));
        }
        if (settings.wants(PHASE_1)) {
            phase1();
        }
        if (settings.wants(COMPLETED)) {
            completed();
        }
        if (settings.wants(WEBHOOKS)) {
            webhooks();
        }
        if (settings.wants(ORDERS)) {
            orders();
        }
        if (settings.wants(WAITING)) {
            waiting();
        }
    }

    // ------------------------------------------------------------------------------------------------ phase 1

    private Load load() {
        return new Load(settings.rounds(), Duration.ofSeconds(settings.seconds()));
    }

    private void phase1() throws Exception {
        Load load = load();
        phonePe.answersAfter(GATEWAY_ANSWERS_AFTER);
        Tables.comparisonHead();
        for (Row row : Row.CHECKOUT) {
            for (int clients : CLIENTS) {
                Tables.comparison(
                        row.title(),
                        clients,
                        load.compare(clients, Load.Client.of(row, api), Load.Client.of(row, bench.direct())));
            }
        }
        phonePe.answersAtOnce();
        System.out.println();
        System.out.println(
                "| run, both phases | events | workflow tasks | local activities | activities | history kB |");
        System.out.println("|---|---|---|---|---|---|");
        for (Row row : Row.CHECKOUT) {
            Histories histories = bench.histories(row);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %.1f |%n",
                    row == Row.CASH ? "cash" : "PhonePe",
                    Tables.range(histories.events()),
                    Tables.range(histories.tasks()),
                    Tables.range(histories.localActivities()),
                    Tables.range(histories.activities()),
                    histories.bytes().getAverage() / 1024);
        }
    }

    // ------------------------------------------------------------------------------------------------ completed

    /** One order after the other, so that each is alone on the machine. */
    private void completed() throws Exception {
        Histogram fromPayment = histogram();
        Histogram fromWebhook = histogram();
        Histogram told = histogram();
        Shopper shopper = Bench.newShopper();
        try (Commits completions = Commits.ofCompletedOrders(bench.database());
                Connection database = bench.database()) {
            for (int i = 0; i < settings.orders(); i++) {
                api.updateItems(shopper);
                api.placeOrderAtGateway(shopper);
                CompletableFuture<Instant> stream = api.told(shopper);
                Thread.sleep(CUSTOMER_LOOKS.toMillis());
                Instant pays = Instant.now();
                phonePe.pay(shopper.gatewayOrderId);
                Instant complete = completions.of(shopper.orderId).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                Instant received = received(database, shopper.gatewayOrderId);
                record(fromPayment, pays, complete);
                record(fromWebhook, received, complete);
                record(told, received, stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
                api.finishOrder(shopper);
            }
        }
        System.out.println();
        System.out.println("| from | to | p50 | p95 ms |");
        System.out.println("|---|---|---|---|");
        way("the customer presses the button", "the order is COMPLETED", fromPayment);
        way("the webhook is received", "the order is COMPLETED", fromWebhook);
        way("the webhook is received", "the order's event stream says so", told);
    }

    private static Instant received(Connection database, String gatewayOrderId) throws Exception {
        try (PreparedStatement question = database.prepareStatement(
                "select min(received_at) from orchestra.webhook_inbox where gateway = 'PHONEPE' and gateway_order_id = ?")) {
            question.setString(1, gatewayOrderId);
            try (ResultSet answer = question.executeQuery()) {
                answer.next();
                return answer.getTimestamp(1).toInstant();
            }
        }
    }

    private static void way(String from, String to, Histogram micros) {
        System.out.printf(
                Locale.ROOT, "| %s | %s | **%.1f** | %.1f |%n", from, to, millis(micros, 50), millis(micros, 95));
    }

    // ------------------------------------------------------------------------------------------------ webhooks

    private void webhooks() throws Exception {
        OpenLoop gateway = new OpenLoop(WEBHOOKS_A_SECOND);
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        gateway.run(settings.warmUp(), () -> send(http));
        Histogram micros = gateway.run(Duration.ofSeconds(settings.window()), () -> send(http));
        try (Connection database = bench.database();
                PreparedStatement forget = database.prepareStatement(
                        "delete from orchestra.webhook_inbox where attempt_id is not null and status in ('RECEIVED', 'ORPHAN')")) {
            // Nobody's payments would be looked for on and on, beside what is measured next.
            forget.executeUpdate();
        }
        System.out.println();
        System.out.println("| webhooks a second | number | acknowledged p50 | p99 ms | slowest |");
        System.out.println("|---|---|---|---|---|");
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %.1f | **%.1f** | %.1f |%n",
                WEBHOOKS_A_SECOND,
                micros.getTotalCount(),
                millis(micros, 50),
                millis(micros, 99),
                micros.getMaxValue() / 1000.0);
    }

    private CompletableFuture<?> send(HttpClient http) {
        HttpRequest webhook = phonePe.webhookOfUnknownPayment(bench.stack().apiUrl());
        return http.sendAsync(webhook, HttpResponse.BodyHandlers.discarding()).thenAccept(answer -> {
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("a webhook was answered with " + answer.statusCode());
            }
        });
    }

    // ------------------------------------------------------------------------------------------------ orders

    /** @param cpu of the whole stack in the time of the window */
    private record Sold(Histogram micros, CpuTimes cpu) {}

    private void orders() throws Exception {
        Sold cash;
        Sold atGateway;
        try (Commits completions = Commits.ofCompletedOrders(bench.database())) {
            cash = sell(completions, api::placeOrder);
            phonePe.customersPayAfter(CUSTOMER_PAYS_AFTER);
            atGateway = sell(completions, api::placeOrderAtGateway);
            phonePe.customersWait();
        }
        System.out.println();
        System.out.println("| paid by | users | complete orders a second | first add to COMPLETED p50 | p95 ms |");
        System.out.println("|---|---|---|---|---|");
        ordersRow("cash", cash);
        ordersRow("PhonePe", atGateway);
        System.out.println();
        System.out.println(
                "| processor ms an order | api | workers | service-stubs | Temporal | PostgreSQL | Redis, Kafka | benchmark | all |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        cpuRow("cash", cash);
        cpuRow("PhonePe", atGateway);
    }

    private interface Placing {
        void of(Shopper shopper) throws Exception;
    }

    private Sold sell(Commits completions, Placing placing) throws Exception {
        Histogram micros = histogram();
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        try {
            long counted = System.nanoTime() + settings.warmUp().toNanos();
            long end = counted + TimeUnit.SECONDS.toNanos(settings.window());
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                Shopper shopper = Bench.newShopper();
                running.add(users.submit(() -> {
                    while (System.nanoTime() < end) {
                        long begin = System.nanoTime();
                        api.updateItems(shopper);
                        placing.of(shopper);
                        completions.of(shopper.orderId).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                        long done = System.nanoTime();
                        if (done >= counted && done < end) {
                            micros.recordValue((done - begin) / 1000);
                        }
                    }
                    // What comes next shall not meet what this one left.
                    api.finishOrder(shopper);
                    return null;
                }));
            }
            CpuTimes before = cpuAt(counted);
            CpuTimes used = cpuAt(end).since(before);
            for (Future<Void> one : running) {
                one.get();
            }
            return new Sold(micros, used);
        } finally {
            users.shutdownNow();
        }
    }

    private CpuTimes cpuAt(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
        return CpuTimes.of(bench.stack());
    }

    private void ordersRow(String paidBy, Sold sold) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | **%.1f** | %.1f | %.1f |%n",
                paidBy,
                USERS,
                (double) sold.micros().getTotalCount() / settings.window(),
                millis(sold.micros(), 50),
                millis(sold.micros(), 95));
    }

    private static void cpuRow(String paidBy, Sold sold) {
        CpuTimes cpu = sold.cpu();
        double orders = sold.micros().getTotalCount();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | **%.1f** |%n",
                paidBy,
                cpu.millis(Part.API) / orders,
                cpu.millis(Part.WORKERS) / orders,
                cpu.millis(Part.SERVICE_STUBS) / orders,
                cpu.millis(Part.TEMPORAL) / orders,
                cpu.millis(Part.POSTGRES) / orders,
                (cpu.millis(Part.REDIS) + cpu.millis(Part.KAFKA)) / orders,
                cpu.clientMillis() / orders,
                cpu.allMillis() / orders);
    }

    // ------------------------------------------------------------------------------------------------ waiting

    private void waiting() throws Exception {
        Beside cart = new Beside(bench, load(), Duration.ofSeconds(settings.seconds()));
        WaitingCheckouts checkouts = new WaitingCheckouts(bench, settings.waiting());
        Bench.say("placing " + settings.waiting() + " orders");
        long begin = System.nanoTime();
        new Load(1, Duration.ofHours(1)).compare(USERS, checkouts);
        Backlog.awaitWaiting(bench.temporal());
        placed(begin, "placed, and all wait", checkouts.number());
        cart.compare(checkouts.number() + " checkouts");
        Bench.say("calling them off");
        begin = System.nanoTime();
        checkouts.callOff();
        checkouts.awaitGuardians();
        placed(begin, "called off, and a guardian waits for each", checkouts.number());
        cart.compare(checkouts.number() + " guardians, some of which ask");
        awaitRest();
        cart.compare(checkouts.number() + " guardians at rest");
    }

    /** Between two questions of each guardian there is a pause, which grows. */
    private void awaitRest() throws InterruptedException {
        Bench.say("waiting until no guardian asks");
        double used;
        do {
            CpuTimes before = CpuTimes.of(bench.stack());
            Thread.sleep(REST.toMillis());
            used = CpuTimes.of(bench.stack()).since(before).millis(Part.WORKERS);
        } while (used > AT_REST * REST.toMillis());
    }

    private static void placed(long begin, String what, int number) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.println();
        System.out.printf(
                Locale.ROOT,
                "%d orders are %s after %.0f s: %.1f a second.%n",
                number,
                what,
                seconds,
                number / seconds);
    }

    // ------------------------------------------------------------------------------------------------ figures

    private static Histogram histogram() {
        return new SynchronizedHistogram(TimeUnit.MINUTES.toMicros(2), 3);
    }

    private static void record(Histogram micros, Instant from, Instant to) {
        micros.recordValue(
                TimeUnit.NANOSECONDS.toMicros(Duration.between(from, to).toNanos()));
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
