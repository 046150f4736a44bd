package pipeline.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run with an end: over when its heights are published or dead-lettered, archived where anybody archives, and in each sink. */
public final class BoundedRun {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedRun.class);
    private static final int DONE = 0;
    private static final int WITH_DEAD_LETTERS = 3;

    private final AskedHeights heights;
    private final ChainIndex index;
    private final boolean archives;
    private final GroupProgress archive;
    private final GroupProgress takenUp;
    private final Supplier<List<GroupProgress>> sinks;
    private final IntConsumer processEnd;
    private Map<TopicPartition, Long> end;
    private Map<TopicPartition, Long> endOfLetters;
    private long replaced;
    private volatile boolean ended;

    /**
     * @param archives whether this process does
     * @param archive progress of the group that archives
     * @param takenUp progress of the group that archives the records whose dead letters were closed
     * @param sinks progress of the sinks of this process
     * @param processEnd ends the process with a status
     */
    public BoundedRun(
            AskedHeights heights,
            ChainIndex index,
            boolean archives,
            GroupProgress archive,
            GroupProgress takenUp,
            Supplier<List<GroupProgress>> sinks,
            IntConsumer processEnd) {
        this.heights = heights;
        this.index = index;
        this.archives = archives;
        this.archive = archive;
        this.takenUp = takenUp;
        this.sinks = sinks;
        this.processEnd = processEnd;
    }

    /** Whether all is published and read, and {@link #end} has not been called yet. */
    public boolean isDone() throws InterruptedException {
        if (ended) {
            return false;
        }
        if (!heights.areDone()) {
            end = null;
            return false;
        }
        return isRead();
    }

    /** The end is where the topic ended when the heights were done, or done again after a reorg: others may go on publishing. */
    private boolean isRead() throws InterruptedException {
        List<GroupProgress> readers = new ArrayList<>(sinks.get());
        if (archives || archive.hasMembers()) {
            readers.add(archive);
        }
        if (readers.isEmpty()) {
            return true;
        }
        index.refresh();
        if (end == null || replaced != index.replaced()) {
            replaced = index.replaced();
            end = archive.end();
            endOfLetters = takenUp.end();
        }
        for (GroupProgress reader : readers) {
            if (!reader.hasReached(end)) {
                return false;
            }
        }
        return !archives || takenUp.hasReached(endOfLetters);
    }

    /** Ends the process: status 0, or 3 when a height asked for is a dead letter. */
    public void end() {
        ended = true;
        int deadLetters = heights.deadLetters();
        LOG.info(
                "Done: every height asked for is published{}",
                deadLetters == 0 ? "" : ", but " + deadLetters + " that are dead letters");
        processEnd.accept(deadLetters == 0 ? DONE : WITH_DEAD_LETTERS);
    }
}
