package pipeline.hdfs;

import java.io.IOException;

/** The file system does not tell what is in a directory: it is down or denies, which its operator or time can heal. */
public class HdfsListException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param directory inside the file system
     * @param url the file system, as the setting {@code hdfs.url} names it
     */
    public HdfsListException(String directory, String url, Exception cause) {
        super("Cannot list " + directory + " of " + url + " (hdfs.url): " + HdfsWriteException.reason(cause), cause);
    }
}
