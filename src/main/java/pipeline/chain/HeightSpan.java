package pipeline.chain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Heights that follow each other.
 *
 * @param from first height
 * @param to last height
 */
public record HeightSpan(int from, int to) {

    /** All heights of a set, lowest first, in spans that are not longer than that. */
    static List<HeightSpan> of(BitSet heights, int longest) {
        List<HeightSpan> spans = new ArrayList<>();
        int start = heights.nextSetBit(0);
        while (start >= 0) {
            int last = Math.min(heights.nextClearBit(start), start + longest) - 1;
            spans.add(new HeightSpan(start, last));
            start = heights.nextSetBit(last + 1);
        }
        return spans;
    }

    int count() {
        return to - from + 1;
    }

    boolean contains(int height) {
        return from <= height && height <= to;
    }
}
