package dev.orchestra.ticket;

import dev.orchestra.ticket.ReservationMetrics.Outcome;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.KafkaUtils;
import org.springframework.util.backoff.ExponentialBackOff;

/** What becomes of messages that could not be taken. */
@Configuration(proxyBeanMethods = false)
class ReservationErrorsConfiguration {

    /** Why a message was put aside: a header of what is put aside. */
    static final String REASON = "reason";

    private static final Logger log = LoggerFactory.getLogger(ReservationErrorsConfiguration.class);

    private static final String PUT_ASIDE = ".dlt";
    private static final int ANY_PARTITION = -1;

    // Far less than what makes a consumer be taken for dead.
    private static final long FIRST_WAIT_MILLIS = 500;
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    /**
     * What is wrong with a message itself puts it aside. Everything else is a bad moment: the same message is tried again until its run is there, and those behind it wait.
     */
    @Bean
    CommonErrorHandler reservationErrors(KafkaTemplate<byte[], byte[]> kafka, ReservationMetrics metrics) {
        var deadLetters = deadLetters(kafka);
        ConsumerRecordRecoverer putAside = (message, failure) -> {
            deadLetters.accept(message, failure);
            metrics.received(Outcome.REJECTED);
            log.warn("{} was put aside: {}", KafkaUtils.format(message), reason(failure));
        };
        var waits = new ExponentialBackOff(FIRST_WAIT_MILLIS, 2);
        waits.setMaxInterval(LONGEST_WAIT_MILLIS);
        var errors = new DefaultErrorHandler(putAside, waits);
        errors.addNotRetryableExceptions(ReservationCreated.Unusable.class);
        errors.setRetryListeners((message, failure, attempt) -> {
            if (attempt == 1 && !isUnusable(failure)) {
                log.warn("{} is tried again until it is taken: {}", KafkaUtils.format(message), reason(failure));
            }
        });
        errors.setLogLevel(KafkaException.Level.DEBUG);
        return errors;
    }

    private static DeadLetterPublishingRecoverer deadLetters(KafkaTemplate<byte[], byte[]> kafka) {
        var deadLetters = new DeadLetterPublishingRecoverer(
                kafka, (message, failure) -> new TopicPartition(message.topic() + PUT_ASIDE, ANY_PARTITION));
        // Where it comes from and the reason are enough: stack traces would tell of our inside.
        deadLetters.excludeHeader(
                HeadersToAdd.EXCEPTION, HeadersToAdd.EX_CAUSE, HeadersToAdd.EX_MSG, HeadersToAdd.EX_STACKTRACE);
        deadLetters.setHeadersFunction((ConsumerRecord<?, ?> message, Exception failure) ->
                new RecordHeaders().add(REASON, reason(failure).getBytes(StandardCharsets.UTF_8)));
        return deadLetters;
    }

    private static boolean isUnusable(Exception failure) {
        return failure.getCause() instanceof ReservationCreated.Unusable;
    }

    private static String reason(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage();
    }
}
