package pipeline.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/** Which heights are there and with which hash, in 32 bytes a height: a million blocks take 32 MB. */
final class HeightHashes {

    private static final int HASH = 32;
    private static final int CHUNK = 4096;

    private final BitSet present = new BitSet();
    private final List<byte[]> chunks = new ArrayList<>();

    void put(int height, String hash) {
        while (chunks.size() <= height / CHUNK) {
            chunks.add(new byte[CHUNK * HASH]);
        }
        System.arraycopy(HexFormat.of().parseHex(hash), 0, chunks.get(height / CHUNK), height % CHUNK * HASH, HASH);
        present.set(height);
    }

    void remove(int height) {
        present.clear(height);
    }

    boolean contains(int height) {
        return height >= 0 && present.get(height);
    }

    /** The hash, 64 hex digits; null where the height is not there. */
    String get(int height) {
        if (!contains(height)) {
            return null;
        }
        int start = height % CHUNK * HASH;
        return HexFormat.of().formatHex(Arrays.copyOfRange(chunks.get(height / CHUNK), start, start + HASH));
    }

    /** Lowest height that is there; −1 when there is none. */
    int lowest() {
        return present.nextSetBit(0);
    }

    /** Highest height that is there; −1 when there is none. */
    int highest() {
        return present.length() - 1;
    }

    /** Nearest height below this one that is there; −1 when there is none. */
    int highestBelow(int height) {
        return height <= 0 ? -1 : present.previousSetBit(height - 1);
    }

    void clear() {
        present.clear();
    }

    /** All heights that are there. */
    BitSet heights() {
        return (BitSet) present.clone();
    }
}
