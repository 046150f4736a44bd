package pipeline;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;

/** Knows how many records it has still to commit, one by one: Kafka's own lag leaves out what has been read. */
final class WatchedConsumer extends KafkaConsumer<Object, Object> {

    private final Consumer<WatchedConsumer> closed;
    private final AtomicInteger uncommitted = new AtomicInteger();

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
        return records;
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

    /** Records of a topic that it has not committed; empty where it has no partition of the topic. For any thread. */
    OptionalDouble left(String topic) {
        OptionalDouble unread = metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag")
                        && topic.equals(metric.metricName().tags().get("topic")))
                .map(Metric::metricValue)
                .mapToDouble(Double.class::cast)
                .reduce(Double::sum);
        return unread.isEmpty() ? unread : OptionalDouble.of(unread.getAsDouble() + uncommitted.get());
    }
}
