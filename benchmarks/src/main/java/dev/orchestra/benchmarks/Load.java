package dev.orchestra.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Rounds of a closed loop: each client sends its next request when it has its answer. The two sides of a comparison take turns, so that whatever else
 * the machine does bears on both.
 */
final class Load {

    /** What one client does, over and over. */
    interface Client {
        default void arrange(Shopper shopper) throws Exception {}

        /** Before each round, untimed. */
        default void beforeRound(Shopper shopper) throws Exception {}

        /** Whether there is something left to do in this round. */
        default boolean goesOn(Shopper shopper) {
            return true;
        }

        default void before(Shopper shopper) throws Exception {}

        /** The part that is timed. */
        void request(Shopper shopper) throws Exception;

        default void after(Shopper shopper) throws Exception {}

        /** After each round, when all clients are through with it. */
        default void afterRound(Shopper shopper) throws Exception {}

        static Client of(Row row, CartApi api) {
            return new Client() {
                @Override
                public void arrange(Shopper shopper) throws Exception {
                    row.arrange().of(api, shopper);
                }

                @Override
                public void before(Shopper shopper) throws Exception {
                    row.before().of(api, shopper);
                }

                @Override
                public void request(Shopper shopper) throws Exception {
                    row.request().of(api, shopper);
                }

                @Override
                public void after(Shopper shopper) throws Exception {
                    row.after().of(api, shopper);
                }
            };
        }
    }

    /** Times in milliseconds; {@code perSecond} is of all clients together, in the time that was measured. */
    record Times(double p50, double p95, double p99, double perSecond) {

        private static Times of(Histogram micros, int clients) {
            double seconds = micros.getMean() * micros.getTotalCount() / 1e6;
            return new Times(
                    micros.getValueAtPercentile(50) / 1000.0,
                    micros.getValueAtPercentile(95) / 1000.0,
                    micros.getValueAtPercentile(99) / 1000.0,
                    clients * micros.getTotalCount() / seconds);
        }
    }

    private final int rounds;
    private final Duration round;

    /** @param round its time, after which no client begins another request */
    Load(int rounds, Duration round) {
        this.rounds = rounds;
        this.round = round;
    }

    /** @return the times of each side, in their order */
    List<Times> compare(int clients, Client... sides) throws Exception {
        List<Histogram> micros = new ArrayList<>();
        List<List<Shopper>> shoppers = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            for (Client side : sides) {
                micros.add(histogram());
                List<Shopper> own = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    own.add(new Shopper("bench-" + UUID.randomUUID()));
                }
                shoppers.add(own);
                atOnce(pool, own, shopper -> () -> {
                    side.arrange(shopper);
                    return null;
                });
            }
            for (int i = 0; i < rounds; i++) {
                for (int side = 0; side < sides.length; side++) {
                    round(pool, shoppers.get(side), sides[side], micros.get(side));
                }
            }
        } finally {
            pool.shutdownNow();
        }
        return micros.stream().map(each -> Times.of(each, clients)).toList();
    }

    private void round(ExecutorService pool, List<Shopper> shoppers, Client side, Histogram micros) throws Exception {
        atOnce(pool, shoppers, shopper -> () -> {
            side.beforeRound(shopper);
            return null;
        });
        long end = System.nanoTime() + round.toNanos();
        atOnce(pool, shoppers, shopper -> () -> {
            while (System.nanoTime() < end && side.goesOn(shopper)) {
                side.before(shopper);
                long start = System.nanoTime();
                side.request(shopper);
                micros.recordValue((System.nanoTime() - start) / 1000);
                side.after(shopper);
            }
            return null;
        });
        atOnce(pool, shoppers, shopper -> () -> {
            side.afterRound(shopper);
            return null;
        });
    }

    private interface Task {
        Callable<Void> of(Shopper shopper);
    }

    private static void atOnce(ExecutorService pool, List<Shopper> shoppers, Task task) throws Exception {
        List<Future<Void>> running = new ArrayList<>();
        shoppers.forEach(shopper -> running.add(pool.submit(task.of(shopper))));
        for (Future<Void> one : running) {
            one.get();
        }
    }

    private static Histogram histogram() {
        return new SynchronizedHistogram(Duration.ofMinutes(1).toNanos() / 1000, 3);
    }
}
