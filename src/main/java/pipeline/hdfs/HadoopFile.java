package pipeline.hdfs;

import java.io.FilterOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.io.IOUtils;

/** A file being written through Hadoop; closing it returns once its bytes are on the disks. */
final class HadoopFile extends FilterOutputStream {

    private final FSDataOutputStream file;

    HadoopFile(FSDataOutputStream file) {
        super(file);
        this.file = file;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        file.write(bytes, offset, length);
    }

    // not by try-with-resources: a broken HDFS stream throws the same exception twice, and none can suppress itself
    @Override
    public void close() throws IOException {
        try {
            file.hsync();
        } catch (IOException | RuntimeException e) {
            IOUtils.closeStream(file);
            throw e;
        }
        file.close();
    }
}
