package pipeline.chain;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads committed records from where a consumer stands up to given offsets, and does not wait for ever. */
final class PartitionReader {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than the time-out of a transaction, which readers wait for. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private PartitionReader() {}

    /**
     * Reads until all is read or enough is: what was aborted, and the marks of transactions, are no records.
     *
     * @param consumer of these partitions, each with a position
     * @param ends offsets; a poll may bring records behind them as well
     * @param wantsMore takes the next record, and says whether to go on
     * @throws KafkaException when Kafka does not answer, a transaction stays open, or the log does not reach so far any more
     */
    static void read(
            Consumer<String, byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Predicate<ConsumerRecord<String, byte[]>> wantsMore) {
        long lastProgress = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (!wantsMore.test(record)) {
                    return;
                }
                lastProgress = System.nanoTime();
            }
            if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new KafkaException("Cannot read up to " + ends
                        + ": a transaction is open, the log is shorter, or Kafka" + " (kafka.brokers) does not answer");
            }
        }
    }
}
