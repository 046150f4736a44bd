package speed;

import java.util.List;
import java.util.stream.LongStream;

/**
 * When each block of a run was there.
 *
 * @param millis since the epoch, in order
 */
record Moments(long[] millis) {

    /** The share of the blocks in which the JVM is still warming up: copying a chain takes days. */
    private static final double WARM_UP = 1.0 / 3;

    static Moments of(LongStream millis) {
        return new Moments(millis.sorted().toArray());
    }

    static Moments of(List<Long> millis) {
        return of(millis.stream().mapToLong(Long::longValue));
    }

    long first() {
        return millis[0];
    }

    /** Blocks a second once the JVM is warm. */
    double rate() {
        int from = Math.max(1, (int) (WARM_UP * millis.length));
        // those of one transaction are there at one moment: count whole ones only
        while (from < millis.length - 1 && millis[from] == millis[from - 1]) {
            from++;
        }
        return 1000.0 * (millis.length - from) / Math.max(1, millis[millis.length - 1] - millis[from - 1]);
    }
}
