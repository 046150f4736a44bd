package pipeline.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.SafeMode;
import org.apache.hadoop.fs.SafeModeAction;
import org.awaitility.Awaitility;

/**
 * HDFS on this machine: a real NameNode and a real DataNode, each in a JVM of its own, on free loopback ports. Permissions
 * hold; the system user is the superuser, and any user may make directories in {@code /} and {@code /user}.
 */
public final class HdfsServer implements AutoCloseable {

    private static final String NAME_NODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";
    private static final String DATA_NODE = "org.apache.hadoop.hdfs.server.datanode.DataNode";
    private static final Duration START = Duration.ofMinutes(3);

    private final HdfsSettings settings = HdfsSettings.write();
    private final WebHdfs web = new WebHdfs(settings.webPort());
    private JavaProcess dataNode;
    private JavaProcess nameNode;

    private HdfsServer() {}

    /** Returns when files can be written. */
    public static HdfsServer start() throws InterruptedException {
        HdfsServer server = new HdfsServer();
        try {
            server.open();
            return server;
        } catch (InterruptedException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private void open() throws InterruptedException {
        JavaProcess format = launch("namenode-format", NAME_NODE, "-format", "-nonInteractive");
        // starts meanwhile, and asks until its NameNode answers
        startDataNode();
        if (format.awaitExit(START) != 0) {
            throw new AssertionError(format.output());
        }
        startNameNode();
        web.put("/", "op=SETPERMISSION&permission=1777");
        web.put("/user", "op=MKDIRS");
        web.put("/user", "op=SETPERMISSION&permission=1777");
    }

    public String url() {
        return "hdfs://127.0.0.1:" + settings.port();
    }

    public String webUrl() {
        return "webhdfs://127.0.0.1:" + settings.webPort();
    }

    /** What is there, asked by plain HTTP as the superuser. */
    public WebHdfs web() {
        return web;
    }

    /** Lets everybody read and nobody write, as {@code hdfs dfsadmin -safemode enter} does. */
    public void enterSafeMode() throws IOException {
        setSafeMode(SafeModeAction.ENTER);
    }

    public void leaveSafeMode() throws IOException {
        setSafeMode(SafeModeAction.LEAVE);
    }

    // as the superuser; dfsadmin would start a JVM for it
    private void setSafeMode(SafeModeAction action) throws IOException {
        try (FileSystem files = FileSystem.newInstance(URI.create(url()), new Configuration())) {
            ((SafeMode) files).setSafeMode(action);
        }
    }

    /** The NameNode hangs: the machine takes connections and nobody answers. */
    public void freezeNameNode() {
        nameNode.freeze();
    }

    public void thawNameNode() {
        nameNode.thaw();
    }

    /** SIGKILL. */
    public void killNameNode() {
        nameNode.close();
    }

    /** Starts the NameNode, after a kill on the same ports and data; returns when files can be written. */
    public void startNameNode() {
        nameNode = launch("namenode", NAME_NODE);
        nameNode.awaitPort(settings.webPort(), START);
        awaitFiles();
    }

    /** Returns when files can be written. */
    public void awaitFiles() {
        Awaitility.await("a NameNode out of safe mode and a DataNode")
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> {
                    web.put("/.probe", "op=CREATE&overwrite=true");
                    return true;
                });
        web.delete("/.probe");
    }

    /** The DataNode hangs: its machine takes connections, and bytes, and nobody answers. */
    public void freezeDataNode() {
        dataNode.freeze();
    }

    /** SIGKILL. */
    public void killDataNode() {
        dataNode.close();
    }

    /** Starts the DataNode, after a kill on the same ports and data; files can be written a moment later. */
    public void startDataNode() {
        dataNode = launch("datanode", DATA_NODE);
    }

    @Override
    public void close() {
        Stream.of(dataNode, nameNode).filter(Objects::nonNull).forEach(JavaProcess::close);
    }

    private JavaProcess launch(String name, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-Xmx192m", "-cp", settings.classPath(), program));
        command.addAll(Arrays.asList(arguments));
        return JavaProcess.start(name, settings.directory(), command);
    }
}
