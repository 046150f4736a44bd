package pipeline.tables;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people are told of the days: how many are written and left, which ones wait and for what. */
final class DayReport {

    // all of compaction speaks by one name
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private Map<LocalDate, String> waiting = Map.of();
    private int left;
    private int done;

    /**
     * Begins a look at all days; tells which ones wait, where that has changed.
     *
     * @param days how many are to be looked at
     */
    synchronized void begin(int days, Map<LocalDate, String> obstacles) {
        left = days;
        tell(obstacles);
    }

    private void tell(Map<LocalDate, String> obstacles) {
        obstacles.forEach((date, reason) -> {
            if (!reason.equals(waiting.get(date))) {
                LOG.info("Tables of {} wait: {}", date, reason);
            }
        });
        waiting = obstacles;
    }

    /** A day needed nothing. */
    synchronized void pass() {
        left--;
    }

    synchronized void written(DayBlocks day, DayTables tables) {
        left--;
        done++;
        LOG.info(
                "Tables of {} written: {} blocks, {}; {} days left",
                day.date(),
                day.mark().count(),
                tables.told(),
                left);
    }

    synchronized void leave(LocalDate date, String reason) {
        left--;
        Map<LocalDate, String> obstacles = new TreeMap<>(waiting);
        obstacles.put(date, reason);
        tell(obstacles);
    }

    synchronized int done() {
        return done;
    }

    synchronized Map<LocalDate, String> waiting() {
        return Map.copyOf(waiting);
    }
}
