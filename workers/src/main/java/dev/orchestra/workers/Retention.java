package dev.orchestra.workers;

import dev.orchestra.store.CheckoutRequestStore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** Deletes personal data that has been kept long enough. Any number of processes may do so side by side. */
final class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final CheckoutRequestStore requests;
    private final RetentionProperties properties;

    Retention(CheckoutRequestStore requests, RetentionProperties properties) {
        this.requests = requests;
        this.properties = properties;
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void deleteCheckoutRequests() {
        try {
            int deleted = requests.deleteOlderThan(properties.checkoutRequests());
            if (deleted > 0) {
                log.info("Deleted {} checkout requests older than {}", deleted, properties.checkoutRequests());
            }
        } catch (DataAccessException | TransactionException away) {
            log.warn("Old checkout requests were not deleted, next try in an hour: {}", away.getMessage());
        }
    }
}
