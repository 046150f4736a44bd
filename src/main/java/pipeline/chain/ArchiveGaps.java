package pipeline.chain;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.BitSet;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The difference between what the chain index says and what is archived, as metrics and in the log. A height without a file
 * is missing once the archive's group has passed its record; until then the archive is behind.
 */
public final class ArchiveGaps {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveGaps.class);

    private final ChainIndex index;
    private final DeadLetters open;
    private final GroupProgress progress;

    /** Heights that the group has passed. */
    private BitSet due = new BitSet();

    /** Heights that it will have passed when it has come to {@link #end}; null when it has. */
    private BitSet next;

    private Map<TopicPartition, Long> end;
    private long replaced;

    /** By the last look; null before the first. */
    private volatile Found found;

    /**
     * @param archived published heights with a file
     * @param behind published heights without one that the group has not passed
     * @param missing published heights without one that it has
     * @param unpublished heights with a file that are not published
     * @param deadLetters heights that are dead letters instead of published
     */
    private record Found(
            int published, int archived, int behind, BitSet missing, BitSet unpublished, BitSet deadLetters) {

        boolean saysTheSameAs(Found other) {
            return missing.equals(other.missing)
                    && unpublished.equals(other.unpublished)
                    && deadLetters.equals(other.deadLetters)
                    && (behind == 0) == (other.behind == 0);
        }
    }

    /** @param progress of the group that archives */
    public ArchiveGaps(ChainIndex index, DeadLetters deadLetters, GroupProgress progress, MeterRegistry metrics) {
        this.index = index;
        this.open = deadLetters;
        this.progress = progress;
        gauge(metrics, "published", "Heights in the chain index", now -> now.published);
        gauge(metrics, "archived", "Published heights with a file in the archive", now -> now.archived);
        gauge(metrics, "behind", "Published heights that the archive has not come to", now -> now.behind);
        gauge(
                metrics,
                "missing",
                "Published heights that the archive has passed, without a file",
                now -> now.missing.cardinality());
        gauge(
                metrics,
                "unpublished",
                "Heights with a file in the archive that are not published",
                now -> now.unpublished.cardinality());
        gauge(
                metrics,
                "dead-lettered",
                "Heights that are dead letters instead of published",
                now -> now.deadLetters.cardinality());
    }

    private void gauge(MeterRegistry metrics, String name, String description, ToIntFunction<Found> value) {
        Gauge.builder("archive.heights." + name, () -> found == null ? Double.NaN : value.applyAsInt(found))
                .description(description)
                .register(metrics);
    }

    /**
     * Looks once, and tells what has changed since the look before; what is missing it tells each time.
     *
     * @param files names of the archive's files, read here
     */
    public synchronized void find(Iterable<String> files) throws InterruptedException {
        index.refresh();
        if (replaced != index.replaced()) {
            // a height may have been passed with a block that is gone since
            replaced = index.replaced();
            due.clear();
            next = null;
        }
        if (next == null) {
            next = index.heights();
            end = progress.end();
        }
        if (hasReachedEnd()) {
            due = next;
            next = null;
        }
        Found now = compare(FileHeights.of(files));
        tell(now, found != null && now.saysTheSameAs(found));
        found = now;
    }

    private boolean hasReachedEnd() throws InterruptedException {
        try {
            return progress.hasReached(end);
        } catch (KafkaException e) {
            // the topic may have been made anew, and never come to that end
            next = null;
            throw e;
        }
    }

    private Found compare(BitSet files) {
        // again: a reorg takes a file away after it has taken the height away
        index.refresh();
        open.refresh();
        BitSet published = index.heights();
        BitSet absent = (BitSet) published.clone();
        absent.andNot(files);
        BitSet missing = (BitSet) absent.clone();
        missing.and(due);
        BitSet unpublished = (BitSet) files.clone();
        unpublished.andNot(published);
        BitSet deadLetters = open.unpublishedHeights();
        deadLetters.andNot(published);
        int archived = published.cardinality() - absent.cardinality();
        return new Found(
                published.cardinality(),
                archived,
                absent.cardinality() - missing.cardinality(),
                missing,
                unpublished,
                deadLetters);
    }

    private void tell(Found now, boolean again) {
        if (!now.missing.isEmpty()) {
            LOG.warn(
                    "{} of {} published heights have been read and are not archived: {}. Those that are dead letters come"
                            + " back by replay; for the others, stop the archive and set group {} back"
                            + " (kafka-consumer-groups.sh --reset-offsets)",
                    now.missing.cardinality(),
                    now.published,
                    HeightSpan.text(now.missing),
                    progress.group());
        } else if (!again) {
            LOG.info(
                    "{} heights published, {} archived, {} still to come, none missing",
                    now.published,
                    now.archived,
                    now.behind);
        }
        if (!now.unpublished.isEmpty() && !again) {
            LOG.warn(
                    "{} heights have a file and are not published: {}. A reorg has taken their block out of the chain, and"
                            + " what replaces it is still to come; or the folder holds what another topic has published",
                    now.unpublished.cardinality(),
                    HeightSpan.text(now.unpublished));
        }
        if (!now.deadLetters.isEmpty() && !again) {
            LOG.warn(
                    "{} heights are dead letters and not published: {}. They are taken up again by replay",
                    now.deadLetters.cardinality(),
                    HeightSpan.text(now.deadLetters));
        }
    }
}
