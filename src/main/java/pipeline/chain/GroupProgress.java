package pipeline.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * How far a consumer group has come with a topic.
 *
 * @param group need not exist
 */
public record GroupProgress(KafkaClients clients, String topic, String group) {

    /** Whether anybody is in the group now; one that was killed counts until its session ends. */
    public boolean hasMembers() throws InterruptedException {
        return describe().map(found -> !found.members().isEmpty()).orElse(false);
    }

    /** Whether several are in the group and Kafka has told them which partitions are whose. */
    public boolean isShared() throws InterruptedException {
        return describe()
                .map(found -> found.members().size() > 1 && found.groupState() == GroupState.STABLE)
                .orElse(false);
    }

    private Optional<ConsumerGroupDescription> describe() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            return Optional.of(
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw new KafkaException(
                    "Cannot see who is in group " + group + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** Where the topic ends now, for {@link #hasReached}. */
    public Map<TopicPartition, Long> end() {
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            return HighWatermarks.of(admin, KafkaClients.partitions(consumer, topic));
        }
    }

    /** Whether the group has committed every record up to these offsets. */
    public boolean hasReached(Map<TopicPartition, Long> end) throws InterruptedException {
        try {
            return uncommitted(end, committed(), 1).isEmpty();
        } catch (InvalidOffsetException gone) {
            // it has not, and never will by itself: see ArchiveOffsets
            return false;
        }
    }

    /** The records that are there now and the group has not committed; what Kafka has deleted is of no matter. */
    List<ConsumerRecord<String, byte[]>> uncommitted() throws InterruptedException {
        Map<TopicPartition, Long> ends = end();
        Map<TopicPartition, Long> starts = committed();
        try (Consumer<String, byte[]> consumer = clients.reader()) {
            consumer.beginningOffsets(ends.keySet())
                    .forEach((partition, start) -> starts.merge(partition, start, Math::max));
        }
        return uncommitted(ends, starts, Integer.MAX_VALUE);
    }

    /** Offsets alone do not tell: behind the last record stand the marks of its transaction. */
    private List<ConsumerRecord<String, byte[]>> uncommitted(
            Map<TopicPartition, Long> ends, Map<TopicPartition, Long> starts, int most) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = clients.reader()) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            starts.forEach(consumer::seek);
            PartitionReader.read(consumer, ends, record -> {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    found.add(record);
                }
                return found.size() < most;
            });
        }
        return found;
    }

    /** The offsets that the group has committed; partitions without one are left out. */
    public Map<TopicPartition, Long> committed() throws InterruptedException {
        try (Admin admin = clients.admin()) {
            return committed(admin);
        }
    }

    Map<TopicPartition, Long> committed(Admin admin) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.entrySet().stream()
                    .filter(offset -> offset.getKey().topic().equals(topic) && offset.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, offset -> offset.getValue().offset()));
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "Kafka (kafka.brokers) does not tell the offsets of group " + group + ": "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }
}
