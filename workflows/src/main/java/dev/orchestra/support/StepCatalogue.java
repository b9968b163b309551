package dev.orchestra.support;

import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.List;

/**
 * All time limits and retries of the product, by service and kind of step. No duration stands anywhere else but in
 * {@code CheckoutPolicy}, which is business.
 */
public final class StepCatalogue {

    /** The time that a cart operation has for all its steps together. */
    public static final Duration CART_OPERATION = Duration.ofSeconds(5);

    /** The time that phase 1 of place-order has. */
    public static final Duration PLACE_ORDER = Duration.ofSeconds(10);

    /** A call that a request makes itself, outside any run, while its caller waits. */
    public static final Duration DIRECT_CALL = Duration.ofSeconds(2);

    /** How long a step that must get through may take before an operator is called. It goes on trying. */
    public static final Duration NEEDS_ATTENTION_AFTER = Duration.ofMinutes(2);

    /** How long a computed cart is kept in the cache (cart API: TTL 1800 s). */
    public static final Duration CACHED_CART = Duration.ofSeconds(1800);

    /** The first wait before a step that must get through, but was refused, is asked again. It doubles each time … */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(30);

    /** … up to this, so that a refusal that stays does not fill the run's history. */
    private static final Duration ASK_AGAIN_AT_LEAST_EVERY = Duration.ofHours(1);

    /** How long a refusal waits for its own undo, so that the customer's next click finds the cart open again. */
    public static final Duration UNDO_BEFORE_ANSWER = Duration.ofSeconds(3);

    /** How long an answer that only decorates is waited for, all tries together. */
    private static final Duration EXTRA_TOTAL = Duration.ofSeconds(1);

    /** One try of a call to a service of our own; longer than any healthy answer, short enough for two tries in a request. */
    private static final Duration LOCAL_TRY = Duration.ofMillis(2000);

    /** Local tries end here at the latest, well below the workflow task's own limit of 10 s. */
    private static final Duration LOCAL_TOTAL = Duration.ofSeconds(5);

    private static final Duration REGULAR_TRY = Duration.ofSeconds(10);

    /** One try of a question that reaches a third party … */
    private static final Duration THIRD_PARTY_TRY = Duration.ofSeconds(6);

    /** … and all of them: phase 1 of place-order must have time for what comes before. */
    private static final Duration THIRD_PARTY_TOTAL = Duration.ofSeconds(8);

    /** A gateway is not asked more often than this about one payment, however many webhooks say so. */
    public static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    /** How long after a gateway's own end of a payment its answer is waited for. */
    public static final Duration GATEWAY_GRACE = Duration.ofSeconds(60);

    /** How often a reservation looks by itself whether the checkout that has claimed it has ended: one that was terminated tells nobody. */
    public static final Duration LOOK_AT_CLAIMED_EVERY = Duration.ofHours(1);

    /** How far our clock and that of the database may be apart: a reservation that has ended by the one and not by the other is looked at again then. */
    public static final Duration BETWEEN_CLOCKS = Duration.ofSeconds(1);

    /** When a gateway is asked about a payment that no order waits for any more. */
    private static final List<Duration> GUARD_GAPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1));

    /** When a gateway is asked how a refund stands. */
    private static final List<Duration> REFUND_GAPS = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1));

    private static final RetryOptions LOCAL_RETRY = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(50))
            .setBackoffCoefficient(3)
            .setMaximumInterval(Duration.ofMillis(500))
            .setMaximumAttempts(3)
            .build();

    /** The second try is for a connection that broke; there is no time for a third. */
    private static final RetryOptions EXTRA_RETRY = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(50))
            .setMaximumAttempts(2)
            .build();

    private static final RetryOptions WITHOUT_END = RetryOptions.newBuilder()
            .setInitialInterval(Duration.ofMillis(200))
            .setBackoffCoefficient(2)
            .setMaximumInterval(Duration.ofSeconds(30))
            .build();

    private StepCatalogue() {}

    /**
     * Local tries of one step.
     *
     * @param budget the request's whole time: no single step, and no single try, may use it up
     * @param remaining what is left of it; at least one short try is always made
     */
    static LocalActivityOptions local(Step step, Duration budget, Duration remaining) {
        boolean extra = step.kind() == Step.Kind.EXTRA;
        Duration most = extra ? shorter(EXTRA_TOTAL, budget.dividedBy(5)) : LOCAL_TOTAL;
        Duration total = shorter(most, longer(remaining, Duration.ofMillis(100)));
        Duration oneTry =
                extra ? total : shorter(LOCAL_TRY, budget.multipliedBy(2).dividedBy(5));
        return LocalActivityOptions.newBuilder()
                .setStartToCloseTimeout(shorter(oneTry, total))
                .setScheduleToCloseTimeout(total)
                .setLocalRetryThreshold(LOCAL_TOTAL)
                .setRetryOptions(extra ? EXTRA_RETRY : LOCAL_RETRY)
                // The answers are in history; the questions can be read from the code and the step before.
                .setDoNotIncludeArgumentsIntoMarker(true)
                .setSummary(step.summary())
                .build();
    }

    /** A step that gets through however long it takes. */
    static ActivityOptions regular(Step step) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(REGULAR_TRY)
                .setRetryOptions(WITHOUT_END)
                .setSummary(step.summary())
                .build();
    }

    /** A step that reaches a third party and has a caller, or comes again. */
    static ActivityOptions thirdParty(Step step) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(THIRD_PARTY_TRY)
                .setScheduleToCloseTimeout(THIRD_PARTY_TOTAL)
                .setRetryOptions(WITHOUT_END)
                .setSummary(step.summary())
                .build();
    }

    /** What an operator says in minutes. */
    public static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    /** @param asked how many questions there were so far */
    public static Duration guardGap(int asked) {
        return GUARD_GAPS.get(Math.min(asked, GUARD_GAPS.size() - 1));
    }

    /** @param asked how many questions there were so far */
    public static Duration refundGap(int asked) {
        return REFUND_GAPS.get(Math.min(asked, REFUND_GAPS.size() - 1));
    }

    /** @param refusals how often the step was refused so far, from 1 */
    static Duration askAgainAfter(int refusals) {
        // Beyond a dozen doublings the bound holds anyway.
        return shorter(ASK_AGAIN_AFTER.multipliedBy(1L << Math.min(refusals - 1, 12)), ASK_AGAIN_AT_LEAST_EVERY);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
