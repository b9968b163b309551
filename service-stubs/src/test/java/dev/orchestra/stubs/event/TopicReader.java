package dev.orchestra.stubs.event;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the events' topic as another team would. */
final class TopicReader {

    private TopicReader() {}

    /** The order's events, up to the one of this name, as they arrived. */
    static List<ConsumerRecord<String, String>> readUntil(String kafka, String order, String last) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest", "allow.auto.create.topics", false),
                new StringDeserializer(),
                new StringDeserializer())) {
            await().atMost(20, SECONDS)
                    .ignoreExceptions()
                    .until(() -> consumer.partitionsFor(EventPublisher.TOPIC).size() == 3);
            List<TopicPartition> partitions = List.of(
                    new TopicPartition(EventPublisher.TOPIC, 0),
                    new TopicPartition(EventPublisher.TOPIC, 1),
                    new TopicPartition(EventPublisher.TOPIC, 2));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, String>> arrived = new ArrayList<>();
            await().atMost(20, SECONDS).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals(order)) {
                        arrived.add(record);
                    }
                });
                return arrived.stream().anyMatch(record -> record.value().contains("\"" + last + "\""));
            });
            return arrived;
        }
    }
}
