package pipeline.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

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

    /** How many offsets from the end are looked through first. */
    private static final long FIRST_WINDOW = 16;

    /**
     * Puts the newest record of a height into the message: its block, or the null that says that the height is gone.
     *
     * @throws KafkaException when Kafka does not answer, or a transaction stays open
     */
    public void newest(Exchange exchange, long height) {
        put(exchange.getMessage(), newest(height));
    }

    /**
     * The same, but where the message comes from the newest record itself, there is none. So what follows one record with the
     * next comes to an end.
     */
    public void newer(Exchange exchange, long height) {
        Message message = exchange.getMessage();
        put(message, newest(height).filter(record -> !isFrom(message, record)));
    }

    /**
     * Where the newest records of these heights are; empty for a height of which there is none.
     *
     * @param partitions heights of others are left out
     * @throws KafkaException when Kafka does not answer, or a transaction stays open
     */
    Map<Integer, Optional<RecordPlace>> newest(List<Integer> heights, Set<TopicPartition> partitions) {
        if (heights.isEmpty()) {
            return Map.of();
        }
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            int count = KafkaClients.partitions(consumer, topic).size();
            Map<TopicPartition, Set<String>> keys = heights.stream()
                    .map(String::valueOf)
                    .collect(Collectors.groupingBy(key -> partition(key, count), Collectors.toSet()));
            keys.keySet().retainAll(partitions);
            Map<Integer, Optional<RecordPlace>> places = new TreeMap<>();
            keys.forEach((partition, of) -> {
                Map<String, Long> offsets = newest(admin, consumer, partition, of);
                of.forEach(key -> places.put(
                        Integer.valueOf(key),
                        Optional.ofNullable(offsets.get(key)).map(offset -> new RecordPlace(partition, offset))));
            });
            return places;
        }
    }

    private Optional<ConsumerRecord<String, byte[]>> newest(long height) {
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            String key = String.valueOf(height);
            TopicPartition partition =
                    partition(key, KafkaClients.partitions(consumer, topic).size());
            Long offset = newest(admin, consumer, partition, Set.of(key)).get(key);
            return offset == null ? Optional.empty() : at(consumer, partition, offset);
        }
    }

    private boolean isFrom(Message message, ConsumerRecord<String, byte[]> record) {
        return topic.equals(message.getHeader(KafkaConstants.TOPIC))
                && Integer.valueOf(record.partition()).equals(message.getHeader(KafkaConstants.PARTITION))
                && Long.valueOf(record.offset()).equals(message.getHeader(KafkaConstants.OFFSET));
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

    /**
     * Values of the records of a key before an offset, newest first, nulls left out.
     *
     * @param most how many; all up to the log's beginning are looked through where there are fewer
     * @throws KafkaException when Kafka does not answer
     */
    List<byte[]> earlier(String key, int partition, long offset, int most) {
        List<byte[]> earlier = new ArrayList<>();
        if (most == 0) {
            return earlier;
        }
        try (Consumer<String, byte[]> consumer = clients.reader()) {
            TopicPartition place = new TopicPartition(topic, partition);
            consumer.assign(List.of(place));
            long begin = begin(consumer, place);
            long to = offset;
            for (long window = FIRST_WINDOW; to > begin && earlier.size() < most; window *= 2) {
                long from = Math.max(begin, to - window);
                List<byte[]> found = new ArrayList<>();
                read(consumer, place, from, to, record -> {
                    if (key.equals(record.key()) && record.value() != null) {
                        found.add(0, record.value());
                    }
                    return true;
                });
                earlier.addAll(found);
                to = from;
            }
        }
        return earlier.subList(0, Math.min(most, earlier.size()));
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

    private static void read(
            Consumer<String, byte[]> consumer,
            TopicPartition partition,
            long from,
            long to,
            Predicate<ConsumerRecord<String, byte[]>> wantsMore) {
        consumer.seek(partition, from);
        PartitionReader.read(consumer, Map.of(partition, to), record -> record.offset() < to && wantsMore.test(record));
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

    private TopicPartition partition(String key, int partitions) {
        return new TopicPartition(topic, KafkaClients.partition(key, partitions));
    }

    private static long begin(Consumer<String, byte[]> consumer, TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).get(partition);
    }

    private static long end(Admin admin, TopicPartition partition) {
        return HighWatermarks.of(admin, List.of(partition)).get(partition);
    }
}
