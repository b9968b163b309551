package dev.orchestra.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.orchestra.deploy.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What is on Kafka, from the beginning; the same message may be there more than once. */
final class Messages {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Messages() {}

    /** Waits until there are so many different messages of this key, and returns all. */
    static Set<String> of(LocalStack stack, String topic, String key, int atLeast) {
        Set<String> different = new LinkedHashSet<>();
        readUntil(stack, topic, all -> {
            all.stream()
                    .filter(message -> key.equals(message.key()))
                    .map(ConsumerRecord::value)
                    .forEach(different::add);
            return different.size() >= atLeast;
        });
        return different;
    }

    /** Everything of a topic, as soon as it is enough. */
    static List<ConsumerRecord<String, String>> readUntil(
            LocalStack stack, String topic, Predicate<List<ConsumerRecord<String, String>>> enough) {
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaServers());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            await("messages on " + topic).atMost(PATIENCE).until(() -> {
                List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
                if (partitions.isEmpty()) {
                    return false;
                }
                if (consumer.assignment().size() < partitions.size()) {
                    consumer.assign(partitions);
                    consumer.seekToBeginning(partitions);
                }
                Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
                while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    consumer.poll(Duration.ofMillis(200)).forEach(all::add);
                }
                return enough.test(all);
            });
        }
        return all;
    }

    /** As anybody might who can reach the broker. */
    static void send(LocalStack stack, String topic, String key, String message) {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafkaServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, message));
        }
    }

    /** That it is what docs/events says of its topic. */
    static void assertValid(String topic, String message) {
        try {
            String schema = Files.readString(Stack.root().resolve("docs/events/" + topic + ".schema.json"));
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(schema)
                            .validate(
                                    message,
                                    InputFormat.JSON,
                                    context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)))
                    .as(message)
                    .isEmpty();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
