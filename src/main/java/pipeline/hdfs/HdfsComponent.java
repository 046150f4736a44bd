package pipeline.hdfs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
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

    @Metadata(
            description =
                    "The Hadoop user to act as; the system user by default. With Kerberos, a user for whom the one who"
                            + " logs in may act as a proxy; by default the one who logs in.")
    private String user;

    @Metadata(
            description =
                    "A folder with Hadoop's core-site.xml, hdfs-site.xml or both, which win over those on the class path."
                            + " The name services that they define may stand in the url: hdfs://nameservice.")
    private String configDirectory;

    @Metadata(
            description =
                    "Who logs in to Kerberos, with the realm: name@REALM or name/host@REALM. Without it, and where"
                            + " Hadoop's configuration asks for Kerberos, the ticket that kinit left is used.")
    private String kerberosPrincipal;

    @Metadata(description = "The file with a key of kerberosPrincipal.")
    private String kerberosKeytabFile;

    @Metadata(
            description =
                    "Where the meters hdfs.files.written, hdfs.bytes.written and hdfs.write are registered; nowhere by"
                            + " default.")
    private MeterRegistry meterRegistry;

    private Storage storage;
    private SafeWriter writer;
    private ExecutorService asking;
    private HealthCheck healthCheck;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        url(access());
        HdfsEndpoint endpoint = new HdfsEndpoint(uri, this);
        endpoint.setDirectory(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** @throws IllegalArgumentException when the options name no file system */
    synchronized SafeWriter writer() {
        if (writer == null) {
            HadoopAccess access = access();
            StorageUrl parsed = url(access);
            storage = parsed.storage(access);
            writer = new SafeWriter(storage, parsed.text(), WriteMeters.in(meters()));
        }
        return writer;
    }

    // one without a registry in it counts nothing
    private MeterRegistry meters() {
        return meterRegistry == null ? new CompositeMeterRegistry() : meterRegistry;
    }

    private HadoopAccess access() {
        return new HadoopAccess(
                Optional.ofNullable(configDirectory).map(Path::of),
                Optional.ofNullable(user),
                Keytab.of(kerberosPrincipal, kerberosKeytabFile));
    }

    private StorageUrl url(HadoopAccess access) {
        return StorageUrl.parse(url, access.configuration());
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

    /**
     * The last bytes of a file, all of it where it has fewer; empty where there is none. What is before them is not read.
     *
     * @param path absolute, inside the file system
     * @throws HdfsReadException when the file system does not give them
     */
    public Optional<byte[]> readEnd(String path, int bytes) throws HdfsReadException {
        return writer().readEnd(path, bytes);
    }

    /**
     * Asks whether the file system as a whole is there.
     *
     * @throws HdfsReadException when it does not answer, or denies
     */
    public void requireAnswer() throws HdfsReadException {
        try {
            storage().requireAnswer(Set.of());
        } catch (IOException e) {
            throw new HdfsReadException("/", url, e);
        }
    }

    /**
     * Finds out whether files can be written in a directory, by writing one and removing it; nothing remains.
     *
     * @param directory absolute, inside the file system; need not be there
     * @throws HdfsWriteException when they cannot; {@link StorageAdvice} knows what to do about it
     */
    public FolderTrial tryDirectory(String directory) throws HdfsWriteException {
        return writer().tryDirectory(directory);
    }

    /** @throws IllegalArgumentException when the options name no file system */
    synchronized Storage storage() {
        writer();
        return storage;
    }

    /** The same, but nothing is opened when the component is stopped; what is open then is about to be closed. */
    synchronized Optional<Storage> storageIfStarted() {
        return isStarted() ? Optional.of(storage()) : Optional.empty();
    }

    /** The directories of its endpoints that change files. */
    Set<String> writtenDirectories() {
        return getCamelContext().getEndpoints().stream()
                .filter(endpoint -> endpoint instanceof HdfsEndpoint)
                .map(HdfsEndpoint.class::cast)
                .filter(endpoint -> endpoint.getComponent() == this)
                .filter(endpoint -> endpoint.getOperation().changesFiles())
                .map(HdfsEndpoint::getDirectory)
                .collect(Collectors.toSet());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        asking = getCamelContext().getExecutorServiceManager().newSingleThreadExecutor(this, "hdfs-health");
        healthCheck = new HdfsHealthCheck(this, asking);
        checks().ifPresent(checks -> checks.register(healthCheck));
    }

    // not under the lock that a check may wait for
    @Override
    protected void doStop() throws Exception {
        checks().ifPresent(checks -> checks.unregister(healthCheck));
        getCamelContext().getExecutorServiceManager().shutdownNow(asking);
        super.doStop();
        closeStorage();
    }

    private Optional<HealthCheckRegistry> checks() {
        return Optional.ofNullable(HealthCheckRegistry.get(getCamelContext()));
    }

    /**
     * Checks options before there is a component.
     *
     * @throws IllegalArgumentException when the folder has no configuration of Hadoop; it names {@code hdfs.config-directory}
     */
    public static void requireConfigDirectory(Path configDirectory) {
        HadoopConfiguration.requireReadable(configDirectory);
    }

    /**
     * The same of a url.
     *
     * @throws IllegalArgumentException when it means no file system; it names {@code hdfs.url}
     */
    public static void requireUrl(String url, Optional<Path> configDirectory) {
        StorageUrl.parse(url, HadoopConfiguration.create(configDirectory));
    }

    /**
     * The same of a login.
     *
     * @throws IllegalArgumentException when none can come of it; it names the setting
     */
    public static void requireLogin(String principal, String keytabFile, Optional<Path> configDirectory) {
        new HadoopAccess(configDirectory, Optional.empty(), Keytab.of(principal, keytabFile));
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

    /** The Hadoop user to act as; blank for the system user or, with Kerberos, for the one who logs in. */
    public void setUser(String user) {
        this.user = nullIfBlank(user);
    }

    public String getConfigDirectory() {
        return configDirectory;
    }

    /** A folder with core-site.xml, hdfs-site.xml or both; blank for what is on the class path. */
    public void setConfigDirectory(String configDirectory) {
        this.configDirectory = nullIfBlank(configDirectory);
    }

    public String getKerberosPrincipal() {
        return kerberosPrincipal;
    }

    /** Who logs in to Kerberos, with the realm; blank for nobody. */
    public void setKerberosPrincipal(String kerberosPrincipal) {
        this.kerberosPrincipal = nullIfBlank(kerberosPrincipal);
    }

    public String getKerberosKeytabFile() {
        return kerberosKeytabFile;
    }

    /** A file with a key of the principal. */
    public void setKerberosKeytabFile(String kerberosKeytabFile) {
        this.kerberosKeytabFile = nullIfBlank(kerberosKeytabFile);
    }

    public MeterRegistry getMeterRegistry() {
        return meterRegistry;
    }

    /** Where to count what is written; null for nowhere. */
    public void setMeterRegistry(MeterRegistry meterRegistry) {
        this.meterRegistry = meterRegistry;
    }

    private static String nullIfBlank(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private synchronized void closeStorage() throws IOException {
        if (storage != null) {
            storage.close();
        }
        storage = null;
        writer = null;
    }
}
