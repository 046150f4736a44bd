package pipeline.hdfs;

/** What an {@code hdfs:} endpoint does; in lower case, as its uri says it. */
public enum HdfsOperation {
    /** Writes the body to it. */
    write,
    /** Removes it; one that does not exist is no failure. */
    remove,
    /** Makes its content the body, a stream; a body of null says that there is no such file. */
    read,
    /** Lists the directory instead: the body becomes the names in it, an {@code Iterable}. */
    list,
    /** Removes what killed writers left in the directory; of no file in particular. */
    clean;

    boolean changesFiles() {
        return this == write || this == remove || this == clean;
    }
}
