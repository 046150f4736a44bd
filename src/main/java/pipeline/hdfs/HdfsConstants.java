package pipeline.hdfs;

import org.apache.camel.spi.Metadata;

/** Headers that the {@code hdfs:} endpoint sets on a message once its file is whole, removed or open. */
public final class HdfsConstants {

    /** Path of the file inside the file system: the endpoint's directory, then the file's name. */
    @Metadata(label = "producer", description = "Path of the file that was written", javaType = "String")
    public static final String PATH = "hdfsPath";

    /** Size of the file in bytes. */
    @Metadata(label = "producer", description = "Size in bytes of the file that was written", javaType = "Long")
    public static final String BYTES = "hdfsBytes";

    private HdfsConstants() {}
}
