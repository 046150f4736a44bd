package pipeline.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import pipeline.chain.ChainIndex;
import pipeline.chain.DeadLetters;
import pipeline.observe.Seen.Point;

/** How far the pipeline is, looked at every few seconds: as metrics, as lines of the log, and for health. */
public final class Progress {

    private final ChainIndex index;
    private final DeadLetters open;
    private final StageMeters stages;
    private final Optional<Callable<Tip>> node;
    private final Optional<Backlog> backlog;
    private final ProgressLines lines;
    private volatile Seen seen = Seen.NOTHING;

    /** @param left heights that are asked for and still to be published; empty where this process stands by */
    public record Tip(long height, OptionalInt left) {}

    /** Records that this process has still to archive; {@code NaN} while it does not know. */
    @FunctionalInterface
    public interface Backlog {
        double records();
    }

    /**
     * @param node empty where this process does not ingest
     * @param backlog empty where it does not archive
     */
    public Progress(
            ChainIndex index,
            DeadLetters deadLetters,
            StageMeters stages,
            Optional<Callable<Tip>> node,
            Optional<Backlog> backlog,
            MeterRegistry metrics) {
        this.index = index;
        this.open = deadLetters;
        this.stages = stages;
        this.node = node;
        this.backlog = backlog;
        this.lines = new ProgressLines(stages);
        gauge(metrics, "pipeline.dead.letters", "Dead letters that are open", Seen::deadLetters);
        highest(metrics, "published", Seen::published);
        if (node.isPresent()) {
            height(metrics, "tip", Seen::tip);
            lag(metrics, "published", Seen::left, Seen::publishedLagSeconds);
        }
        if (backlog.isPresent()) {
            highest(metrics, "archived", Seen::archived);
            lag(metrics, "archived", Seen::backlog, Seen::archivedLagSeconds);
        }
    }

    private void highest(MeterRegistry metrics, String stage, Function<Seen, Point> point) {
        height(metrics, stage, now -> point.apply(now).height());
        gauge(
                metrics,
                "pipeline.block.timestamp.seconds",
                "Time of the highest block that has got to the stage",
                now -> point.apply(now).time(),
                "stage",
                stage);
    }

    private void height(MeterRegistry metrics, String stage, ToDoubleFunction<Seen> value) {
        gauge(metrics, "pipeline.height", "Highest height that has got to the stage", value, "stage", stage);
    }

    private void lag(
            MeterRegistry metrics, String stage, ToDoubleFunction<Seen> blocks, ToDoubleFunction<Seen> seconds) {
        String ofBlocks = "Blocks still to get to the stage; of the archive, those that are this process's";
        String ofSeconds = "Age of the newest block that has got to the stage; 0 where none is still to come";
        gauge(metrics, "pipeline.lag.blocks", ofBlocks, blocks, "stage", stage);
        gauge(metrics, "pipeline.lag.seconds", ofSeconds, seconds, "stage", stage);
    }

    private void gauge(
            MeterRegistry metrics, String name, String description, ToDoubleFunction<Seen> value, String... tags) {
        Gauge.builder(name, () -> value.applyAsDouble(seen))
                .description(description)
                .tags(tags)
                .register(metrics);
    }

    /** Highest published height by the last look; {@code NaN} before it, or where there is none. */
    public double publishedHeight() {
        return seen.published().height();
    }

    Seen seen() {
        return seen;
    }

    /** Looks once. What does not answer keeps what it was. */
    public synchronized void refresh() throws Exception {
        index.refresh();
        open.refresh();
        Point published = index.highest().isEmpty()
                ? Point.UNKNOWN
                : new Point(index.highest().getAsInt(), index.highestTime().orElse(0));
        double left = backlog.map(Backlog::records).orElse(Double.NaN);
        Point archived = left == 0 ? published : Double.isNaN(left) ? Point.UNKNOWN : stages.highestArchived();
        seen = new Seen(seen.tip(), seen.left(), published, archived, left, open.waiting(index.heights()));
        try {
            if (node.isPresent()) {
                Tip tip = node.get().call();
                seen = seen.withTip(
                        tip.height(), tip.left().isPresent() ? tip.left().getAsInt() : Double.NaN);
            }
        } finally {
            lines.tell(seen);
        }
    }
}
