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
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * How far a consumer group has come with a topic.
 *
 * @param group need not exist
 */
public record GroupProgress(KafkaClients clients, String topic, String group) {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Whether anybody is in the group now; one that was killed counts until its session ends. */
    public boolean hasMembers() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            return !admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .get(group)
                    .members()
                    .isEmpty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return false;
            }
            throw new KafkaException("Cannot see who is in group " + group, e.getCause());
        }
    }

    /** Whether the group has committed every record that was there when this was called. */
    public boolean hasReachedEnd() throws InterruptedException {
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            List<TopicPartition> partitions = KafkaClients.partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            committed(admin).forEach(consumer::seek);
            return holdsNothingUpTo(HighWatermarks.of(admin, partitions), consumer);
        }
    }

    /** Offsets alone do not tell: behind the last record stand the marks of its transaction. */
    private static boolean holdsNothingUpTo(Map<TopicPartition, Long> ends, Consumer<String, byte[]> consumer) {
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (!consumer.poll(POLL).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private Map<TopicPartition, Long> committed(Admin admin) throws InterruptedException {
        try {
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
