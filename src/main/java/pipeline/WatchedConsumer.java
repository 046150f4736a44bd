package pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Knows how many records it has still to commit, one by one: Kafka's own lag leaves out what has been read. */
final class WatchedConsumer extends KafkaConsumer<Object, Object> {

    private final Consumer<WatchedConsumer> closed;
    private final AtomicInteger uncommitted = new AtomicInteger();
    private volatile Map<String, Long> unread = Map.of();

    /** @param closed is told when it closes */
    WatchedConsumer(Properties settings, Consumer<WatchedConsumer> closed) {
        super(settings);
        this.closed = closed;
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        ConsumerRecords<Object, Object> records = super.poll(timeout);
        // what a fault has left of those before is read again
        uncommitted.set(records.count());
        unread = unread();
        return records;
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
