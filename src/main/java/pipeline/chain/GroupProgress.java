package pipeline.chain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a consumer group has come with a topic.
 *
 * @param group need not exist
 */
public record GroupProgress(KafkaClients clients, String topic, String group) {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Whether the group has ever committed anything. */
    public boolean exists() throws InterruptedException {
        return !committed().isEmpty();
    }

    /** Whether the group has committed every record that was there when this was called. */
    public boolean hasReachedEnd() throws InterruptedException {
        Map<TopicPartition, Long> committed = committed();
        try (Consumer<String, byte[]> consumer = clients.reader();
                Consumer<String, byte[]> lookout = clients.lookout()) {
            List<TopicPartition> partitions = KafkaClients.partitions(consumer, topic);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
            // the chain index may show a transaction that this topic does not show yet
            Map<TopicPartition, Long> ends = lookout.endOffsets(partitions);
            Map<TopicPartition, Long> positions = partitions.stream()
                    .collect(Collectors.toMap(
                            partition -> partition,
                            partition -> committed.getOrDefault(partition, starts.get(partition))));
            return holdNothing(consumer, positions, ends);
        }
    }

    /** Offsets alone do not tell: behind the last record stand the marks of its transaction. */
    private static boolean holdNothing(
            Consumer<String, byte[]> consumer, Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (!consumer.poll(POLL).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private Map<TopicPartition, Long> committed() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.entrySet().stream()
                    .filter(offset -> offset.getKey().topic().equals(topic) && offset.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, offset -> offset.getValue().offset()));
        } catch (ExecutionException e) {
            throw new KafkaException("Cannot read the offsets of group " + group, e.getCause());
        }
    }
}
