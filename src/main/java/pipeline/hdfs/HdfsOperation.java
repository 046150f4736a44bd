package pipeline.hdfs;

/** What an {@code hdfs:} endpoint does with a file; in lower case, as its uri says it. */
public enum HdfsOperation {
    /** Writes the body to it. */
    write,
    /** Removes it; one that does not exist is no failure. */
    remove
}
