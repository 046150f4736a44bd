package pipeline.chain;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Single committed records of the topic of the blocks, found without reading all of it. A record is put into the message as a
 * {@code kafka:} consumer does: its value as body, null for a tombstone, and the headers {@link KafkaConstants#KEY},
 * {@link KafkaConstants#TOPIC}, {@link KafkaConstants#PARTITION}, {@link KafkaConstants#OFFSET} and
 * {@link KafkaConstants#HEADERS}; other headers stay. Where there is no such record, the body is null and there are none of
 * these headers.
 *
 * @param topic of the blocks
 */
public record TopicRecords(KafkaClients clients, String topic) {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than the time-out of a transaction, which readers wait for. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How many offsets from the end are looked through first. */
    private static final long FIRST_WINDOW = 16;

    /**
     * Puts the newest record of a height into the message: its block, or the null that says that the height is gone.
     *
     * @throws KafkaException when Kafka does not answer, or a transaction stays open
     */
    public void newest(Exchange exchange, int height) {
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            TopicPartition partition = partition(consumer, height);
            String key = String.valueOf(height);
            Long offset = newest(admin, consumer, partition, Set.of(key)).get(key);
            put(exchange.getMessage(), offset == null ? Optional.empty() : at(consumer, partition, offset));
        }
    }

    /**
     * Puts the record at an offset into the message.
     *
     * @throws KafkaException when Kafka does not answer, or a transaction stays open
     */
    public void at(Exchange exchange, int partition, long offset) {
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            TopicPartition place = new TopicPartition(topic, partition);
            consumer.assign(List.of(place));
            boolean isOnLog = KafkaClients.partitions(consumer, topic).contains(place)
                    && offset >= begin(consumer, place)
                    && offset < end(admin, place);
            put(exchange.getMessage(), isOnLog ? at(consumer, place, offset) : Optional.empty());
        }
    }

    /** Offsets of the newest records of keys that are all of one partition; the newest of all lie near its end. */
    private Map<String, Long> newest(
            Admin admin, Consumer<String, byte[]> consumer, TopicPartition partition, Set<String> keys) {
        consumer.assign(List.of(partition));
        long begin = begin(consumer, partition);
        Set<String> missing = new HashSet<>(keys);
        Map<String, Long> found = new HashMap<>();
        long to = end(admin, partition);
        for (long window = FIRST_WINDOW; to > begin && !missing.isEmpty(); window *= 2) {
            long from = Math.max(begin, to - window);
            read(consumer, partition, from, to, record -> {
                if (missing.contains(record.key())) {
                    found.put(record.key(), record.offset());
                }
                return true;
            });
            missing.removeAll(found.keySet());
            to = from;
        }
        return found;
    }

    private Optional<ConsumerRecord<String, byte[]>> at(
            Consumer<String, byte[]> consumer, TopicPartition partition, long offset) {
        Map<Long, ConsumerRecord<String, byte[]>> found = new HashMap<>();
        read(consumer, partition, offset, offset + 1, record -> {
            found.put(record.offset(), record);
            return false;
        });
        return Optional.ofNullable(found.get(offset));
    }

    /** Reads offsets until all are read or enough is: what was aborted, and the marks of transactions, are no records. */
    private void read(
            Consumer<String, byte[]> consumer,
            TopicPartition partition,
            long from,
            long to,
            Predicate<ConsumerRecord<String, byte[]>> wantsMore) {
        consumer.seek(partition, from);
        long lastProgress = System.nanoTime();
        while (consumer.position(partition) < to) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= to || !wantsMore.test(record)) {
                    return;
                }
                lastProgress = System.nanoTime();
            }
            if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new KafkaException("Cannot read " + partition + " from offset " + from
                        + ": a transaction is open, or Kafka at " + clients.brokers()
                        + " (kafka.brokers) does not answer");
            }
        }
    }

    private void put(Message message, Optional<ConsumerRecord<String, byte[]>> found) {
        message.removeHeader(KafkaConstants.KEY);
        message.removeHeader(KafkaConstants.TOPIC);
        message.removeHeader(KafkaConstants.PARTITION);
        message.removeHeader(KafkaConstants.OFFSET);
        message.removeHeader(KafkaConstants.HEADERS);
        message.setBody(found.map(ConsumerRecord::value).orElse(null));
        found.ifPresent(record -> {
            message.setHeader(KafkaConstants.KEY, record.key());
            message.setHeader(KafkaConstants.TOPIC, record.topic());
            message.setHeader(KafkaConstants.PARTITION, record.partition());
            message.setHeader(KafkaConstants.OFFSET, record.offset());
            message.setHeader(KafkaConstants.HEADERS, record.headers());
        });
    }

    // as Kafka's own partitioner does; the settings allow no other
    private TopicPartition partition(Consumer<String, byte[]> consumer, int height) {
        byte[] key = String.valueOf(height).getBytes(StandardCharsets.UTF_8);
        int partitions = KafkaClients.partitions(consumer, topic).size();
        return new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions);
    }

    private static long begin(Consumer<String, byte[]> consumer, TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).get(partition);
    }

    private static long end(Admin admin, TopicPartition partition) {
        return HighWatermarks.of(admin, List.of(partition)).get(partition);
    }
}
