package pipeline.chain;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;

/** Which heights are there and with which time of the miner, in 4 bytes a height. */
public final class HeightTimes {

    /** Blocks whose times the median time of the last of them is of (BIP113). */
    private static final int MEDIAN_OF = 11;

    private final BitSet present;
    private int[] seconds;

    public HeightTimes() {
        this(new BitSet(), new int[4096]);
    }

    private HeightTimes(BitSet present, int[] seconds) {
        this.present = present;
        this.seconds = seconds;
    }

    /** @param time epoch seconds, unsigned 32-bit as in a header */
    public void put(int height, long time) {
        if (height >= seconds.length) {
            seconds = Arrays.copyOf(seconds, Math.max(height + 1, seconds.length + seconds.length / 2));
        }
        seconds[height] = (int) time;
        present.set(height);
    }

    void remove(int height) {
        present.clear(height);
    }

    void clear() {
        present.clear();
    }

    HeightTimes copy() {
        return new HeightTimes((BitSet) present.clone(), Arrays.copyOf(seconds, present.length()));
    }

    /** Highest height that is there; −1 when there is none. */
    public int highest() {
        return present.length() - 1;
    }

    /** Lowest height from this one on that is there; −1 when there is none. */
    public int next(int from) {
        return present.nextSetBit(from);
    }

    /** Highest height that is there with all between it and this one. */
    public int endOfRun(int height) {
        return present.nextClearBit(height) - 1;
    }

    /** Lowest height that is there with all between it and this one. */
    public int startOfRun(int height) {
        return present.previousClearBit(height) + 1;
    }

    /** The miner's time of a height that is there, epoch seconds. */
    public long at(int height) {
        return Integer.toUnsignedLong(seconds[height]);
    }

    /** Median time of a height that is there (BIP113), epoch seconds; empty where one of the ten below it is not there. */
    public OptionalLong medianAt(int height) {
        int first = Math.max(0, height - MEDIAN_OF + 1);
        if (present.nextClearBit(first) <= height) {
            return OptionalLong.empty();
        }
        long[] times = new long[height - first + 1];
        for (int i = 0; i < times.length; i++) {
            times[i] = at(first + i);
        }
        Arrays.sort(times);
        return OptionalLong.of(times[times.length / 2]);
    }
}
