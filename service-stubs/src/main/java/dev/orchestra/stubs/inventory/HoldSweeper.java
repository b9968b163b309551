package dev.orchestra.stubs.inventory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends holds that nobody comes back for. */
@Component
@EnableScheduling
class HoldSweeper {

    private static final Logger log = LoggerFactory.getLogger(HoldSweeper.class);

    private final Holds holds;

    HoldSweeper(Holds holds) {
        this.holds = holds;
    }

    @Scheduled(fixedDelayString = "${stubs.inventory.sweep-every:2s}")
    void sweep() {
        int ended;
        do {
            ended = holds.expire();
            if (ended > 0) {
                log.info("{} reservations ended unused, their stock is free again", ended);
            }
        } while (ended > 0);
    }
}
