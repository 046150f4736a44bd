package pipeline.observe;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.util.TimeUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pipeline.chain.BlockTotals;

/** One line for each stage in which something moved since the line before. For one thread. */
final class ProgressLines {

    private static final Logger INGEST = LoggerFactory.getLogger("publish-blocks");
    private static final Logger ARCHIVE = LoggerFactory.getLogger("archive-blocks");

    private final StageMeters stages;
    private final Map<Stage, BlockTotals> told = new EnumMap<>(Stage.class);
    private long toldAt = System.nanoTime();

    ProgressLines(StageMeters stages) {
        this.stages = stages;
    }

    void tell(Seen seen) {
        long now = System.nanoTime();
        double seconds = Math.max(1e-3, (now - toldAt) / 1e9);
        toldAt = now;
        tell(INGEST, Stage.PUBLISHED, seen.published().height(), seen.tip(), seen.left(), seconds);
        tell(
                ARCHIVE,
                Stage.ARCHIVED,
                stages.highestArchived().height(),
                seen.published().height(),
                seen.backlog(),
                seconds);
    }

    private void tell(Logger log, Stage stage, double height, double of, double left, double seconds) {
        BlockTotals totals = stages.totals(stage);
        BlockTotals passed = totals.minus(told.getOrDefault(stage, BlockTotals.NONE));
        told.put(stage, totals);
        if (passed.blocks() == 0) {
            return;
        }
        double rate = passed.blocks() / seconds;
        log.info(String.format(
                Locale.ROOT,
                "Height %,.0f of %,.0f %s: %,d blocks with %,d transactions in %.1f s, %.1f blocks/s, %.1f MB/s%s",
                height,
                of,
                stage.label(),
                passed.blocks(),
                passed.transactions(),
                seconds,
                rate,
                passed.bytes() / 1e6 / seconds,
                left > 0 ? String.format(Locale.ROOT, ", %,.0f left, ETA %s", left, eta(left / rate)) : ""));
    }

    private static String eta(double seconds) {
        return TimeUtils.printDuration((long) (seconds * 1000), false);
    }
}
