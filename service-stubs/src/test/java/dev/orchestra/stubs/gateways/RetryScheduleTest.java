package dev.orchestra.stubs.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant WRITTEN = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void razorpayDoublesItsWaitForADay() {
        List<Duration> sent = sent(Gateway.RAZORPAY, 1.0);

        assertThat(sent.subList(0, 5))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(210),
                        Duration.ofSeconds(450));
        assertThat(sent.get(sent.size() - 1)).isBetween(Duration.ofHours(12), Duration.ofHours(24));
    }

    @Test
    void phonePeTriesFiveTimes() {
        assertThat(sent(Gateway.PHONEPE, 1.0)).hasSize(5).last().isEqualTo(Duration.ofSeconds(755));
    }

    @Test
    void allTimesShrinkByTheFactor() {
        assertThat(sent(Gateway.RAZORPAY, 0.001))
                .hasSameSizeAs(sent(Gateway.RAZORPAY, 1.0))
                .element(2)
                .isEqualTo(Duration.ofMillis(90));
    }

    /** When a message is sent that nobody takes, from when it was written. */
    private static List<Duration> sent(Gateway gateway, double factor) {
        RetrySchedule schedule = new RetrySchedule(factor);
        List<Duration> sent = new ArrayList<>();
        for (Instant at = WRITTEN; at != null; at = schedule.next(webhook(gateway, sent.size()), at)) {
            sent.add(Duration.between(WRITTEN, at));
        }
        return sent;
    }

    private static Webhook webhook(Gateway gateway, int attempts) {
        return new Webhook(
                1,
                "e",
                gateway,
                "payment.captured",
                URI.create("http://127.0.0.1"),
                Map.of(),
                "{}",
                Webhook.State.WAITING,
                attempts,
                null,
                null,
                WRITTEN,
                WRITTEN,
                null);
    }
}
