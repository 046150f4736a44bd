package pipeline.tables;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.chain.FileHeights;
import pipeline.hdfs.HdfsReadException;

/**
 * Which days have tables to be removed or written. The files' footers say what is written; it is kept in memory for a while,
 * for there may be thousands of days.
 */
public final class Compaction {

    /** Exchange property with the {@link DayBlocks} at hand. */
    static final String DAY = "day";

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final PublishedDays days;
    private final DayFooters footers;
    private final Duration remembered;
    private final Map<LocalDate, DayMark> written = new HashMap<>();
    private final DayReport report = new DayReport();
    private long comparedAt = System.nanoTime();

    /**
     * @param days where some are asked for, they are written even if they are written already
     * @param remembered how long to take what is written for granted, until the files are looked at again
     */
    public Compaction(PublishedDays days, DayFooters footers, Duration remembered) {
        this.days = days;
        this.footers = footers;
        this.remembered = remembered;
    }

    /**
     * The days whose tables are of blocks that are not the chain's any more, though none may come instead: the day has lost all
     * its blocks in a reorg, or is not final again. A day waits while blocks that its tables hold are neither confirmed nor
     * replaced, so an index that is still to grow takes nothing away.
     *
     * @param directories names in the directory of the table of blocks
     */
    public synchronized List<LocalDate> findReplaced(@Body Iterable<String> directories) throws HdfsReadException {
        if (System.nanoTime() - comparedAt >= remembered.toNanos()) {
            written.clear();
            comparedAt = System.nanoTime();
        }
        // before and after, for the index moves: a day that is being filled must not look as if it were whole
        BitSet published = days.index().heights();
        Map<LocalDate, DayMark> marks = days.marks();
        published.and(days.index().heights());
        List<LocalDate> replaced = new ArrayList<>();
        for (String directory : directories) {
            Optional<LocalDate> date = date(directory).filter(days.asked()::contains);
            if (date.isPresent() && isReplaced(date.get(), marks.get(date.get()), published)) {
                LOG.warn("Tables of {} are of other blocks than the chain index says; removing them", date.get());
                written.remove(date.get());
                replaced.add(date.get());
            }
        }
        return replaced;
    }

    private static Optional<LocalDate> date(String directory) {
        try {
            return directory.startsWith(Table.PARTITION)
                    ? Optional.of(LocalDate.parse(directory.substring(Table.PARTITION.length())))
                    : Optional.empty();
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** @param mark of the published blocks of the day; null where there are none */
    private boolean isReplaced(LocalDate date, DayMark mark, BitSet published) throws HdfsReadException {
        if (mark != null && mark.equals(written.get(date))) {
            return false;
        }
        try {
            Optional<DayFooters.Blocks> blocks = footers.blocks(date);
            return blocks.isPresent()
                    && !blocks.get().mark().equals(mark)
                    && published.nextClearBit(blocks.get().heights().from())
                            > blocks.get().heights().to();
        } catch (HdfsReadException e) {
            footers.requireAnswer();
            LOG.warn("Cannot tell whether the tables of {} are up to date: {}", date, e.getMessage());
            return false;
        }
    }

    /**
     * The days to look at, in order; tells which ones wait and for what, where that has changed.
     *
     * @param files names of the archive's files, read only where a day may be due
     */
    public synchronized List<DayBlocks> find(@Body Iterable<String> files) {
        PublishedDays.Plan plan = days.plan();
        List<DayBlocks> found = new ArrayList<>(plan.due().values());
        found.removeIf(day -> !days.asked().isGiven() && day.mark().equals(written.get(day.date())));
        removeUnarchived(found, files, plan.obstacles());
        report.begin(found.size(), plan.obstacles());
        return found;
    }

    private static void removeUnarchived(
            List<DayBlocks> days, Iterable<String> files, Map<LocalDate, String> obstacles) {
        if (days.isEmpty()) {
            return;
        }
        BitSet archived = FileHeights.of(files);
        days.removeIf(day -> {
            Optional<Integer> missing = day.heights().stream()
                    .filter(height -> !archived.get(height))
                    .findFirst();
            missing.ifPresent(height -> obstacles.put(day.date(), "height " + height + " is not archived"));
            return missing.isPresent();
        });
    }

    /** Whether the tables are to be written: all four are not there, each of the day's blocks, or the day was asked for. */
    public boolean isDue(@ExchangeProperty(DAY) DayBlocks day) throws HdfsReadException {
        if (days.asked().isGiven()) {
            return true;
        }
        Map<Table, DayMark> marks = footers.marks(day.date());
        List<String> others = new ArrayList<>();
        for (Table table : Table.values()) {
            if (!day.mark().equals(marks.get(table))) {
                others.add(table.label());
            }
        }
        if (others.isEmpty()) {
            keep(day);
            report.pass();
            return false;
        }
        if (marks.containsKey(Table.BLOCKS)) {
            LOG.warn("Tables of {} are not whole, see {}; writing them again", day.date(), String.join(", ", others));
        }
        return true;
    }

    private synchronized void keep(DayBlocks day) {
        written.put(day.date(), day.mark());
    }

    /** @throws DayWaitsException when the chain index says something else of the day by now */
    public void requireCanonical(@ExchangeProperty(DAY) DayBlocks day) throws DayWaitsException {
        if (!days.isCanonical(day)) {
            throw new DayWaitsException("its blocks were replaced meanwhile");
        }
    }

    /**
     * Keeps in mind what was written, once more compared with the chain index: a process that was frozen before it gave the files
     * their names may have put stale ones over those of another.
     */
    public synchronized void written(
            @ExchangeProperty(DAY) DayBlocks day, @ExchangeProperty(DayFiles.TABLES) DayTables tables)
            throws DayWaitsException, HdfsReadException {
        requireCanonical(day);
        requireWhole(day);
        keep(day);
        report.written(day, tables);
    }

    /** Another process that writes the day, too, removes the tables of it that are there before its own get their names. */
    private void requireWhole(DayBlocks day) throws DayWaitsException, HdfsReadException {
        Map<Table, DayMark> marks = footers.marks(day.date());
        for (Table table : Table.values()) {
            if (!day.mark().equals(marks.get(table))) {
                throw new DayWaitsException("another process writes it, too");
            }
        }
    }

    /** Leaves a day for later and tells why, where that has changed. */
    public void leave(@ExchangeProperty(DAY) DayBlocks day, @ExchangeException DayWaitsException reason) {
        leave(day.date(), reason.getMessage());
    }

    /**
     * The same where a file cannot be read.
     *
     * @throws HdfsReadException when no other can be either, for the file system does not answer
     */
    public void leaveUnread(@ExchangeProperty(DAY) DayBlocks day, @ExchangeException HdfsReadException reason)
            throws HdfsReadException {
        footers.requireAnswer();
        leave(day.date(), reason.getMessage());
    }

    private synchronized void leave(LocalDate date, String reason) {
        written.remove(date);
        report.leave(date, reason);
    }

    /** How many days have been written since the start. */
    public int done() {
        return report.done();
    }

    /** The days that could not be written when they were looked at last, with the reason of each. */
    public Map<LocalDate, String> waiting() {
        return report.waiting();
    }
}
