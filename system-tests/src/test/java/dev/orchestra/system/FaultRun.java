package dev.orchestra.system;

import dev.orchestra.deploy.Invariants;
import dev.orchestra.deploy.Invariants.Broken;
import dev.orchestra.deploy.LocalStack;
import dev.orchestra.deploy.Part;
import dev.orchestra.system.Shopper.Kind;
import dev.orchestra.system.Shopper.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;

/**
 * Customers of every kind shop while everything breaks: processes are killed and stand still, services and gateways fail. Then all is mended, the shop comes to rest, and its {@link Invariants} must hold. What happens, and in
 * which order, follows from the seed; when exactly, from the machine.
 */
final class FaultRun {

    /** What goes wrong once. */
    private enum Trouble {
        KILL,
        STAND_STILL,
        FLUSH_REDIS,
        SERVICES,
        GATEWAYS,
        TERMINATE
    }

    /**
     * @param part whom it hits; null where no one of ours
     * @param which of the checkouts under way is terminated
     */
    private record Step(Trouble trouble, Part part, String rule, int which, Duration lasts, Duration thenPause) {

        Step(Trouble trouble, Part part, String rule, Duration lasts, Duration thenPause) {
            this(trouble, part, rule, 0, lasts, thenPause);
        }
    }

    /**
     * What a run came to.
     *
     * @param broken of the invariants, when the shop had come to rest
     */
    record Scoreboard(
            long seed,
            Map<Kind, Map<String, Long>> outcomes,
            Map<String, Integer> troubles,
            List<Broken> broken,
            Duration took) {

        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder("Fault run with seed " + seed + ", " + took.toSeconds() + " s\n  customers\n");
            outcomes.forEach((kind, ends) -> text.append("    %-34s %s%n".formatted(kind, ends)));
            text.append("  troubles\n");
            troubles.forEach((what, times) -> text.append("    %-34s %d%n".formatted(what, times)));
            text.append("  invariants: ")
                    .append(Invariants.ALL.size() - broken.size())
                    .append(" hold, ")
                    .append(broken.size())
                    .append(" broken\n");
            broken.forEach(each -> text.append("    ").append(each).append('\n'));
            return text.toString();
        }

