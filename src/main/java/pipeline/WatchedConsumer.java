package pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how many records it has still to commit, one by one: Kafka's own lag leaves out what has been read. A sink's begins where
 * the log does, and passes over nothing that is gone.
 */
final class WatchedConsumer extends KafkaConsumer<Object, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedConsumer.class);

    private final String group;
    private final boolean isSink;
    private final Consumer<WatchedConsumer> closed;
    private final AtomicInteger uncommitted = new AtomicInteger();
    private volatile Map<String, Long> unread = Map.of();

    /** @param closed is told when it closes */
    WatchedConsumer(Properties settings, boolean isSink, Consumer<WatchedConsumer> closed) {
        super(settings);
        group = settings.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        this.isSink = isSink;
        this.closed = closed;
    }

    String group() {
        return group;
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        ConsumerRecords<Object, Object> records = isSink ? pollFromBeginning(timeout) : super.poll(timeout);
        // what a fault has left of those before is read again
        uncommitted.set(records.count());
        unread = unread();
        return records;
    }

    private ConsumerRecords<Object, Object> pollFromBeginning(Duration timeout) {
        try {
            return super.poll(timeout);
        } catch (NoOffsetForPartitionException e) {
            LOG.info("Group {} begins at the beginning of {}", group, e.partitions());
            seekToBeginning(e.partitions());
            return super.poll(timeout);
        } catch (OffsetOutOfRangeException e) {
            throw new KafkaException(
                    "Group " + group + " is to read on at " + e.offsetOutOfRangePartitions() + ", where its topic has"
                            + " nothing: records are gone before they were read, or the topic was made anew. To go on"
                            + " without them set the group to the log's beginning (kafka-consumer-groups.sh"
                            + " --reset-offsets --to-earliest)",
                    e);
        }
    }

    /** By topic; nothing while it has no partition, or does not know the end of each. */
    private Map<String, Long> unread() {
        Map<String, Long> unread = new HashMap<>();
        for (TopicPartition partition : assignment()) {
            OptionalLong lag = currentLag(partition);
            if (lag.isEmpty()) {
                return Map.of();
            }
            unread.merge(partition.topic(), lag.getAsLong(), Long::sum);
        }
        return unread;
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        super.commitSync(offsets, timeout);
        uncommitted.decrementAndGet();
    }

    @Override
    public void close() {
        closed.accept(this);
        super.close();
    }

    /** Records of a topic that it has not committed; empty while it does not know. For any thread. */
    OptionalDouble left(String topic) {
        Long left = unread.get(topic);
        return left == null ? OptionalDouble.empty() : OptionalDouble.of(left + uncommitted.get());
    }
}
