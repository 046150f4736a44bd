package pipeline.chain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * Heights that follow each other.
 *
 * @param from first height
 * @param to last height
 */
public record HeightSpan(int from, int to) {

    private static final int TOLD = 100;

    /** All heights of a set, lowest first, in spans that are not longer than that. */
    static List<HeightSpan> of(BitSet heights, int longest) {
        return spans(heights, start -> start + longest);
    }

    /** The same, in spans that do not reach over a multiple of that: each height has its company, whatever else is left. */
    static List<HeightSpan> aligned(BitSet heights, int longest) {
        return spans(heights, start -> start - start % longest + longest);
    }

    /** @param limits for the start of a span, where it ends at the latest */
    private static List<HeightSpan> spans(BitSet heights, IntUnaryOperator limits) {
        List<HeightSpan> spans = new ArrayList<>();
        int start = heights.nextSetBit(0);
        while (start >= 0) {
            int last = Math.min(heights.nextClearBit(start), limits.applyAsInt(start)) - 1;
            spans.add(new HeightSpan(start, last));
            start = heights.nextSetBit(last + 1);
        }
        return spans;
    }

    /** All heights of a set, lowest first, in spans as long as they are. */
    public static List<HeightSpan> all(BitSet heights) {
        return of(heights, Integer.MAX_VALUE / 2);
    }

    /** Spans of a set for people, the first hundred: {@code 4, 7–9, 12}. */
    public static String text(BitSet heights) {
        List<HeightSpan> spans = all(heights);
        String told = spans.stream()
                .limit(TOLD)
                .map(span -> span.count() == 1 ? "" + span.from : span.from + "–" + span.to)
                .collect(Collectors.joining(", "));
        return spans.size() <= TOLD ? told : told + " and " + (spans.size() - TOLD) + " ranges more";
    }

    int count() {
        return to - from + 1;
    }

    boolean contains(int height) {
        return from <= height && height <= to;
    }
}
