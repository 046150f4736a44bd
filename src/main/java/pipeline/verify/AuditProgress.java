package pipeline.verify;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells every few seconds how far an audit is. For one thread. */
final class AuditProgress {

    private static final long EVERY = Duration.ofSeconds(5).toNanos();

    private final PrintStream out;
    private final long start = System.nanoTime();
    private final long startBlocks;
    private final long startBytes;
    private final long all;
    private long told = start;

    /**
     * @param all blocks that there are
     * @param before what was audited by the run that this one continues
     */
    AuditProgress(PrintStream out, long all, BlockCounts before) {
        this.out = out;
        this.all = all;
        this.startBlocks = before.blocks();
        this.startBytes = before.bytes();
    }

    void tell(long done, BlockCounts counts) {
        long now = System.nanoTime();
        if (now - told < EVERY) {
            return;
        }
        told = now;
        double rate = (counts.blocks() - startBlocks) / seconds();
        String left = rate > 0 ? text(Duration.ofSeconds((long) ((all - done) / rate))) : "unknown";
        out.println(String.format(Locale.ROOT, "Audited %,d of %,d blocks: %s, ETA %s", done, all, rate(counts), left));
    }

    /** {@code 41.3 blocks/s, 48.2 MB/s} of this run so far. */
    String rate(BlockCounts counts) {
        return String.format(
                Locale.ROOT,
                "%.1f blocks/s, %.1f MB/s",
                (counts.blocks() - startBlocks) / seconds(),
                (counts.bytes() - startBytes) / 1e6 / seconds());
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static String text(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }

    private double seconds() {
        return Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    }
}
