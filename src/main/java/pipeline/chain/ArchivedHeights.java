package pipeline.chain;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files an archive that starts looks at again. What is not yet archived, by the offsets of the archive's group, is left to
 * those who read the topic.
 */
public record ArchivedHeights(ChainIndex chainIndex, TopicRecords records, GroupProgress archive) {

    /** Exchange property with the offsets that the archive's group had committed before the files were looked at. */
    public static final String COMMITTED = "committed";

    private static final Logger LOG = LoggerFactory.getLogger(ArchivedHeights.class);
    private static final int NEWEST = 100;

    /** Up to where the archive has dealt with the topic; partitions of which nothing is archived are left out. */
    public Map<TopicPartition, Long> committed() throws InterruptedException {
        return archive.committed();
    }

    /** The newest 100 heights, also those whose block is gone; none where nothing is archived. */
    public List<Integer> newest(@ExchangeProperty(COMMITTED) Map<TopicPartition, Long> committed) {
        return committed.isEmpty() ? List.of() : chainIndex.newest(NEWEST);
    }

    /** Of these heights those whose newest record is archived; tells of those that cannot be archived again. */
    public List<Integer> archived(
            @Body List<Integer> heights, @ExchangeProperty(COMMITTED) Map<TopicPartition, Long> committed) {
        Map<Integer, Optional<RecordPlace>> newest = records.newest(heights, committed.keySet());
        BitSet gone = new BitSet();
        newest.forEach((height, place) -> gone.set(height, place.isEmpty()));
        if (!gone.isEmpty()) {
            LOG.error(
                    "The files of heights {} are not what the chain index says, and Kafka has deleted their records. Set"
                            + " retention.ms and retention.bytes of topic {} to -1, and kafka.topics.raw-blocks to a new name,"
                            + " so that all is published again",
                    HeightSpan.text(gone),
                    records.topic());
        }
        return newest.entrySet().stream()
                .filter(found -> found.getValue()
                        .filter(place -> place.offset() < committed.get(place.partition()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }
}
