package dev.orchestra.stubs.event;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Takes events, to be told for certain once what they tell of is committed. */
@Component
public class Events {

    private final Outbox outbox;
    private final EventPublisher publisher;

    Events(Outbox outbox, EventPublisher publisher) {
        this.outbox = outbox;
        this.publisher = publisher;
    }

    /** Stores the event in the transaction of the caller, whether Kafka is there or not; it is sent when that has committed. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(Event event) {
        outbox.add(event);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                publisher.wake();
            }
        });
    }
}
