package pipeline.hdfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/** Bodies that are made while they are read. */
final class Bodies {

    private static final int CHUNK = 8192;

    private Bodies() {}

    /** So many pseudo-random bytes, the same for the same seed. */
    static InputStream stream(long seed, long size) {
        return new Generated(seed, size, null);
    }

    /** A stream that fails with this exception once so many bytes are read. */
    static InputStream failingStream(long size, IOException failure) {
        return new Generated(1, size, failure);
    }

    /** A body that writes itself and cannot be read otherwise. */
    static StreamCache writingItself(Writing writing) {
        return new SelfWriting(writing);
    }

    interface Writing {
        void writeTo(OutputStream output) throws IOException;
    }

    private static final class Generated extends InputStream {

        private final Random random;
        private final IOException failure;
        private long left;

        Generated(long seed, long size, IOException failure) {
            this.random = new Random(seed);
            this.left = size;
            this.failure = failure;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("one byte at a time");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return end();
            }
            byte[] chunk = new byte[(int) Math.min(left, CHUNK)];
            if (length < chunk.length) {
                throw new UnsupportedOperationException("a buffer smaller than " + CHUNK);
            }
            random.nextBytes(chunk);
            System.arraycopy(chunk, 0, buffer, offset, chunk.length);
            left -= chunk.length;
            return chunk.length;
        }

        private int end() throws IOException {
            if (failure != null) {
                throw failure;
            }
            return -1;
        }
    }

    private record SelfWriting(Writing writing) implements StreamCache {

        @Override
        public void writeTo(OutputStream output) throws IOException {
            writing.writeTo(output);
        }

        @Override
        public void reset() {}

        @Override
        public StreamCache copy(Exchange exchange) {
            return this;
        }

        @Override
        public boolean inMemory() {
            return false;
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public long position() {
            return 0;
        }
    }
}
