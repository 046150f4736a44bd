package pipeline.hdfs;

import java.io.IOException;

/** A file of that name is there and is not to be replaced. To try again does not help, unlike after {@link HdfsWriteException}. */
public class HdfsFileExistsException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param path the file that is there, inside the file system
     * @param url the file system, as the setting {@code hdfs.url} names it
     */
    public HdfsFileExistsException(String path, String url) {
        super("Cannot write " + path + " to " + url
                + " (hdfs.url): a file of that name is there, and only fileExist=Override replaces it");
    }
}
