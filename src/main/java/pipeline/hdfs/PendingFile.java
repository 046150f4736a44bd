package pipeline.hdfs;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A file that is written by and by, aside from where it is to be, so that several can be made ready before the first of them is
 * seen: a reader finds nothing of it before {@link #publish}, and all of it from then on. For one thread.
 */
public final class PendingFile implements Closeable {

    private final SafeWriter writer;
    private final String temporary;
    private final String path;
    private final CountingOutputStream stream;
    private final long begun = System.nanoTime();
    private boolean isPublished;

    PendingFile(SafeWriter writer, String temporary, String path, CountingOutputStream stream) {
        this.writer = writer;
        this.temporary = temporary;
        this.path = path;
        this.stream = stream;
    }

    /** Takes the content; closing it returns once the bytes are on the disks. */
    public OutputStream stream() {
        return stream;
    }

    /** Bytes so far. */
    public long bytes() {
        return stream.bytes();
    }

    /**
     * Gives the file its name, in one step, once its stream is closed; a file of that name is replaced.
     *
     * @throws HdfsWriteException when the file system fails
     */
    public void publish() throws HdfsWriteException {
        writer.publish(temporary, path, stream.bytes(), begun);
        isPublished = true;
    }

    /** Removes what is not published. */
    @Override
    public void close() throws IOException {
        if (isPublished) {
            return;
        }
        IOException given = new IOException("given up");
        try {
            stream.close();
        } catch (IOException fault) {
            given = fault;
        }
        writer.discard(temporary, given);
    }
}
