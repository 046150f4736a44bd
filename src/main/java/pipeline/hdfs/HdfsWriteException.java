package pipeline.hdfs;

import java.io.IOException;

/**
 * The file system did not take a file: it is down, full, read-only, or denies. Its operator or time can heal that, so the
 * same write may be tried again. A message body that cannot be read is another matter and never told by this exception.
 */
public class HdfsWriteException extends IOException {

    /**
     * @param path the file that was to be written, inside the file system
     * @param url the file system, as the setting {@code hdfs.url} names it
     */
    public HdfsWriteException(String path, String url, Exception cause) {
        super("Cannot write " + path + " to " + url + " (hdfs.url): " + reason(cause), cause);
    }

    // the class says what java.nio leaves out of its messages; Hadoop's go on with the server's stack trace
    static String reason(Exception cause) {
        String name = cause.getClass().getSimpleName();
        if (cause.getMessage() == null) {
            return name;
        }
        return name + ": " + cause.getMessage().lines().findFirst().orElse("");
    }
}
