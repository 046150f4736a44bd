package pipeline.hdfs;

import org.apache.camel.spi.Metadata;

/** Headers that the {@code hdfs:} endpoint sets on a message once its file is whole, removed or open. */
public final class HdfsConstants {

    /** Path of the file inside the file system: the endpoint's directory, then the file's name. */
    @Metadata(
            label = "producer",
            description = "Path of the file that was written, left, removed or read",
            javaType = "String")
    public static final String PATH = "hdfsPath";

    /** Size of the file in bytes, as it lies there: compressed where its name ends in {@code .gz}. */
    @Metadata(
            label = "producer",
            description = "Size in bytes of the file that was written; absent where fileExist=Ignore left one as it is",
            javaType = "Long")
    public static final String BYTES = "hdfsBytes";

    private HdfsConstants() {}
}
