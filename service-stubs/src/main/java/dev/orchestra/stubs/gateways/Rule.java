package dev.orchestra.stubs.gateways;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What a test wants to happen with orders. Absent fields mean what usually happens.
 *
 * @param order {@code NEXT} for the next new order alone, or the id of one order, made already or not (the merchant's or
 *     the gateway's); null for every order from now on that has no rule of its own
 * @param outcome what the simulated customer does; {@code PAY} unless given
 * @param actAfterMs how long after the order was made the simulated customer does it; null: a person has to, on the
 *     hosted page or through the control API
 * @param late the simulated customer acts {@code actAfterMs} after the order's time has run out
 * @param retryAfterMs {@code FAIL_THEN_PAY}: how long after the failure the money comes; 200 unless given
 * @param wrongAmount paise that are taken whatever was asked for
 * @param wrongCurrency the currency in which it is taken; Razorpay only
 * @param webhookOff no message about the order is ever sent
 * @param webhookDrop the events of which no message is ever sent
 * @param webhookDelayMs how long each message waits
 * @param webhookCopies how often each message is sent; 1 unless given
 * @param webhookReorder messages are held until half a second after the last was written, then the newest goes first
 * @param refundOutcome what becomes of refunds; {@code COMPLETED} unless given
 * @param refundAfterMs how long that takes; 200 unless given
 */
public record Rule(
        @Size(min = 1, max = 64) String order,
        Outcome outcome,
        @Min(0) @Max(LONGEST_MS) Long actAfterMs,
        Boolean late,
        @Min(0) @Max(LONGEST_MS) Long retryAfterMs,
        @Min(1) Long wrongAmount,
        @Pattern(regexp = "[A-Z]{3}") String wrongCurrency,
        Boolean webhookOff,
        List<@NotNull @Size(max = 64) String> webhookDrop,
        @Min(0) @Max(LONGEST_MS) Long webhookDelayMs,
        @Min(1) @Max(20) Integer webhookCopies,
        Boolean webhookReorder,
        RefundOutcome refundOutcome,
        @Min(0) @Max(LONGEST_MS) Long refundAfterMs) {

    /** Nothing is asked for: a person pays, and all goes well. */
    static final Rule USUAL =
            new Rule(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private static final long LONGEST_MS = 604_800_000;

    /**
     * What a customer does. {@code AUTHORIZE}: pays, yet the gateway does not capture by itself. {@code FAIL_THEN_PAY}: the
     * same payment fails first.
     */
    public enum Outcome {
        PAY,
        FAIL,
        FAIL_THEN_PAY,
        AUTHORIZE,
        NONE
    }

    /** What becomes of a refund. */
    public enum RefundOutcome {
        COMPLETED,
        FAILED,
        STAY_PENDING
    }

    public Rule {
        outcome = outcome == null ? Outcome.PAY : outcome;
        late = Boolean.TRUE.equals(late);
        retryAfterMs = retryAfterMs == null ? 200 : retryAfterMs;
        webhookOff = Boolean.TRUE.equals(webhookOff);
        webhookDrop = webhookDrop == null ? List.of() : List.copyOf(webhookDrop);
        webhookDelayMs = webhookDelayMs == null ? 0 : webhookDelayMs;
        webhookCopies = webhookCopies == null ? 1 : webhookCopies;
        webhookReorder = Boolean.TRUE.equals(webhookReorder);
        refundOutcome = refundOutcome == null ? RefundOutcome.COMPLETED : refundOutcome;
        refundAfterMs = refundAfterMs == null ? 200 : refundAfterMs;
    }

    /** Whether messages of this event are to be lost. */
    boolean loses(String event) {
        return webhookOff || webhookDrop.contains(event);
    }
}
