package pipeline.observe;

import bitcoin.chain.Block;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import pipeline.avro.BlockJsonBody;
import pipeline.chain.BlockTotals;
import pipeline.chain.RangeRecords;
import pipeline.chain.Reorg;
import pipeline.chain.ReplacedRecords;
import pipeline.observe.Seen.Point;

/** Counts blocks, their transactions and their bytes as they pass each stage, and the reorgs. */
public final class StageMeters {

    private final Map<Stage, Passed> stages = new EnumMap<>(Stage.class);
    private final DistributionSummary reorgs;
    private volatile Point highestArchived = Point.UNKNOWN;

    private record Passed(Counter blocks, Counter transactions, Counter bytes) {

        BlockTotals totals() {
            return new BlockTotals((long) blocks.count(), (long) transactions.count(), (long) bytes.count());
        }

        void count(BlockTotals totals) {
            blocks.increment(totals.blocks());
            transactions.increment(totals.transactions());
            bytes.increment(totals.bytes());
        }
    }

    public StageMeters(MeterRegistry metrics) {
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    new Passed(
                            counter(metrics, "pipeline.blocks", "Blocks that passed the stage", null, stage),
                            counter(metrics, "pipeline.transactions", "Transactions of these blocks", null, stage),
                            counter(metrics, "pipeline.block", "Raw bytes of these blocks", "bytes", stage)));
        }
        reorgs = DistributionSummary.builder("pipeline.reorg.depth")
                .description("Reorgs, and how many published blocks each replaced")
                .baseUnit("blocks")
                .register(metrics);
    }

    private static Counter counter(MeterRegistry metrics, String name, String description, String unit, Stage stage) {
        return Counter.builder(name)
                .description(description)
                .baseUnit(unit)
                .tag("stage", stage.label())
                .register(metrics);
    }

    public void fetched(Block block) {
        stages.get(Stage.FETCHED).count(BlockTotals.NONE.plus(block));
    }

    /** Before a range is sent: it is counted once its transaction is committed. */
    public void published(Exchange range) {
        BlockTotals totals = range.getProperty(RangeRecords.TOTALS, BlockTotals.NONE, BlockTotals.class);
        Reorg reorg = range.getProperty(ReplacedRecords.SENT_REORG, Reorg.class);
        // ours comes before Kafka's, and they are called from the last to the first
        range.getUnitOfWork().addSynchronization(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange committed) {
                if (committed.getException() != null) {
                    return;
                }
                stages.get(Stage.PUBLISHED).count(totals);
                if (reorg != null) {
                    reorgs.record(reorg.hashesOut().size());
                }
            }
        });
    }

    public void archived(BlockJsonBody file) {
        Block block = file.block();
        stages.get(Stage.ARCHIVED).count(BlockTotals.NONE.plus(block));
        synchronized (this) {
            if (!(block.getHeight() < highestArchived.height())) {
                highestArchived = new Point(block.getHeight(), block.getTimestamp());
            }
        }
    }

    BlockTotals totals(Stage stage) {
        return stages.get(stage).totals();
    }

    /** By this process. */
    Point highestArchived() {
        return highestArchived;
    }
}
