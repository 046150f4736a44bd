package pipeline.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * More pairs of longs than memory holds, on disk in an order in which those with the same first long are read together: each
 * file has what came in while memory lasted, sorted into buckets by the upper bits of the first long. For one thread.
 */
final class BucketFiles {

    private static final int BUCKET_BITS = 10;
    static final int BUCKETS = 1 << BUCKET_BITS;

    private static final int PAIR_BYTES = 2 * Long.BYTES;
    private static final int HEADER_BYTES = (BUCKETS + 1) * Integer.BYTES;

    private final Path directory;
    private final String name;
    private final long[] pairs;
    private int length;

    /** For each file where its buckets begin, in pairs; a last one where they end. */
    private final List<int[]> starts = new ArrayList<>();

    /** @param memory pairs that are held in memory at a time */
    BucketFiles(Path directory, String name, int memory) {
        this.directory = directory;
        this.name = name;
        this.pairs = new long[2 * memory];
    }

    void add(long[] more) throws IOException {
        for (int index = 0; index < more.length; index += 2) {
            if (length == pairs.length) {
                flush();
            }
            pairs[length++] = more[index];
            pairs[length++] = more[index + 1];
        }
    }

    /** Writes what is in memory; returns how many files there are now. */
    int flush() throws IOException {
        if (length == 0) {
            return starts.size();
        }
        int[] start = starts();
        ByteBuffer sorted = ByteBuffer.allocate(HEADER_BYTES + length * Long.BYTES);
        for (int at : start) {
            sorted.putInt(at);
        }
        int[] next = start.clone();
        for (int index = 0; index < length; index += 2) {
            int at = HEADER_BYTES + PAIR_BYTES * next[bucket(pairs[index])]++;
            sorted.putLong(at, pairs[index]).putLong(at + Long.BYTES, pairs[index + 1]);
        }
        Files.write(file(starts.size()), sorted.array());
        starts.add(start);
        length = 0;
        return starts.size();
    }

    /** Takes up so many files that an interrupted run has written. */
    void reopen(int files) throws IOException {
        for (int number = 0; number < files; number++) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            read(number, 0, header);
            int[] start = new int[BUCKETS + 1];
            header.asIntBuffer().get(start);
            starts.add(start);
        }
    }

    /** All pairs of a bucket, the first longs of which no other bucket has; what is in memory is left out. */
    long[] bucket(int bucket) throws IOException {
        int size = 0;
        for (int[] start : starts) {
            size = Math.addExact(size, 2 * (start[bucket + 1] - start[bucket]));
        }
        long[] all = new long[size];
        int at = 0;
        for (int number = 0; number < starts.size(); number++) {
            int[] start = starts.get(number);
            int count = start[bucket + 1] - start[bucket];
            if (count > 0) {
                ByteBuffer part = ByteBuffer.allocate(count * PAIR_BYTES);
                read(number, HEADER_BYTES + (long) start[bucket] * PAIR_BYTES, part);
                part.asLongBuffer().get(all, at, 2 * count);
                at += 2 * count;
            }
        }
        return all;
    }

    private int[] starts() {
        int[] start = new int[BUCKETS + 1];
        for (int index = 0; index < length; index += 2) {
            start[bucket(pairs[index]) + 1]++;
        }
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            start[bucket + 1] += start[bucket];
        }
        return start;
    }

    private static int bucket(long first) {
        return (int) (first >>> Long.SIZE - BUCKET_BITS);
    }

    private void read(int number, long position, ByteBuffer target) throws IOException {
        try (FileChannel file = FileChannel.open(file(number), StandardOpenOption.READ)) {
            while (target.hasRemaining()) {
                if (file.read(target, position + target.position()) < 0) {
                    throw new IOException("Cut off: " + file(number));
                }
            }
        }
        target.flip();
    }

    private Path file(int number) {
        return directory.resolve("%s-%06d".formatted(name, number));
    }
}
