package pipeline.verify;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** The table at the end of an audit. */
public record AuditSummary(AuditResult result, PrintStream out) {

    public void print() {
        BlockCounts counts = result.counts();
        out.println(String.format(
                Locale.ROOT,
                "Heights %d to %d of network %s, in %s: %s",
                result.scope().heights().from(),
                result.highest(),
                result.scope().network().chain(),
                AuditProgress.text(result.elapsed()),
                result.rate()));
        line("blocks", counts.blocks());
        line("transactions", counts.transactions());
        line("inputs", counts.inputs());
        line("outputs", counts.outputs());
        line("bytes of raw block", counts.bytes());
        long all = result.findings().counts().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        line("faults", all);
        Arrays.stream(FaultKind.values()).forEach(kind -> {
            long count = result.findings().counts().getOrDefault(kind, 0L);
            if (count > 0) {
                line("  " + kind.words(), count);
            }
        });
        printUnproven();
    }

    private void printUnproven() {
        Unproven unproven = result.unproven();
        boolean isWithout = !result.scope().prevouts();
        long prevouts = isWithout
                ? result.counts().inputs()
                        - result.counts().blocks()
                        - result.counts().withoutPrevout()
                : result.unprovenPrevouts();
        if (result.scope().prevouts()) {
            line("inputs proven to say what they spend", result.provenPrevouts());
        }
        unproven("parent links: the parent is not archived", unproven.links());
        unproven("median times: not all eleven times are archived", unproven.medianTimes());
        unproven("chain works that a run starts from", unproven.chainWorks());
        unproven("files that came while the audit ran", result.arrived());
        unproven("contents of files, believed as the manifest says", unproven.contents());
        unproven(
                isWithout
                        ? "inputs: verify.prevouts=false"
                        : "inputs: what they spend is not archived, or its block not proven",
                Math.max(0, prevouts));
        unproven(
                "inputs that do not say what they spend (bitcoin.prevouts)",
                result.counts().withoutPrevout());
    }

    private void unproven(String what, long count) {
        if (count > 0) {
            line("unproven " + what, count);
        }
    }

    private void line(String what, long count) {
        out.println(String.format(Locale.ROOT, "  %-76s %,15d", what, count));
    }
}
