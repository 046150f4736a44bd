package pipeline.verify;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import pipeline.chain.HeightSpan;

/** The faults that an audit has found: each is told at once, and of all is kept which heights have which. For one thread. */
public final class Findings {

    private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, BitSet> heights = new EnumMap<>(FaultKind.class);
    private final Consumer<Fault> told;

    /** @param told is told each fault when it is found */
    public Findings(Consumer<Fault> told) {
        this.told = told;
    }

    void add(Fault fault) {
        count(fault.kind(), fault.height(), fault.height());
        told.accept(fault);
    }

    void addMissing(HeightSpan span) {
        String more = span.from() == span.to()
                ? "expected a file, found none"
                : "expected a file for each height up to " + span.to() + ", found none";
        count(FaultKind.MISSING, span.from(), span.to());
        told.accept(Fault.of(FaultKind.MISSING, ArchivedFile.at(span.from()), more));
    }

    private void count(FaultKind kind, int from, int to) {
        counts.merge(kind, to - from + 1L, Long::sum);
        if (from >= 0) {
            heights.computeIfAbsent(kind, none -> new BitSet()).set(from, to + 1);
        }
    }

    /** Heights whose file has to be replaced. */
    public BitSet heights() {
        BitSet all = new BitSet();
        heights.values().forEach(all::or);
        return all;
    }

    /** What is wrong at a height. */
    public Set<FaultKind> kinds(int height) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        heights.forEach((kind, of) -> {
            if (of.get(height)) {
                kinds.add(kind);
            }
        });
        return kinds;
    }

    public Map<FaultKind, Long> counts() {
        return Map.copyOf(counts);
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }
}
