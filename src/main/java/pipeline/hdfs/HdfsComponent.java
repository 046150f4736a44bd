package pipeline.hdfs;

import java.io.IOException;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * The {@code hdfs:} component: writes each message to a file of its own, whole or not at all, in HDFS or any other file system
 * that Hadoop knows. It also reads and removes files by name. The file system is opened by the first use and closed when the component stops.
 */
@Component("hdfs")
public class HdfsComponent extends DefaultComponent {

    @Metadata(
            description = "The file system: hdfs://host:8020, webhdfs://host:9870 (also written http://host:9870),"
                    + " file:directory (relative to the working directory) or any other url that Hadoop knows."
                    + " Directories of endpoints lie under its path.",
            defaultValue = "file:data/hdfs")
    private String url = "file:data/hdfs";

    @Metadata(description = "The Hadoop user to write as; the system user by default.")
    private String user;

    private Storage storage;
    private SafeWriter writer;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        StorageUrl.parse(url);
        HdfsEndpoint endpoint = new HdfsEndpoint(uri, this);
        endpoint.setDirectory(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** @throws IllegalArgumentException when the url names no file system */
    synchronized SafeWriter writer() {
        if (writer == null) {
            StorageUrl parsed = StorageUrl.parse(url);
            storage = parsed.storage(user);
            writer = new SafeWriter(storage, parsed.text());
        }
        return writer;
    }

    /**
     * Begins a file that is written by and by, and seen when it is published.
     *
     * @param path absolute, inside the file system
     * @param aside directory for it until then, in the same file system; {@code operation=clean} removes there what killed
     *     processes left
     */
    public PendingFile begin(String path, String aside) throws HdfsWriteException {
        return writer().begin(path, aside);
    }

    /** @throws IllegalArgumentException when the url names no file system */
    synchronized Storage storage() {
        writer();
        return storage;
    }

    @Override
    protected synchronized void doStop() throws Exception {
        super.doStop();
        closeStorage();
    }

    /** @throws IllegalArgumentException when the url means no file system; it names {@code hdfs.url} */
    public static void requireUrl(String url) {
        StorageUrl.parse(url);
    }

    public String getUrl() {
        return url;
    }

    /** The file system: {@code file:directory}, {@code hdfs://host:8020}, {@code webhdfs://host:9870} or any that Hadoop knows. */
    public void setUrl(String url) {
        this.url = url;
    }

    public String getUser() {
        return user;
    }

    /** The Hadoop user to write as; blank for the system user. */
    public void setUser(String user) {
        this.user = user == null || user.isBlank() ? null : user;
    }

    private void closeStorage() throws IOException {
        if (storage != null) {
            storage.close();
        }
        storage = null;
        writer = null;
    }
}
