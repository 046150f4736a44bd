package pipeline.chain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads a compacted topic from its beginning and, each time it is asked, on to its end; not thread-safe. */
final class TopicTable implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than the time-out of a transaction, which readers wait for. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaClients clients;
    private final String topic;
    private final BiConsumer<String, byte[]> reader;
    private Admin admin;
    private Consumer<String, byte[]> consumer;

    /** @param reader receives each key and value in order; a null value says that the key is gone */
    TopicTable(KafkaClients clients, String topic, BiConsumer<String, byte[]> reader) {
        this.clients = clients;
        this.topic = topic;
        this.reader = reader;
    }

    /**
     * Reads all that was committed before this call.
     *
     * @throws KafkaException when Kafka does not answer, or a transaction stays open
     */
    void readToEnd() {
        if (consumer == null) {
            open();
        }
        Map<TopicPartition, Long> ends = HighWatermarks.of(admin, consumer.assignment());
        long lastProgress = System.nanoTime();
        while (isBehind(ends)) {
            for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                reader.accept(entry.key(), entry.value());
                lastProgress = System.nanoTime();
            }
            if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new KafkaException(
                        "Cannot read topic " + topic + " to its end: a transaction is open, or Kafka at "
                                + clients.brokers() + " (kafka.brokers) does not answer");
            }
        }
    }

    private boolean isBehind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private void open() {
        admin = admin == null ? clients.admin() : admin;
        Consumer<String, byte[]> opened = clients.reader();
        try {
            List<TopicPartition> partitions = KafkaClients.partitions(opened, topic);
            opened.assign(partitions);
            opened.seekToBeginning(partitions);
            consumer = opened;
        } finally {
            if (consumer == null) {
                opened.close();
            }
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
        if (admin != null) {
            admin.close();
            admin = null;
        }
    }
}
