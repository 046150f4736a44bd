package pipeline.chain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Makes Kafka clients for one cluster.
 *
 * @param brokers bootstrap servers
 * @param settings the user's own, by Kafka's names
 */
public record KafkaClients(String brokers, Map<String, Object> settings) {

    /** An administrator; close it after use. */
    public Admin admin() {
        return Admin.create(common());
    }

    /** A consumer outside any group that sees only what was committed; close it after use. */
    public Consumer<String, byte[]> reader() {
        return consumer("read_committed");
    }

    /** A consumer outside any group whose ends of partitions take in transactions that are still open; close it after use. */
    Consumer<String, byte[]> lookout() {
        return consumer("read_uncommitted");
    }

    /**
     * @throws KafkaException while the broker does not know the topic, as for a moment after it was made: to its reader it
     *     would look like one that is empty for ever
     */
    static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
        List<PartitionInfo> known = consumer.partitionsFor(topic);
        if (known.isEmpty()) {
            throw new KafkaException("Kafka does not know topic " + topic + " yet");
        }
        return known.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private Consumer<String, byte[]> consumer(String isolation) {
        Map<String, Object> properties = common();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> common() {
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return properties;
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Kafka at " + brokers;
    }
}
