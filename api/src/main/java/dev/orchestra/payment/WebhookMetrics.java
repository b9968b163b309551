package dev.orchestra.payment;

import dev.orchestra.store.WebhookInbox.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of webhooks (docs/webhooks.md, Metrics). */
final class WebhookMetrics {

    /** What a webhook was answered for. */
    enum Reception {
        NEW,
        DUPLICATE,
        /** Its signature was right, and its body no JSON object. */
        UNREADABLE,
        /** Its signature was wrong. */
        REJECTED
    }

    private static final String RECEIVED = "orchestra.webhooks.received";
    private static final String PASSED_ON = "orchestra.webhooks.passed.on";
    private static final String UNSETTLED = "orchestra.webhooks.unsettled";

    private final MeterRegistry meters;
    private final Map<Status, AtomicLong> unsettled = new EnumMap<>(Status.class);

    WebhookMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (Status status : Status.values()) {
            if (status != Status.PROCESSED) {
                unsettled.put(status, meters.gauge(UNSETTLED, Tags.of("status", lower(status)), new AtomicLong()));
            }
        }
    }

    void received(Gateway gateway, Reception reception) {
        meters.counter(RECEIVED, "gateway", lower(gateway), "outcome", lower(reception))
                .increment();
    }

    /** @param status that a webhook has now; RECEIVED when it could not be passed on */
    void passedOn(Gateway gateway, Status status) {
        meters.counter(PASSED_ON, "gateway", lower(gateway), "outcome", lower(status))
                .increment();
    }

    /** @param counts of those that there are */
    void unsettled(Map<Status, Long> counts) {
        unsettled.forEach((status, count) -> count.set(counts.getOrDefault(status, 0L)));
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
