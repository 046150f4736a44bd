package pipeline.chain;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads a compacted topic from its beginning and, each time it is asked, on to its end; not thread-safe. */
final class TopicTable implements AutoCloseable {

    /** What a topic's entries mean. */
    interface Reader {
        /**
         * Takes the next entry in order; a null value says that its key is gone.
         *
         * @throws RuntimeException when it cannot be read; the topic is then read anew from its beginning
         */
        void accept(ConsumerRecord<String, byte[]> entry);

        /** Forgets all entries: the topic is about to be read from its beginning. */
        void clear();
    }

    private final KafkaClients clients;
    private final String topic;
    private final Reader reader;
    private volatile Admin admin;
    private volatile Consumer<String, byte[]> consumer;

    TopicTable(KafkaClients clients, String topic, Reader reader) {
        this.clients = clients;
        this.topic = topic;
        this.reader = reader;
    }

    /**
     * Reads all that was committed before this call.
     *
     * @throws KafkaException when Kafka does not answer, a transaction stays open, or an entry cannot be read
     */
    void readToEnd() {
        if (consumer == null) {
            open();
        }
        Map<TopicPartition, Long> ends = HighWatermarks.of(admin, consumer.assignment());
        PartitionReader.read(consumer, ends, entry -> {
            accept(entry);
            return true;
        });
    }

    private void accept(ConsumerRecord<String, byte[]> entry) {
        try {
            reader.accept(entry);
        } catch (RuntimeException e) {
            // half a table is worse than none: what is missing in it would be published again
            close();
            throw new KafkaException(
                    "Topic " + topic + " holds an entry that cannot be read, at offset " + entry.offset() + " with key "
                            + entry.key() + ": " + e.getMessage(),
                    e);
        }
    }

    private void open() {
        admin = admin == null ? clients.admin() : admin;
        Consumer<String, byte[]> opened = clients.reader();
        try {
            List<TopicPartition> partitions = KafkaClients.partitions(opened, topic);
            opened.assign(partitions);
            opened.seekToBeginning(partitions);
            reader.clear();
            consumer = opened;
        } finally {
            if (consumer == null) {
                opened.close();
            }
        }
    }

    /** Has a reading under way in another thread fail at once: Kafka may be silent for a minute. */
    void interrupt() {
        Admin asking = admin;
        if (asking != null) {
            asking.close(Duration.ZERO);
        }
        Consumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(KafkaClients.AT_ONCE);
            consumer = null;
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }
}
