package pipeline.chain;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the archive's group goes on reading. A consumer that Kafka sets back by itself would pass over what has been deleted
 * and say nothing; so each partition gets its offset here, before anybody reads, and what is gone unread is refused.
 */
public final class ArchiveOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveOffsets.class);
    private static final Pattern HEIGHT = Pattern.compile("\\d{1,9}");

    private final KafkaClients clients;
    private final GroupProgress progress;
    private final ChainIndex index;

    /** @param progress of the group that archives */
    public ArchiveOffsets(KafkaClients clients, GroupProgress progress, ChainIndex index) {
        this.clients = clients;
        this.progress = progress;
        this.index = index;
    }

    /**
     * Gives each partition that has none an offset, its log's beginning. So it does where the group's offset is no longer on
     * the log, or the log was made anew, provided that nothing is lost by it.
     *
     * @param files names of the archive's files, read only where an offset is gone
     * @throws RefusedException naming the heights that are published, not archived, and no longer on the topic
     * @throws KafkaException when Kafka does not answer, or somebody reads by an offset that is to be changed
     */
    public void check(Iterable<String> files) throws RefusedException, InterruptedException {
        try (Admin admin = clients.admin();
                Consumer<String, byte[]> consumer = clients.reader()) {
            List<TopicPartition> partitions = KafkaClients.partitions(consumer, progress.topic());
            Map<TopicPartition, Long> begins = begins(admin, partitions);
            Map<TopicPartition, Long> ends = HighWatermarks.of(admin, partitions);
            Map<TopicPartition, Long> committed = progress.committed(admin);
            Map<TopicPartition, Long> wanted = new HashMap<>(begins);
            wanted.keySet()
                    .removeIf(partition -> isOnLog(
                            committed.getOrDefault(partition, -1L), begins.get(partition), ends.get(partition)));
            Map<TopicPartition, Long> cut = new HashMap<>(wanted);
            cut.keySet().removeIf(partition -> !committed.containsKey(partition) && begins.get(partition) == 0);
            if (!cut.isEmpty()) {
                requireThatNothingIsLost(files, consumer, partitions.size(), cut, ends);
            }
            set(admin, wanted);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "Cannot set the offsets of group " + progress.group() + " on topic " + progress.topic()
                            + " (kafka.brokers): "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    private static boolean isOnLog(long offset, long begin, long end) {
        return begin <= offset && offset <= end;
    }

    private void requireThatNothingIsLost(
            Iterable<String> files,
            Consumer<String, byte[]> consumer,
            int partitions,
            Map<TopicPartition, Long> cut,
            Map<TopicPartition, Long> ends)
            throws RefusedException {
        String where =
                cut.keySet().stream().map(TopicPartition::partition).sorted().toList() + " of topic "
                        + progress.topic();
        LOG.info(
                "Group {} has not read what is gone from partitions {}; looking whether a height is lost",
                progress.group(),
                where);
        index.refresh();
        BitSet unarchived = index.heights();
        unarchived.andNot(FileHeights.of(files));
        BitSet lost = new BitSet();
        unarchived.stream()
                .filter(height -> cut.containsKey(partition(height, partitions)))
                .forEach(lost::set);
        removeWhatIsOnTheLog(lost, consumer, cut, ends);
        if (!lost.isEmpty()) {
            throw new RefusedException("Records are gone from partitions " + where + " before group " + progress.group()
                    + " has archived them: " + lost.cardinality() + " heights, " + HeightSpan.text(lost)
                    + ". Set the topic's retention.ms and retention.bytes to -1, and kafka.topics.raw-blocks to a new name,"
                    + " so that all is published again; or, to go on without them, set the group to the log's beginning"
                    + " (kafka-consumer-groups.sh --reset-offsets --to-earliest).");
        }
        LOG.warn(
                "Every height that is gone from partitions {} is archived; group {} goes on at what is left",
                where,
                progress.group());
    }

    /** Ranges of heights are published in any order, so what is left of the log has to be read to know. */
    private static void removeWhatIsOnTheLog(
            BitSet heights,
            Consumer<String, byte[]> consumer,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends) {
        consumer.assign(begins.keySet());
        begins.forEach(consumer::seek);
        Map<TopicPartition, Long> toRead = new HashMap<>(ends);
        toRead.keySet().retainAll(begins.keySet());
        PartitionReader.read(consumer, toRead, record -> {
            if (record.key() != null && HEIGHT.matcher(record.key()).matches()) {
                heights.clear(Integer.parseInt(record.key()));
            }
            return !heights.isEmpty();
        });
    }

    private void set(Admin admin, Map<TopicPartition, Long> offsets) throws ExecutionException, InterruptedException {
        if (offsets.isEmpty()) {
            return;
        }
        // Kafka allows it only while nobody reads; whoever is quicker has done it for all
        admin.alterConsumerGroupOffsets(
                        progress.group(),
                        offsets.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey, offset -> new OffsetAndMetadata(offset.getValue()))))
                .all()
                .get();
    }

    private static Map<TopicPartition, Long> begins(Admin admin, List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.earliest())))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, begin -> begin.getValue().offset()));
    }

    private TopicPartition partition(int height, int partitions) {
        return new TopicPartition(progress.topic(), KafkaClients.partition(String.valueOf(height), partitions));
    }
}
