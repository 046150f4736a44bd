package pipeline.tables;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.chain.ChainIndex;
import pipeline.chain.FileHeights;
import pipeline.chain.HeightSpan;

/**
 * Which days have tables to be written: those that are final and whole by the chain index, archived, and of whose blocks the
 * tables are not made. What is known to be written is kept in memory, and read from the files' footers where it is not.
 */
public final class Compaction {

    /** Exchange property with the {@link DayBlocks} at hand. */
    static final String DAY = "day";

    /** Exchange property with the {@link DayMark} of the tables that are there; null where there are none. */
    static final String FOUND = "dayFound";

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private final ChainIndex index;
    private final DayRule rule;
    private final DayRange asked;
    private final Map<LocalDate, DayMark> written = new HashMap<>();
    private Map<LocalDate, String> waiting = Map.of();
    private int left;
    private int done;

    /** @param asked days that are written even if they are written already; where none are given, all that are due */
    public Compaction(ChainIndex index, DayRule rule, DayRange asked) {
        this.index = index;
        this.rule = rule;
        this.asked = asked;
    }

    /**
     * The days to look at, in order; tells which ones wait and for what, where that has changed.
     *
     * @param files names of the archive's files, read only where a day may be due
     */
    public synchronized List<DayBlocks> find(@Body Iterable<String> files) {
        index.refresh();
        Map<LocalDate, String> obstacles = new TreeMap<>();
        List<DayBlocks> found = new ArrayList<>();
        List<ChainDay> days = ChainDays.of(index.times(), rule);
        for (ChainDay day : days) {
            if (asked.contains(day.date())) {
                obstacle(day).ifPresentOrElse(reason -> obstacles.put(day.date(), reason), () -> {
                    Optional<DayBlocks> blocks = blocks(day.date(), day.spans());
                    blocks.filter(this::isUnknown).ifPresent(found::add);
                });
            }
        }
        LocalDate last =
                days.isEmpty() ? LocalDate.MIN : days.get(days.size() - 1).date();
        asked.to().filter(last::isBefore).ifPresent(date -> obstacles.put(date, "no block of it is published"));
        removeUnarchived(found, files, obstacles);
        obstacles.values().removeIf(String::isEmpty);
        tell(obstacles);
        left = found.size();
        return found;
    }

    /** Empty text: nothing that anybody has to know. */
    private Optional<String> obstacle(ChainDay day) {
        if (!day.isFinal()) {
            return Optional.of(
                    asked.isGiven()
                            ? "it is not final yet (compact.confirmations=" + rule.confirmations() + ", compact.delay="
                                    + rule.delay().toSeconds() + "s)"
                            : "");
        }
        return day.unpublished().isPresent()
                ? Optional.of("height " + day.unpublished().getAsInt() + ", which may belong to it, is not published")
                : Optional.empty();
    }

    /** Empty while a reorg goes on below. */
    private Optional<DayBlocks> blocks(LocalDate date, List<HeightSpan> spans) {
        DayMark.Digest digest = new DayMark.Digest();
        for (HeightSpan span : spans) {
            for (int height = span.from(); height <= span.to(); height++) {
                Optional<String> hash = index.hashAt(height);
                if (hash.isEmpty()) {
                    return Optional.empty();
                }
                digest.add(hash.get());
            }
        }
        return Optional.of(new DayBlocks(date, spans, digest.mark()));
    }

    private boolean isUnknown(DayBlocks day) {
        return asked.isGiven() || !day.mark().equals(written.get(day.date()));
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

    private void tell(Map<LocalDate, String> obstacles) {
        obstacles.forEach((date, reason) -> {
            if (!reason.equals(waiting.get(date))) {
                LOG.info("Tables of {} wait: {}", date, reason);
            }
        });
        waiting = obstacles;
    }

    /**
     * What the tables that are there are made of.
     *
     * @param blocks the day's file in the table of blocks, which is published last; null where there is none
     * @return null where there is none, or none of ours
     */
    public DayMark found(@Body InputStream blocks) throws IOException {
        if (blocks == null) {
            return null;
        }
        byte[] bytes;
        try (blocks) {
            bytes = blocks.readAllBytes();
        }
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader file = ParquetFileReader.open(new ParquetBytes(bytes), options)) {
            return DayMark.of(file.getFileMetaData().getKeyValueMetaData()).orElse(null);
        } catch (RuntimeException notParquet) {
            return null;
        }
    }

    /** Whether the tables are to be written, though some are there. */
    public synchronized boolean isDue(@ExchangeProperty(DAY) DayBlocks day, @ExchangeProperty(FOUND) DayMark found) {
        if (!asked.isGiven() && day.mark().equals(found)) {
            written.put(day.date(), found);
            left--;
            return false;
        }
        return true;
    }

    /** Whether the tables that are there are of other blocks: a reorg went deeper than the days were final. */
    public boolean isReplaced(@ExchangeProperty(DAY) DayBlocks day, @ExchangeProperty(FOUND) DayMark found) {
        if (found == null || found.equals(day.mark())) {
            return false;
        }
        LOG.warn("Tables of {} are of other blocks than the chain index says; writing them again", day.date());
        return true;
    }

    /** @throws DayWaitsException when the chain index says something else of the day by now */
    public void requireCanonical(@ExchangeProperty(DAY) DayBlocks day) throws DayWaitsException {
        index.refresh();
        if (!blocks(day.date(), day.spans()).equals(Optional.of(day))) {
            throw new DayWaitsException("its blocks were replaced meanwhile");
        }
    }

    /**
     * Keeps in mind what was written, once more compared with the chain index: a process that was frozen before it gave the files
     * their names may have put stale ones over those of another.
     */
    public synchronized void written(
            @ExchangeProperty(DAY) DayBlocks day, @ExchangeProperty(DayFiles.TABLES) DayTables tables)
            throws DayWaitsException {
        requireCanonical(day);
        written.put(day.date(), day.mark());
        left--;
        done++;
        LOG.info(
                "Tables of {} written: {} blocks, {}; {} days left",
                day.date(),
                day.mark().count(),
                tables.told(),
                left);
    }

    /** Leaves a day for later and tells why, where that has changed. */
    public synchronized void leave(@ExchangeProperty(DAY) DayBlocks day, @ExchangeException DayWaitsException reason) {
        written.remove(day.date());
        left--;
        Map<LocalDate, String> obstacles = new TreeMap<>(waiting);
        obstacles.put(day.date(), reason.getMessage());
        tell(obstacles);
    }

    /** How many days have been written since the start. */
    public synchronized int done() {
        return done;
    }

    /** The days that could not be written when they were looked at last, with the reason of each. */
    public synchronized Map<LocalDate, String> waiting() {
        return Map.copyOf(waiting);
    }
}
