package pipeline.hdfs;

/** What a write does where a file of its name is there already; the words are those of Camel's file component. */
public enum FileExist {
    /** Replaces it. */
    Override,
    /** Fails with {@link HdfsFileExistsException}. */
    Fail,
    /** Leaves it as it is; the message goes on as if it had been written. */
    Ignore
}
