package dev.orchestra.stubs.inventory.seats;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends reservations that nobody comes back for. */
@Component
@EnableScheduling
class ReservationSweeper {

    private static final Logger log = LoggerFactory.getLogger(ReservationSweeper.class);

    private final SeatReservations reservations;

    ReservationSweeper(SeatReservations reservations) {
        this.reservations = reservations;
    }

    @Scheduled(fixedDelayString = "${stubs.inventory.sweep-every:2s}")
    void sweep() {
        int ended;
        do {
            ended = reservations.expire();
            if (ended > 0) {
                log.info("{} reservations of seats ended unused", ended);
            }
        } while (ended > 0);
    }
}
