package dev.orchestra.benchmarks;

import dev.orchestra.deploy.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What cart requests take, and the processes' memory, before there is something that waits, and beside it. */
final class Beside {

    private static final int[] CLIENTS = {1, 16};
    private static final int WARMING_UP = 8;
    private static final int WARM_UPS_AT_MOST = 8;
    private static final double STILL_FASTER = 0.97;
    private static final List<Part> MEASURED = List.of(Part.API, Part.WORKERS, Part.TEMPORAL);

    private final Bench bench;
    private final Load load;
    private final Duration warmUp;
    private final Figures before;

    /** @param times of each number of clients */
    private record Figures(Memory memory, List<Load.Times> times) {

        private Load.Times busiest() {
            return times.get(times.size() - 1);
        }
    }

    /**
     * Measures what is before.
     *
     * @param load of cart requests
     * @param warmUp not counted, before each measurement
     */
    Beside(Bench bench, Load load, Duration warmUp) throws Exception {
        this.bench = bench;
        this.load = load;
        this.warmUp = warmUp;
        Bench.awaken(Row.ITEMS, bench.durable());
        before = atItsSpeed();
    }

    /** Measures until it gets no faster: what comes second must not look better because it comes later. */
    private Figures atItsSpeed() throws Exception {
        Figures figures = measure();
        for (int more = 0; more < WARM_UPS_AT_MOST; more++) {
            Figures next = measure();
            boolean faster =
                    next.busiest().p50() < STILL_FASTER * figures.busiest().p50();
            figures = next;
            if (!faster) {
                break;
            }
        }
        return figures;
    }

    /** The same before and beside it, what is not counted included. */
    private Figures measure() throws Exception {
        Memory memory = Memory.of(bench.stack(), MEASURED);
        Load.Client client = Load.Client.of(Row.ITEMS, bench.durable());
        Bench.say("warming up");
        new Load(1, warmUp).compare(WARMING_UP, client);
        List<Load.Times> times = new ArrayList<>();
        for (int clients : CLIENTS) {
            times.addAll(load.compare(clients, client));
        }
        return new Figures(memory, times);
    }

    /**
     * Measures what is now, and prints both.
     *
     * @param what waits
     */
    void compare(String what) throws Exception {
        Figures with = measure();
        System.out.println();
        System.out.println("| resident memory, MB | before | with " + what + " |");
        System.out.println("|---|---|---|");
        for (Part part : MEASURED) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f |%n",
                    part.title(),
                    before.memory().megabytes(part),
                    with.memory().megabytes(part));
        }
        System.out.println();
        System.out.println(
                "| request | clients | before p50 | p95 ms | with " + what + " p50 | p95 ms | more p50 | p95 % |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < CLIENTS.length; i++) {
            Load.Times alone = before.times().get(i);
            Load.Times beside = with.times().get(i);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f | %.1f | %.1f | **%+.0f** | %+.0f |%n",
                    Row.ITEMS.title(),
                    CLIENTS[i],
                    alone.p50(),
                    alone.p95(),
                    beside.p50(),
                    beside.p95(),
                    more(alone.p50(), beside.p50()),
                    more(alone.p95(), beside.p95()));
        }
    }

    private static double more(double before, double with) {
        return 100 * (with / before - 1);
    }
}
