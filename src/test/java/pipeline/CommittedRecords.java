package pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import pipeline.embedded.EmbeddedBroker;

/** What a reader of committed records finds in the topics, from their beginning to their end. */
public final class CommittedRecords {

    private static final Duration POLL = Duration.ofMillis(100);

    private CommittedRecords() {}

    /** Every record of a topic. */
    public static List<ConsumerRecord<String, byte[]>> of(String brokers, String topic) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", brokers);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "none");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(POLL).forEach(records::add);
            }
            return records;
        }
    }

    /** Keys of every record of a topic as heights, lowest first. */
    static List<Integer> heights(String brokers, String topic) {
        return of(brokers, topic).stream()
                .map(entry -> Integer.valueOf(entry.key()))
                .sorted()
                .toList();
    }

    /** The same of several topics in the embedded broker of a folder, whose pipeline has ended. */
    static Map<String, List<Integer>> heightsIn(Path folder, String... topics) {
        Map<String, List<Integer>> heights = new HashMap<>();
        try (EmbeddedBroker broker = EmbeddedBroker.open(folder.resolve("data/kafka"))) {
            for (String topic : topics) {
                heights.put(topic, heights(broker.brokers(), topic));
            }
        }
        return heights;
    }

    /** Id of the schema that a record in Confluent's format names. */
    static int schemaId(ConsumerRecord<String, byte[]> entry) {
        ByteBuffer bytes = ByteBuffer.wrap(entry.value());
        assertThat(bytes.get()).as("first byte at height " + entry.key()).isZero();
        return bytes.getInt();
    }
}
