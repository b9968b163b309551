package dev.orchestra.checkout;

import dev.orchestra.payment.PollPlan;
import dev.orchestra.support.StepCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Business policy of a checkout, recorded in its run as part of its input: a change bears on new orders only. A null field means the default,
 * so that a field added later does not break a running order.
 *
 * @param hold how long stock is held for a checkout; default 900 s (cart API, place-order step 3)
 * @param deadline how long the caller waits for phase 1; default 10 s
 * @param holdMargin how long before the hold's end the checkout gives up waiting, so that there is time to carry the order out or to give the stock back; default 30 s
 * @param gatewayMargin how long before that a gateway takes no payment any more; default 60 s
 * @param pollPlan when a gateway is asked although no webhook came; default what PhonePe asks of a merchant
 * @param lateWindow how long after that a payment still makes the order, if all of it can be had once more; default 10 min
 * @param watch how long payments that make no order are looked after, so that what comes of them goes back; default 5 days
 */
public record CheckoutPolicy(
        Duration hold,
        Duration deadline,
        Duration holdMargin,
        Duration gatewayMargin,
        PollPlan pollPlan,
        Duration lateWindow,
        Duration watch) {

    public static final CheckoutPolicy DEFAULT = new CheckoutPolicy(null, null, null, null, null, null, null);

    /** PhonePe's reconciliation schedule (PG v2, Standard Checkout, Order Status): first after 20 to 25 s. */
    private static final PollPlan DEFAULT_POLL_PLAN = new PollPlan(List.of(
            new PollPlan.Stage(Duration.ofSeconds(22), 1),
            new PollPlan.Stage(Duration.ofSeconds(3), 10),
            new PollPlan.Stage(Duration.ofSeconds(6), 10),
            new PollPlan.Stage(Duration.ofSeconds(10), 6),
            new PollPlan.Stage(Duration.ofSeconds(30), 2),
            new PollPlan.Stage(Duration.ofSeconds(60), 1)));

    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(900);
    private static final Duration DEFAULT_HOLD_MARGIN = Duration.ofSeconds(30);
    private static final Duration DEFAULT_GATEWAY_MARGIN = Duration.ofSeconds(60);
    private static final Duration DEFAULT_LATE_WINDOW = Duration.ofMinutes(10);
    private static final Duration DEFAULT_WATCH = Duration.ofDays(5);

    public Duration holdOrDefault() {
        return hold == null ? DEFAULT_HOLD : hold;
    }

    public Duration deadlineOrDefault() {
        return deadline == null ? StepCatalogue.PLACE_ORDER : deadline;
    }

    public Duration holdMarginOrDefault() {
        return holdMargin == null ? DEFAULT_HOLD_MARGIN : holdMargin;
    }

    public Duration gatewayMarginOrDefault() {
        return gatewayMargin == null ? DEFAULT_GATEWAY_MARGIN : gatewayMargin;
    }

    /** When the checkout gives up waiting for the money, with stock that is held until then. */
    public Instant givesUpAt(Instant holdExpiresAt) {
        return holdExpiresAt.minus(holdMarginOrDefault());
    }

    /** When gateways take nothing any more. */
    public Instant gatewaysEnd(Instant holdExpiresAt) {
        return givesUpAt(holdExpiresAt).minus(gatewayMarginOrDefault());
    }

    public PollPlan pollPlanOrDefault() {
        return pollPlan == null ? DEFAULT_POLL_PLAN : pollPlan;
    }

    public Duration lateWindowOrDefault() {
        return lateWindow == null ? DEFAULT_LATE_WINDOW : lateWindow;
    }

    public Duration watchOrDefault() {
        return watch == null ? DEFAULT_WATCH : watch;
    }
}
