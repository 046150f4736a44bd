package pipeline.tables;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Parquet's view of a stream. */
final class ParquetStream extends PositionOutputStream implements OutputFile {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream stream;
    private ByteArrayOutputStream end;
    private long position;

    ParquetStream(OutputStream stream) {
        this.stream = new BufferedOutputStream(stream, BUFFER_BYTES);
    }

    /** Holds back what is still to come, a row group at most, for the footer to be put in order. */
    void beginEnd() {
        end = new ByteArrayOutputStream();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return this;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return this;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        target().write(value);
        position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        target().write(bytes, offset, length);
        position += length;
    }

    private OutputStream target() {
        return end == null ? stream : end;
    }

    @Override
    public void flush() throws IOException {
        stream.flush();
    }

    @Override
    public void close() throws IOException {
        // Parquet closes twice
        if (end != null && end.size() > 0) {
            stream.write(Footer.inOrder(end.toByteArray()));
            end.reset();
        }
        stream.close();
    }
}
