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

/** Reads topics as another team would. */
public final class TopicReader {

    private TopicReader() {}

    /** The order's events, up to the one of this name, as they arrived. */
    static List<ConsumerRecord<String, String>> readUntil(String kafka, String order, String last) {
        return readUntil(kafka, Event.ORDERS, order, last);
    }

    /** The messages of this key, up to the one with this text in quotes, as they arrived on a topic of three partitions. */
    public static List<ConsumerRecord<String, String>> readUntil(String kafka, String topic, String key, String last) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest", "allow.auto.create.topics", false),
                new StringDeserializer(),
                new StringDeserializer())) {
            await().atMost(20, SECONDS)
                    .ignoreExceptions()
                    .until(() -> consumer.partitionsFor(topic).size() == 3);
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1), new TopicPartition(topic, 2));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, String>> arrived = new ArrayList<>();
            await().atMost(20, SECONDS).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals(key)) {
                        arrived.add(record);
                    }
                });
                return arrived.stream().anyMatch(record -> record.value().contains("\"" + last + "\""));
            });
            return arrived;
        }
    }
}
