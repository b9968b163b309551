package dev.orchestra.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * What seats cost: the way from a reservation to a seat that can be added, adding it next to the same calls without durability, and a great many reservations that wait for their
 * end at once. How to run it and what it said: {@code benchmarks/README.md}.
 */
public final class TicketBenchmark {

    private static final String ADDABLE = "addable";
    private static final String ADD = "add";
    private static final String WAITING = "waiting";

    /** The demo shop's show with 2,000 seats. */
    private static final String SHOW = "5b0f1a52-6c0e-4d5e-9a57-2f6d1c3e8a03";

    private static final int[] CLIENTS = {1, 16};
    private static final int WARMING_UP = 8;

    /** That one client adds in a round; as many as one request may reserve. */
    private static final int SEATS_A_ROUND = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * What is measured, and how much of it.
     *
     * @param parts by their ids, or {@code all}
     * @param reservations that are made in each measurement of the first two parts, at least
     * @param rounds of cart requests
     * @param seconds of such a round
     * @param waiting reservations
     */
    private record Settings(List<String> parts, int reservations, int rounds, int seconds, int waiting) {

        static Settings of(String... args) {
            return new Settings(
                    args.length > 0 ? Arrays.asList(args[0].split(",")) : List.of("all"),
                    number(args, 1, 800),
                    number(args, 2, 4),
                    number(args, 3, 4),
                    number(args, 4, 10_000));
        }

        private static int number(String[] args, int at, int usual) {
            return args.length > at ? Integer.parseInt(args[at]) : usual;
        }

        boolean wants(String part) {
            return parts.contains("all") || parts.contains(part);
        }

        /** So many rounds that all clients together make all reservations. */
        Load seats(int clients) {
            int round = clients * SEATS_A_ROUND;
            return new Load((reservations + round - 1) / round, PATIENCE);
        }

        Load cart() {
            return new Load(rounds, Duration.ofSeconds(seconds));
        }
    }

    private final Bench bench;
    private final TicketApi api;
    private final Settings settings;
    private final Queue<TicketApi.Seat> free;

    private TicketBenchmark(Bench bench, Settings settings) throws Exception {
        this.bench = bench;
        this.api = bench.tickets();
        this.settings = settings;
        this.free = new ConcurrentLinkedQueue<>(api.seats(SHOW));
    }

    /**
     * @param args parts, comma-separated ({@code addable}, {@code add}, {@code waiting}), or {@code all}; reservations; rounds of cart requests; seconds of such a round;
     *     reservations that wait; each may be left out
     */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.of(args);
        try (Bench bench = Bench.start()) {
            new TicketBenchmark(bench, settings).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        if (settings.wants(ADDABLE)) {
            addable();
        }
        if (settings.wants(ADD)) {
            add();
        }
        if (settings.wants(WAITING)) {
            waiting();
        }
    }

    // ------------------------------------------------------------------------------------------------ addable

    /** What one client does that reserves a seat and asks at once for it to be added. */
    private final class Impatient implements Load.Client {

        private final Commits noted;
        private final Histogram micros = new SynchronizedHistogram(PATIENCE.toNanos() / 1000, 3);

        Impatient(Commits noted) {
            this.noted = noted;
        }

        @Override
        public boolean goesOn(Shopper shopper) {
            return shopper.added.size() < SEATS_A_ROUND;
        }

        @Override
        public void before(Shopper shopper) throws Exception {
            TicketApi.Reserved reserved = api.reserve(shopper, take(1)).get(0);
            Instant answered = Instant.now();
            shopper.reserved.add(reserved);
            noted.of(reserved.reservationId()).thenAccept(at -> record(answered, at));
        }

        /** The event can be faster than the answer. */
        private void record(Instant answered, Instant at) {
            long late = Duration.between(answered, at).toNanos() / 1000;
            micros.recordValue(Math.max(0, late));
        }

        @Override
        public void request(Shopper shopper) throws Exception {
            api.add(shopper, shopper.reserved.element());
            shopper.added.add(shopper.reserved.remove());
        }

        @Override
        public void afterRound(Shopper shopper) throws Exception {
            putBack(shopper);
        }
    }

