package pipeline.hdfs;

import java.io.IOException;

/** The file system did not give a file or a directory that is there: it is down or denies. Its operator or time can heal that. */
public class HdfsReadException extends IOException {

    /**
     * @param path what was to be read, inside the file system
     * @param url the file system, as the setting {@code hdfs.url} names it
     */
    public HdfsReadException(String path, String url, Exception cause) {
        super("Cannot read " + path + " from " + url + " (hdfs.url): " + HdfsWriteException.reason(cause), cause);
    }
}
