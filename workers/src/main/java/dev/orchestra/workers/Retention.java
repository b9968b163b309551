package dev.orchestra.workers;

import dev.orchestra.store.CheckoutRequestStore;
import dev.orchestra.store.CustomerTextStore;
import dev.orchestra.store.IdempotentAnswers;
import dev.orchestra.store.WebhookInbox;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** Deletes what has been kept long enough. Any number of processes may do so side by side. */
final class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    private final CheckoutRequestStore requests;
    private final CustomerTextStore texts;
    private final IdempotentAnswers answers;
    private final WebhookInbox webhooks;
    private final RetentionProperties properties;

    Retention(
            CheckoutRequestStore requests,
            CustomerTextStore texts,
            IdempotentAnswers answers,
            WebhookInbox webhooks,
            RetentionProperties properties) {
        this.requests = requests;
        this.texts = texts;
        this.answers = answers;
        this.webhooks = webhooks;
        this.properties = properties;
    }

    /** Each kind by itself: one that fails keeps nothing else from its end. */
    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void deleteWhatIsOld() {
        delete("checkout requests", () -> requests.deleteOlderThan(properties.checkoutRequests()));
        delete("texts of customers", () -> texts.deleteOlderThan(properties.customerTexts()));
        delete("answers of idempotency keys", answers::deleteExpired);
        delete("webhooks", () -> webhooks.deleteProcessedOlderThan(properties.webhooks()));
    }

    private static void delete(String what, IntSupplier old) {
        try {
            int deleted = old.getAsInt();
            if (deleted > 0) {
                log.info("Deleted {} {} that were kept long enough", deleted, what);
            }
        } catch (DataAccessException | TransactionException away) {
            log.warn("Old {} were not deleted, next try in an hour: {}", what, away.getMessage());
        }
    }
}
