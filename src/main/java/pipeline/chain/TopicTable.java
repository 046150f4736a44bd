package pipeline.chain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads a compacted topic from its beginning and, each time it is asked, on to its end; not thread-safe. */
final class TopicTable implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaClients clients;
    private final String topic;
    private final BiConsumer<String, byte[]> reader;
    private Consumer<String, byte[]> consumer;
    private Consumer<String, byte[]> lookout;

    /** @param reader receives each key and value in order; a null value says that the key is gone */
    TopicTable(KafkaClients clients, String topic, BiConsumer<String, byte[]> reader) {
        this.clients = clients;
        this.topic = topic;
        this.reader = reader;
    }

    /**
     * Reads all that was written before this call and committed. Waits for transactions that are open: a producer is told
     * that its transaction is committed before readers see it, so who looks too early would miss what he has written.
     */
    void readToEnd() {
        if (consumer == null) {
            consumer = open();
            lookout = clients.lookout();
        }
        Map<TopicPartition, Long> ends = lookout.endOffsets(consumer.assignment());
        while (isBehind(ends)) {
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                reader.accept(entry.key(), entry.value());
            }
        }
    }

    private boolean isBehind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private Consumer<String, byte[]> open() {
        Consumer<String, byte[]> opened = clients.reader();
        try {
            List<TopicPartition> partitions = KafkaClients.partitions(opened, topic);
            opened.assign(partitions);
            opened.seekToBeginning(partitions);
            return opened;
        } catch (KafkaException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
            lookout.close();
            consumer = null;
        }
    }
}
