package pipeline.tables;

import java.io.ByteArrayInputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in memory, for Parquet begins to read at the end. */
record ParquetBytes(byte[] bytes) implements InputFile {

    @Override
    public long getLength() {
        return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
        return new Stream(new Position(bytes));
    }

    private static final class Stream extends DelegatingSeekableInputStream {

        private final Position position;

        Stream(Position position) {
            super(position);
            this.position = position;
        }

        @Override
        public long getPos() {
            return position.get();
        }

        @Override
        public void seek(long target) {
            position.set((int) target);
        }
    }

    private static final class Position extends ByteArrayInputStream {

        Position(byte[] bytes) {
            super(bytes);
        }

        int get() {
            return pos;
        }

        void set(int target) {
            pos = target;
        }
    }
}