    private void addable() throws Exception {
        try (Commits noted = Commits.ofNotedReservations(bench.database())) {
            Bench.say("warming up");
            new Load(1, PATIENCE).compare(WARMING_UP, new Impatient(noted));
            System.out.println();
            System.out.println("| from the answer of `POST /reservations` until | in flight | p50 | p95 | p99 ms |");
            System.out.println("|---|---|---|---|---|");
            for (int clients : CLIENTS) {
                Impatient client = new Impatient(noted);
                Load.Times times =
                        settings.seats(clients).compare(clients, client).get(0);
                wayRow(
                        "the reservation is noted",
                        clients,
                        millis(client.micros, 50),
                        millis(client.micros, 95),
                        millis(client.micros, 99));
                wayRow("`POST /cart/add` is answered", clients, times.p50(), times.p95(), times.p99());
            }
        }
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }

    private static void wayRow(String until, int clients, double p50, double p95, double p99) {
        System.out.printf(Locale.ROOT, "| %s | %d | %.1f | %.1f | **%.1f** |%n", until, clients, p50, p95, p99);
    }

    // ------------------------------------------------------------------------------------------------ add

    /** What one client does that has all of its reservations before it adds the first. */
    private final class Prepared implements Load.Client {

        /** Puts a reserved seat into the draft order. */
        interface Adding {
            void of(Shopper shopper, TicketApi.Reserved reserved) throws Exception;
        }

        private final Commits noted;
        private final Adding adding;

        Prepared(Commits noted, Adding adding) {
            this.noted = noted;
            this.adding = adding;
        }

        @Override
        public void beforeRound(Shopper shopper) throws Exception {
            shopper.reserved.addAll(api.reserve(shopper, take(SEATS_A_ROUND)));
            for (TicketApi.Reserved one : shopper.reserved) {
                noted.of(one.reservationId()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            shopper.ownerId = owner(shopper.reserved.element().reservationId());
        }

        @Override
        public boolean goesOn(Shopper shopper) {
            return !shopper.reserved.isEmpty();
        }

        @Override
        public void request(Shopper shopper) throws Exception {
            adding.of(shopper, shopper.reserved.element());
            shopper.added.add(shopper.reserved.remove());
        }

        @Override
        public void afterRound(Shopper shopper) throws Exception {
            putBack(shopper);
        }
    }

    private void add() throws Exception {
        try (Commits noted = Commits.ofNotedReservations(bench.database());
                DirectTickets activities = new DirectTickets(bench.stack())) {
            Prepared durable = new Prepared(noted, api::add);
            Prepared direct = new Prepared(noted, activities::add);
            Bench.say("warming up");
            new Load(2, PATIENCE).compare(WARMING_UP, durable, direct);
            System.out.println();
            Tables.comparisonHead();
            for (int clients : CLIENTS) {
                Tables.comparison(
                        "`POST /cart/add` (2)", clients, settings.seats(clients).compare(clients, durable, direct));
            }
        }
    }

    /** The opaque id that the API knows its caller by. */
    private String owner(String reservationId) throws Exception {
        try (Connection database = bench.database();
                PreparedStatement question = database.prepareStatement(
                        "select owner_id from orchestra.seat_reservations where reservation_id = ?")) {
            question.setString(1, reservationId);
            try (ResultSet answer = question.executeQuery()) {
                answer.next();
                return answer.getString(1);
            }
        }
    }

    private List<TicketApi.Seat> take(int number) {
        List<TicketApi.Seat> seats = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            seats.add(free.remove());
        }
        return seats;
    }

    private void putBack(Shopper shopper) throws Exception {
        while (!shopper.added.isEmpty()) {
            TicketApi.Seat seat = shopper.added.remove().seat();
            api.remove(shopper, seat);
            free.add(seat);
        }
    }

    // ------------------------------------------------------------------------------------------------ waiting

    private void waiting() throws Exception {
        Beside cart = new Beside(bench, settings.cart(), Duration.ofSeconds(settings.seconds()));
        Bench.say("publishing " + settings.waiting() + " reservations");
        Backlog backlog = new Backlog(settings.waiting());
        long begin = System.nanoTime();
        backlog.publish(bench.stack().kafkaServers());
        try (Connection database = bench.database()) {
            backlog.awaitNoted(database);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Backlog.awaitWaiting(bench.temporal());
        double untilWaiting = (System.nanoTime() - begin) / 1e9;
        System.out.println();
        System.out.println("| reservations | noted after s | reservations a second | all waiting after s |");
        System.out.println("|---|---|---|---|");
        System.out.printf(
                Locale.ROOT,
                "| %d | %.1f | **%.1f** | %.1f |%n",
                settings.waiting(),
                seconds,
                settings.waiting() / seconds,
                untilWaiting);
        cart.compare("all of them waiting");
    }
}
