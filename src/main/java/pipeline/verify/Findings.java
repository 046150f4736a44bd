package pipeline.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import pipeline.chain.HeightSpan;

/** The faults that an audit has found. For one thread. */
public final class Findings {

    /** Faults kept with their texts; of more only numbers and heights. */
    private static final int MOST_KEPT = 10_000;

    private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
    private final List<Fault> kept = new ArrayList<>();
    private final BitSet heights = new BitSet();
    private final Consumer<Fault> told;

    /** @param told is told each fault when it is found */
    public Findings(Consumer<Fault> told) {
        this.told = told;
    }

    void add(Fault fault) {
        counts.merge(fault.kind(), 1L, Long::sum);
        if (kept.size() < MOST_KEPT) {
            kept.add(fault);
        }
        if (fault.height() >= 0) {
            heights.set(fault.height());
        }
        told.accept(fault);
    }

    void addMissing(HeightSpan span) {
        String more = span.from() == span.to()
                ? "expected a file, found none"
                : "expected a file for each height up to " + span.to() + ", found none";
        add(Fault.of(FaultKind.MISSING, ArchivedFile.at(span.from()), more));
        counts.merge(FaultKind.MISSING, (long) span.to() - span.from(), Long::sum);
        heights.set(span.from(), span.to() + 1);
    }

    /** Heights whose file has to be replaced. */
    public BitSet heights() {
        return (BitSet) heights.clone();
    }

    public Map<FaultKind, Long> counts() {
        return Map.copyOf(counts);
    }

    /** The first ten thousand. */
    public List<Fault> faults() {
        return List.copyOf(kept);
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }
}
