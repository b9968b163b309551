package dev.orchestra.ticket;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** What is counted of {@code reservation-created}. */
@Component
public class ReservationMetrics {

    /** What became of a message. */
    enum Outcome {
        STARTED,
        /** Its run was there already. */
        KNOWN,
        /** It was put aside. */
        REJECTED
    }

    private final MeterRegistry meters;

    public ReservationMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void received(Outcome outcome) {
        meters.counter(
                        "orchestra.reservations.received",
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
