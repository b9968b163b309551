package dev.orchestra.benchmarks;

import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** What more than one program prints, in Markdown. */
final class Tables {

    private Tables() {}

    static void comparisonHead() {
        System.out.println("| request | clients | durable p50 | p95 ms | direct p50 | p95 ms | ratio p50 | p95 |");
        System.out.println("|---|---|---|---|---|---|---|---|");
    }

    /**
     * @param request its title
     * @param times of the durable side and of the direct one
     */
    static void comparison(String request, int clients, List<Load.Times> times) {
        Load.Times durable = times.get(0);
        Load.Times direct = times.get(1);
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f | %.1f | **%.1f** | %.1f |%n",
                request,
                clients,
                durable.p50(),
                durable.p95(),
                direct.p50(),
                direct.p95(),
                durable.p50() / direct.p50(),
                durable.p95() / direct.p95());
    }

    static String range(IntSummaryStatistics figures) {
        return figures.getMin() == figures.getMax()
                ? Integer.toString(figures.getMin())
                : figures.getMin() + " to " + figures.getMax();
    }
}
