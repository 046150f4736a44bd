package pipeline.hdfs;

import java.io.IOException;
import java.io.OutputStream;

/** Counts the bytes of a file, and tells its failures from those of whoever writes into it. */
final class CountingOutputStream extends OutputStream {

    private final OutputStream file;
    private final String path;
    private final String url;
    private long bytes;

    CountingOutputStream(OutputStream file, String path, String url) {
        this.file = file;
        this.path = path;
        this.url = url;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        try {
            file.write(buffer, offset, length);
        } catch (IOException | RuntimeException e) {
            throw new HdfsWriteException(path, url, e);
        }
        bytes += length;
    }

    // no flush: on its way to the file a body may flush often, and closing puts all of it onto the disks

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } catch (IOException | RuntimeException e) {
            throw new HdfsWriteException(path, url, e);
        }
    }
}