        int kills() {
            return troubles.entrySet().stream()
                    .filter(each -> each.getKey().startsWith("kill "))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }
    }

    private static final List<Part> MORTAL =
            List.of(Part.WORKERS, Part.API, Part.SERVICE_STUBS, Part.TEMPORAL, Part.POSTGRES, Part.REDIS, Part.KAFKA);

    /** One of our own processes is hit more often: what it was in the middle of is ours to answer for. */
    private static final List<Part> OWN = List.of(Part.WORKERS, Part.API, Part.SERVICE_STUBS);

    private static final List<String> SERVICE_RULES = List.of(
            "\"path\": \"/api/**\", \"method\": \"POST\", \"drop_answer\": true, \"times\": 3",
            "\"path\": \"/api/**\", \"error_rate\": 0.3",
            "\"path\": \"/api/payments/**\", \"method\": \"POST\", \"drop_answer\": true, \"times\": 2",
            "\"path\": \"/api/inventory/**\", \"error_status\": 503",
            "\"path\": \"/api/orders/**\", \"latency_ms\": 3000",
            "\"path\": \"/api/carts/*/lock\", \"delay_ms\": 2000, \"times\": 1",
            "\"path\": \"/api/inventory/reserve\", \"delay_ms\": 3000, \"times\": 1",
            "\"path\": \"/api/payments/initiate\", \"delay_ms\": 3000, \"times\": 1",
            "\"path\": \"/reservations/**\", \"method\": \"POST\", \"drop_answer\": true, \"times\": 2",
            "\"path\": \"/api/notifications/**\", \"error_status\": 500",
            "\"path\": \"/api/events/**\", \"drop_answer\": true, \"times\": 2",
            "\"path\": \"/gateways/phonepe/pg/**\", \"error_rate\": 0.5",
            "\"path\": \"/gateways/razorpay/v1/**\", \"drop_answer\": true, \"times\": 2");

    private static final List<String> GATEWAY_RULES = List.of(
            "{\"outcome\": \"NONE\", \"webhook_copies\": 4}",
            "{\"outcome\": \"NONE\", \"webhook_off\": true}",
            "{\"outcome\": \"NONE\", \"webhook_reorder\": true, \"webhook_copies\": 2}",
            "{\"outcome\": \"NONE\", \"webhook_delay_ms\": 4000}",
            "{\"outcome\": \"NONE\", \"refund_after_ms\": 3000}");

    /** What a kill, the start of what was killed, and the other trouble take together: so long there are customers. */
    private static final Duration KILL = Duration.ofSeconds(8);

    /** A guardian asks again after five minutes, and once more when that one was asked in vain. */
    private static final Duration REST = Duration.ofMinutes(7);

    private final LocalStack stack;
    private final long seed;
    private final List<Kind> customers;
    private final Duration arrivals;
    private final List<Step> steps;
    private final Client faults;
    private final Gateways gateways;
    private final Map<String, Integer> troubles = new TreeMap<>();

    /**
     * @param customers how many there are, of every kind in turn
     * @param kills how many processes are killed; there is as much other trouble
     */
    FaultRun(LocalStack stack, long seed, int customers, int kills) {
        this.stack = stack;
        this.seed = seed;
        Random random = new Random(seed);
        Kind[] kinds = Kind.values();
        int first = random.nextInt(kinds.length);
        this.customers = IntStream.range(0, customers)
                .mapToObj(number -> kinds[(first + number) % kinds.length])
                .toList();
        this.arrivals = KILL.multipliedBy(kills).dividedBy(customers);
        List<Step> planned = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            planned.add(kill(random));
            planned.add(other(random));
        }
        this.steps = List.copyOf(planned);
        this.faults = new Client(stack.stubsUrl());
        this.gateways = new Gateways(stack);
    }

    private static Step kill(Random random) {
        Part part = random.nextInt(3) > 0 ? pick(random, OWN) : pick(random, MORTAL);
        return new Step(Trouble.KILL, part, null, millis(random, 0, 1500), millis(random, 500, 2500));
    }

    private static Step other(Random random) {
        return switch (random.nextInt(9)) {
            case 0 ->
                new Step(
                        Trouble.STAND_STILL,
                        pick(random, MORTAL),
                        null,
                        millis(random, 5000, 20_000),
                        millis(random, 0, 500));
            case 1 -> new Step(Trouble.FLUSH_REDIS, Part.REDIS, null, Duration.ZERO, Duration.ZERO);
            case 2 -> new Step(Trouble.TERMINATE, null, null, random.nextInt(1000), Duration.ZERO, Duration.ZERO);
            case 3, 4 -> new Step(Trouble.GATEWAYS, null, pick(random, GATEWAY_RULES), Duration.ZERO, Duration.ZERO);
            default ->
                new Step(
                        Trouble.SERVICES, null, pick(random, SERVICE_RULES), millis(random, 1000, 4000), Duration.ZERO);
        };
    }

    private static <T> T pick(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Duration millis(Random random, int least, int most) {
        return Duration.ofMillis(least + random.nextInt(most - least));
    }

    // ------------------------------------------------------------------------------------------------ the run

    Scoreboard run() {
        long begin = System.nanoTime();
        ExecutorService shop = Executors.newCachedThreadPool();
        try {
            CompletableFuture<Void> trouble = CompletableFuture.runAsync(this::makeTrouble, shop);
            List<CompletableFuture<Outcome>> shopping = new ArrayList<>();
            for (Kind kind : customers) {
                shopping.add(CompletableFuture.supplyAsync(() -> new Shopper(stack, kind).shops(), shop));
                sleep(arrivals);
            }
            trouble.join();
            List<Outcome> outcomes =
                    shopping.stream().map(CompletableFuture::join).toList();
            List<Broken> broken = comesToRest();
            return new Scoreboard(
                    seed,
                    outcomes.stream()
                            .collect(Collectors.groupingBy(
                                    Outcome::kind,
                                    () -> new EnumMap<>(Kind.class),
                                    Collectors.groupingBy(Outcome::end, TreeMap::new, Collectors.counting())))
                            .entrySet()
                            .stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new)),
                    troubles,
                    broken,
                    Duration.ofNanos(System.nanoTime() - begin));
        } finally {
            shop.shutdownNow();
        }
    }

    private void makeTrouble() {
        try {
            for (Step step : steps) {
                make(step);
                sleep(step.thenPause());
            }
        } finally {
            mend();
        }
    }

    private void make(Step step) {
        switch (step.trouble()) {
            case KILL -> {
                count("kill " + step.part());
                stack.kill(step.part());
                sleep(step.lasts());
                stack.start(step.part());
            }
            case STAND_STILL -> {
                count("stop and continue " + step.part());
                stack.pause(step.part());
                sleep(step.lasts());
                stack.resume(step.part());
            }
            case FLUSH_REDIS -> {
                count("FLUSHALL");
                try (Jedis redis = new Jedis(URI.create(stack.redisUrl()))) {
                    redis.flushAll();
                }
            }
            case TERMINATE ->
                tries(() -> {
                    List<String> underWay = checkoutsUnderWay();
                    String run = underWay.get(step.which() % underWay.size());
                    count("terminate "
                            + Objects.requireNonNullElse(Runs.terminateCheckout(stack, run), "at its begin"));
                    return null;
                });
            case SERVICES -> {
                count("service fault");
                tries(() -> faults.post("/faults", "{\"rules\": [{\"name\": \"trouble\", " + step.rule() + "}]}"));
                sleep(step.lasts());
                tries(() -> faults.delete("/faults"));
            }
            case GATEWAYS -> {
                count("gateway fault");
                tries(() -> {
                    gateways.forgetRules();
                    gateways.rule("PHONEPE", step.rule());
                    gateways.rule("RAZORPAY", step.rule());
                    return null;
                });
            }
        }
    }

    private void count(String what) {
        troubles.merge(what, 1, Integer::sum);
    }

    /** Whoever makes trouble may find that there is some already. */
    private static void tries(java.util.function.Supplier<?> trouble) {
        try {
            trouble.get();
        } catch (RuntimeException | AssertionError already) {
            // Then this one did not happen.
        }
    }

    private void mend() {
        tries(() -> faults.delete("/faults"));
        tries(() -> {
            gateways.forgetRules();
            return null;
        });
    }

    /** Waits until nothing is broken any more; what is still broken then stays so. */
    private List<Broken> comesToRest() {
        long end = System.nanoTime() + REST.toNanos();
        String before = "";
        while (true) {
            List<Broken> broken = Invariants.check(stack);
            List<String> underWay = checkoutsUnderWay();
            if (broken.isEmpty() && underWay.isEmpty() || System.nanoTime() > end) {
                return broken;
            }
            String now = "[fault run] not at rest: " + underWay + " " + broken;
            if (!now.equals(before)) {
                System.out.println(now);
                before = now;
            }
            sleep(Duration.ofSeconds(2));
        }
    }

    private List<String> checkoutsUnderWay() {
        return Invariants.openRuns(stack.temporalAddress()).stream()
                .filter(run -> run.startsWith("place-order/") || run.startsWith("ticket-checkout/"))
                .toList();
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** A stack with a checkout's times of seconds. */
    static LocalStack hurriedStack(Function<LocalStack.Builder, LocalStack.Builder> more) {
        return more.apply(Stack.settings())
                .env(Part.API, "ORCHESTRA_CHECKOUT_HOLD", "90s")
                .env(Part.API, "ORCHESTRA_CHECKOUT_HOLD_MARGIN", "5s")
                .env(Part.API, "ORCHESTRA_CHECKOUT_GATEWAY_MARGIN", "5s")
                .env(Part.API, "ORCHESTRA_CHECKOUT_LATE_WINDOW", "15s")
                .env(Part.API, "ORCHESTRA_CHECKOUT_GUARDIAN_WATCH", "30m")
                .env(Part.API, "ORCHESTRA_RATELIMIT_ENABLED", "false")
                .env(Part.SERVICE_STUBS, "PHONEPE_SHORTEST_LIFE", "20s")
                .env(Part.SERVICE_STUBS, "SEAT_RESERVATION", "3m")
                .start();
    }
}
