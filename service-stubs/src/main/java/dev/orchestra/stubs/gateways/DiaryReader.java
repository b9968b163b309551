package dev.orchestra.stubs.gateways;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Carries out what the diary says, one entry a transaction, each when its time has come. */
@Component
class DiaryReader implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DiaryReader.class);

    private final Diary diary;
    private final Customers customers;
    private final TransactionTemplate transaction;
    private final Worker worker = new Worker("gateway-diary", this::next);

    DiaryReader(Diary diary, Customers customers, PlatformTransactionManager transactions) {
        this.diary = diary;
        this.customers = customers;
        this.transaction = new TransactionTemplate(transactions);
    }

    @TransactionalEventListener(fallbackExecution = true)
    void written(Diary.Written entry) {
        worker.wake();
    }

    @Override
    public void start() {
        worker.start();
    }

    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private Duration next() {
        Instant now = Instant.now();
        Diary.Entry[] taken = new Diary.Entry[1];
        try {
            transaction.executeWithoutResult(status -> diary.take(now).ifPresent(entry -> {
                taken[0] = entry;
                customers.happens(entry);
            }));
        } catch (RuntimeException failure) {
            if (taken[0] == null) {
                throw failure;
            }
            log.warn("{} of {} has to wait", taken[0].event(), taken[0].subject(), failure);
            diary.postpone(taken[0]);
        }
        if (taken[0] != null) {
            return Duration.ZERO;
        }
        return diary.nextDue(now).map(Worker::until).orElse(Worker.LOOK_AGAIN);
    }
}
